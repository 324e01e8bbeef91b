#!/bin/bash
# A Xen with xen/patches/fixes: the known failures that it no longer shows fail the run, each with the
# line of the entry to delete; with the expectations of such a Xen the run is clean.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit
. tests/end_to_end/check

xen=build/xen/fixed/xen

entry_is_named() {
    local line
    line=$(sed -n "s/.*suites\/expectations.cfg:\([0-9]*\)$/\1/p" "$scratch/report" | head -n 1)
    [ -n "$line" ] && sed -n "$line,$((line + 1))p" suites/expectations.cfg | grep -q sign_extension_to_w
}

build/doorbell run --xen "$xen" --no-color >"$scratch/report" 2>&1
check "fixed Xen: what passes unexpectedly fails the run" test $? -eq 5
check "it is the sign extension of BG-06" grep -q '^XPASS .*sign_extension_to_w  BG-06' "$scratch/report"
check "and the post-indexed loads of IOREQ-07" \
    grep -q '^XPASS .*post_indexed_loads  IOREQ-07' "$scratch/report"
check "it names the entry to delete" entry_is_named

build/doorbell run --xen "$xen" --expect suites/expectations-fixed.cfg --no-color \
    >"$scratch/report" 2>&1
check "fixed Xen with its expectations: clean" test $? -eq 0
build/doorbell run --scenario unmapped --expect suites/expectations-fixed.cfg --no-color \
    >"$scratch/report" 2>&1
check "our Xen with them: the bug is a failure" test $? -eq 5
build/doorbell run --scenario unmapped --expect none --no-color >"$scratch/report" 2>&1
check "our Xen, nothing expected: status 5" test $? -eq 5
check "no failure is expected then" bash -c "! grep -q XFAIL '$scratch/report'"
exit "$failed"
