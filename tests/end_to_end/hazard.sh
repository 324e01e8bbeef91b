#!/bin/bash
# A hazard runs only when named together with --hazard, and then takes the (emulated) host down by the
# rule that it is about: IOREQ-16 has no other proof that its test can fail.
set -uo pipefail
cd "$(dirname "$0")/../.."
. tests/end_to_end/check

report=$scratch/report.json
build/doorbell run --scenario '*answered' --format json --output "$report" >"$scratch/said" 2>&1
check "a glob does not run a hazard (status $?)" test ! -s "$report"
build/doorbell run --scenario destroyed-answered >"$scratch/said" 2>&1
check "its name alone does not (status $?)" grep -q 'wants --hazard' "$scratch/said"
build/doorbell run --scenario destroyed-answered --hazard --format json --output "$report" \
    >"$scratch/said" 2>&1
status=$?
check "with --hazard the host crashes (status $status)" test "$status" -eq 6
check "in the test of IOREQ-16" \
    awk -F '"' '$2 == "rule" { rule = $4 } $2 == "verdict" && $4 == "CRASH" && rule == "IOREQ-16" { found = 1 }
                END { exit !found }' "$report"

exit "$failed"
