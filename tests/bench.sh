#!/bin/bash
# Figures: image sizes, launch to verdict of each scenario, and the latency ladder.
set -euo pipefail
cd "$(dirname "$0")/.."

RUNS=5
SIZE_GOAL=65536 # bytes, the domU's image
TIME_GOAL=1.0   # seconds, launch to verdict
SHARE_GOAL=200  # instructions of the driver in one polled request

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

echo "Image sizes in bytes (goal for the domU: $SIZE_GOAL or less)"
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

echo "Latency (goal for the driver's share of a request: $SHARE_GOAL instructions or less)"
build/doorbell run --require all --scenario unmapped --scenario release 2>/dev/null |
    sed -n '/^Latency/,/^$/p'
