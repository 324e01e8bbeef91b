#!/bin/bash
# A Xen with 100 instructions more in the IOREQ path is flagged, with that figure; the same Xen never
# is. RUNS=20 tries that more often than `make check` has time for.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit
. tests/end_to_end/check

RUNS=${RUNS:-3}
LONGER=100 TOLERANCE=5 # instructions

boot() { # boot XEN REPORT
    build/doorbell run --xen "$1" --scenario unmapped --format json -o "$2" >"$scratch/report" 2>&1
}

compare() { # compare OLD NEW [OPTION...], output to $scratch/report
    build/doorbell compare "$@" >"$scratch/report" 2>&1
}

# The change of metric $1 as the comparison prints it.
change_of() {
    sed -n "s/^  $1 .* \([+-][0-9]*\) *[+-][0-9.]* %.*/\1/p" "$scratch/report"
}

check "our Xen boots" boot build/xen/debug/xen "$scratch/old.json"
slow=$(xen/mutants.sh --build xen/mutants/latency/ioreq-100-longer.patch 2>"$scratch/report")
check "the longer Xen builds" test -n "$slow"
check "and boots" boot "$slow" "$scratch/slow.json"

compare "$scratch/old.json" "$scratch/slow.json"
check "it is flagged: status 5" test $? -eq 5
change=$(change_of 'IOREQ read')
check "IOREQ read is longer by $LONGER, give or take $TOLERANCE: ${change:-nothing}" \
    test "$((${change:-0} < LONGER - TOLERANCE || ${change:-0} > LONGER + TOLERANCE))" -eq 0
check "a null hypercall is not" test -z "$(change_of 'null hypercall')"
compare "$scratch/slow.json" "$scratch/old.json"
check "the way back is an improvement: status 0" test $? -eq 0
compare "$scratch/old.json" "$scratch/slow.json" --threshold 2
check "below a threshold of 2 %: status 0" test $? -eq 0
compare "$scratch/old.json" "$scratch/slow.json" --threshold-abs 150
check "below a threshold of 150 instructions: status 0" test $? -eq 0

flagged=0
for ((run = 1; run <= RUNS; run++)); do
    boot build/xen/debug/xen "$scratch/new.json" && compare "$scratch/old.json" "$scratch/new.json" ||
        flagged=$((flagged + 1))
done
check "$RUNS runs of our Xen, $flagged flagged" test "$flagged" -eq 0

head -c 5000 "$scratch/old.json" >"$scratch/cut.json"
compare "$scratch/cut.json" "$scratch/old.json"
check "half a report: status 4" test $? -eq 4
compare "$scratch/old.json" "$scratch/nowhere.json"
check "no report: status 4" test $? -eq 4
build/doorbell run --scenario bus --format json -o "$scratch/bus.json" >"$scratch/report" 2>&1
compare "$scratch/old.json" "$scratch/bus.json"
check "a scenario that is gone: status 4" test $? -eq 4
exit "$failed"
