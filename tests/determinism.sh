#!/bin/bash
# The default scenario's whole console, byte by byte, over 20 boots: half on a quiet machine, half
# with all cores kept busy. Prints `N of 20 identical` and the first difference, if any.
#
#   tests/determinism.sh [RUNS] [SCENARIO]
set -euo pipefail
cd "$(dirname "$0")/.."

runs=${1:-20}
scenario=${2:-unmapped}
logs=$(mktemp -d)
busy=()
quiet_down() {
    [ ${#busy[@]} -eq 0 ] || kill "${busy[@]}" 2>/dev/null || true
    busy=()
}
trap 'quiet_down; rm -rf "$logs"' EXIT

keep_busy() {
    for ((i = 0; i < $(nproc); i++)); do
        timeout 300 bash -c 'while :; do :; done' &
        busy+=($!)
    done
}

same=0
for ((run = 1; run <= runs; run++)); do
    [ "$run" -ne $((runs / 2 + 1)) ] || keep_busy
    build/doorbell run --require all --scenario "$scenario" --keep-log "$logs/$run" \
        -o "$logs/report" 2>"$logs/progress" || {
        cat "$logs/progress" "$logs/report"
        echo "not ok determinism: run $run of $scenario did not succeed"
        exit 1
    }
    if cmp -s "$logs/1/$scenario.log" "$logs/$run/$scenario.log"; then
        same=$((same + 1))
    else
        echo "run $run differs from run 1:"
        diff "$logs/1/$scenario.log" "$logs/$run/$scenario.log" | head -n 6 || true
    fi
done

echo "$same of $runs consoles of scenario $scenario are identical, $((runs - runs / 2)) of them with" \
    "all cores busy"
[ "$same" -eq "$runs" ]
