#!/bin/bash
# Our device model over vfio-user with each of its faults (protocol/fault.h), a boot each: a test of the
# fault's rule must fail, or crash where QEMU does not survive the fault (docs/vfio-user.md). With an
# argument: only those whose rule or name matches that pattern. What cannot be seen there is listed below,
# with the reason. Needs `make qemu-11`.
# A server runs beside QEMU, so it is not always the same: up to three boots each.
# Exit status 0 only if all others were noticed.
set -uo pipefail
cd "$(dirname "$0")/.." || exit

out=build/faults/vfio
scenario=vfio-faults
mkdir -p $out

# Why a fault has no effect here, or cannot: REASON: NAME...
not_here='
QEMU answers for absent functions itself: absent-is-zero absent-stores aliases
QEMU keeps BARs and their windows itself: always-decodes bar-holes bar-stuck window-short
QEMU keeps the capabilities pointer itself: cap-pointer-writable
QEMU splits 8-byte accesses and has no extended space: garbage-8 extended-garbage
QEMU looks at INTX_DISABLE itself: intx-disable
QEMU does not start with such a device: msix cap-outside
QEMU 11.1 walks the list without end while it starts: cap-loop
a server has one function: hidden-function
the device is there from the start: wrong-id-once half-id id-vanishes late-function removal-keeps-line
nobody changes the capacity of the disk: generation-stuck
a request is rarely in flight at a reset, as each is answered under its notification: late-completion
it is about the overlay that dom0 hands out: overlay-differs overlay-mended
it is about slots of virtio over mmio: mmio-ack-all mmio-early mmio-empty mmio-magic mmio-max-follows mmio-narrow
it is about slots of mmio: mmio-neighbour mmio-next-line mmio-read-clears mmio-ready-sticks mmio-shm mmio-stale-status mmio-version
it is about ioreq servers: ecam-too-large enabled-early stale-answer disable-ignored unmap-ignored posted-writes
it is about a port: hot-unseen hot-silent hot-line hot-ejected hot-zeroes hot-any-bus hot-anywhere hot-completion
it is about grants, of which Xen has the table: grant-bypass grant-reference grant-ungranted grant-read-only
it is about grants: grant-kept grant-needs-reset
it is about the control page: stale-times no-hold'

reason() { # NAME
    awk -F ': ' -v name="$1" '{ n = split($2, names, " "); for (i = 1; i <= n; i++) if (names[i] == name) print $1 }' \
        <<<"$not_here"
}

missed=0
result() { # OK NAME RULE TEXT
    printf '%-6s %-24s %-9s %s\n' "$1" "$2" "$3" "$4"
    [ "$1" != "not ok" ] || missed=$((missed + 1))
}

build/doorbell run --scenario $scenario >$out/sound.log 2>&1 || {
    echo "not ok fails without a fault; see $out/sound.log"
    exit 1
}
while read -r name rule _; do
    # shellcheck disable=SC2053
    [[ $name == ${1:-*} || $rule == ${1:-*} ]] || continue
    why=$(reason "$name")
    if [ -n "$why" ]; then
        result skip "$name" "$rule" "$why"
        continue
    fi
    for _ in 1 2 3; do
        build/doorbell run --scenario $scenario --rule "$rule" --fault "$name" >"$out/$name.log" 2>&1 </dev/null
        status=$?
        killers=$(awk -v rule="$rule" '$1 ~ /^(FAIL|CRASH)$/ && $3 == rule { sub(/.*\//, "", $2); print $2 }' \
            "$out/$name.log" | paste -sd ' ')
        [[ $status != [56] ]] || [ -z "$killers" ] || break
    done
    if [[ $status == [56] ]] && [ -n "$killers" ]; then
        result ok "$name" "$rule" "killed by $killers$([ "$status" -eq 5 ] || echo ", which ended QEMU")"
    else
        result "not ok" "$name" "$rule" "survived: exit status $status; see $out/$name.log"
    fi
done < <(build/doorbell list --faults)
[ "$missed" -eq 0 ]
