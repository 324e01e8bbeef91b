#!/bin/bash
# Which part of the bus Linux sees if the device model attaches while it scans: boots scenario
# linux-late with other times of the attach, finds the window in which the first scan sees a part by
# bisection, and prints what it saw at equal steps through it. A rescan must complete each (LNX-03).
#
#   tests/linux_sweep.sh [STEPS]          needs make linux-guest; a boot takes some seconds
set -euo pipefail
cd "$(dirname "$0")/.."

STEPS=${1:-12}
. tests/end_to_end/check
scratch_suites

# Prints the functions that the first scan saw with the attach $1 ns after the device model's start.
seen() {
    awk -v us="$(printf '%d.%03d' $(($1 / 1000)) $(($1 % 1000)))" '
        /name = "linux-late"/ { late = 1 }
        late && /schedule_us/ { sub(/\[.*\]/, "[ " us " ]") }
        late && /tests = / { sub(/\[.*\]/, "[ \"LNX-03\" ]"); late = 0 }
        { print }' suites/scenarios.cfg >"$scratch/suites/scenarios.cfg"
    build/doorbell run --suites "$scratch/suites" --scenario linux-late --format json --timeout 300 \
        --output "$scratch/run.json" 2>"$scratch/log" || {
        echo "an attach after $1 ns: the run failed: $(tail -n 1 "$scratch/log")" >&2
        exit 1
    }
    grep -o 'found by the first scan: [^"]*' "$scratch/run.json" | sed 's/.*: //'
}

# low: all seven are seen; high: none.
low=1000000 high=2000000000
while [ $((high - low)) -gt 1000 ]; do
    middle=$(((low + high) / 2))
    if [ "$(seen $middle | wc -w)" -eq 7 ]; then low=$middle; else high=$middle; fi
done
first=$low high=2000000000
low=$first
while [ $((high - low)) -gt 1000 ]; do
    middle=$(((low + high) / 2))
    if [ "$(seen $middle)" = none ]; then high=$middle; else low=$middle; fi
done

printf 'ns after the device model'\''s start   functions that the first scan saw\n'
for ((i = 0; i <= STEPS; i++)); do
    at=$((first + (high - first) * i / STEPS))
    printf '%29d   %s\n' "$at" "$(seen $at)"
done
