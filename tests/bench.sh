#!/bin/bash
# Figures: image sizes, launch to verdict of each scenario, the latency ladders, and what of them
# kvm-unit-tests measures, too.
set -euo pipefail
cd "$(dirname "$0")/.."

RUNS=5
TIME_GOAL=1.0   # seconds, launch to verdict
SHARE_GOAL=200  # instructions of the driver in one polled request

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

echo "Image sizes in bytes"
stat -c '  %-20n %8s' build/guest.img build/backend.img
echo

for ((run = 1; run <= RUNS; run++)); do
    build/doorbell run --require all --format json -o "$scratch/$run.json" 2>"$scratch/progress" || {
        cat "$scratch/progress"
        echo "bench: a run did not succeed; see \`make run\`" >&2
        exit 1
    }
    sed -n 's/^\[[0-9/]*\] \([^:]*\): .* in \([0-9.]*\) s.*/\1 \2/p' "$scratch/progress"
done >"$scratch/seconds"

echo "Seconds from launch to verdict over $RUNS runs (goal for the median: $TIME_GOAL or less)"
echo "                           min  median     max"
cut -d' ' -f1 "$scratch/seconds" | awk '!seen[$0]++' | while read -r scenario; do
    awk -v s="$scenario" '$1 == s { print $2 }' "$scratch/seconds" | sort -n |
        awk -v s="$scenario" -v goal=$TIME_GOAL '{ t[NR] = $1 }
            END { m = t[int((NR + 1) / 2)]
                  printf "  %-20s %7.2f %7.2f %7.2f%s\n", s, t[1], m, t[NR],
                         (m > goal ? "  over the goal" : "") }'
done
echo

# The latency scenarios on our two builds of Xen: their consoles, and a report of each as JSON.
for xen in debug release; do
    build/doorbell run --require all --scenario latency --scenario latency4 --xen "build/xen/$xen/xen" \
        --keep-log "$scratch/$xen" --format json -o "$scratch/$xen.json" 2>"$scratch/progress" || {
        cat "$scratch/progress"
        echo "bench: the latency scenarios do not pass; see \`build/doorbell run --scenario 'latency*'\`" >&2
        exit 1
    }
    for scenario in latency latency4; do
        build/doorbell judge "$scratch/$xen/$scenario.log" | sed -n '/^Latency/,/^$/p'
    done
done

# Medians of report $1: id, label, kvm-unit-tests' name or -, value; the first scenario's if in both.
medians() {
    awk -F '"' -v OFS='\t' '
        $2 == "id" { id = $4 }
        $2 == "label" { label = $4 }
        $2 == "kvm" { kvm = NF > 3 ? $4 : "-" }
        $2 == "p50" && !seen[id]++ { gsub(/[^0-9]/, "", $3); print id, label, kvm, $3 }' "$1"
}

echo "Beside kvm-unit-tests' arm/micro-bench, which calls them so: medians, in instructions"
printf '  %-16s %-28s %9s %9s\n' kvm-unit-tests doorbell debug release
join -t $'\t' -o 1.1,1.2,1.3,1.4,2.4 <(medians "$scratch/debug.json" | sort) \
    <(medians "$scratch/release.json" | sort) |
    awk -F '\t' -v goal=$SHARE_GOAL '
        function row(kvm, label, at) { printf "  %-16s %-28s %9s %9s", kvm, label, debug[at], release[at] }
        { debug[$1] = $4; release[$1] = $5; label[$1] = $2; if ($3 != "-") kvm[$1] = $3 }
        END {
            n = split("LAT-1.null_hypercall LAT-2.gicd_read LAT-4.ioreq_read LAT-11.ipi " \
                      "LAT-12.eoi_spurious LAT-10.timer_10ms", order, " ")
            for (i = 1; i <= n; i++) { row(kvm[order[i]], label[order[i]], order[i]); print "" }
            row("-", "virtio-blk request, polled", "LAT-6.request_to_used"); print ""
            row("-", "  of it, the guest", "LAT-6.driver_share")
            print (debug["LAT-6.driver_share"] > goal ? "  over the goal of " goal : "  (goal: " goal " or less)")
        }'
