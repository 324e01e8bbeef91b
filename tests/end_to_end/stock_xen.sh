#!/bin/bash
# A Xen without xen/patches: what it is known to lack is skipped with the reason, the rest runs;
# --require makes an error of the skip; a Xen that cannot even start is no skip.
set -uo pipefail
cd "$(dirname "$0")/../.."
. tests/end_to_end/check

xen=build/xen/stock/xen

build/doorbell run --xen "$xen" --no-color >"$scratch/report" 2>&1
check "stock Xen: the whole run succeeds" test $? -eq 0
check "trap runs and passes" grep -q '^PASS  *trap ' "$scratch/report"
for scenario in unmapped windows race smp4 gicv2 refuse-overlap; do
    check "$scenario is skipped" grep -q "^SKIP  *$scenario " "$scratch/report"
done
check "the reason names trap-unmapped-accesses" grep -q 'trap-unmapped-accesses' "$scratch/report"
check "the reason names mmio-background-regions" grep -q 'mmio-background-regions' "$scratch/report"

build/doorbell run --xen "$xen" --scenario windows --no-color >"$scratch/report" 2>&1
check "only skips: status 3" test $? -eq 3
build/doorbell run --xen "$xen" --scenario windows --require windows --no-color >"$scratch/report" 2>&1
check "a required scenario that is skipped: status 4" test $? -eq 4
build/doorbell run --xen "$xen" --scenario windows --require all --no-color >"$scratch/report" 2>&1
check "required are all that this Xen can run: status 3" test $? -eq 3

head -c 100000 "$xen" >"$scratch/xen"
build/doorbell run --xen "$scratch/xen" --scenario unmapped --timeout 12 >"$scratch/report" 2>&1
check "a Xen that does not boot is no skip and no success" test $? -ge 4

exit "$failed"
