#!/bin/bash
# A recorded console is judged as its run was; cut after any record or with any character of a
# record flipped, it is never a success. (The unit tests do the same to a made-up console.)
set -euo pipefail
cd "$(dirname "$0")/../.."

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
log=$scratch/unmapped.log
result() { # result CONDITION NAME
    if [ "$1" -eq 0 ]; then echo "ok $2"; else echo "not ok $2"; failed=1; fi
}
failed=0

# Judges standard input; prints the exit status.
judge() {
    build/doorbell judge "$1" >"$scratch/report" 2>&1 && echo 0 || echo $?
}

build/doorbell run --require all --scenario unmapped --keep-log "$scratch" >/dev/null 2>&1
result $? "the boot that is recorded succeeds"
[ "$(judge "$log")" -eq 0 ] && result 0 "judge says of the log what run said" ||
    result 1 "judge says of the log what run said: $(cat "$scratch/report")"

mapfile -t records < <(grep -n 'DB!' "$log" | cut -d: -f1)
result "$((${#records[@]} < 50))" "the log has ${#records[@]} records"

slipped=0
mkdir "$scratch/cut"
for line in "${records[@]}"; do
    head -n "$line" "$log" >"$scratch/cut/unmapped.log"
    [ "$(judge "$scratch/cut/unmapped.log")" -ne 0 ] || { slipped=$((slipped + 1)); echo "cut after line $line"; }
done
result "$slipped" "no log that is cut after one of ${#records[@]} records passes"

# One character in each record, a different column each time: mark, number, kind, payload, sum.
slipped=0 column=0
for line in "${records[@]}" "${records[@]}" "${records[@]}"; do
    column=$((column + 7))
    awk -v want="$line" -v column="$column" 'NR == want {
            start = index($0, "DB!"); at = start + column % (length($0) - start + 1)
            old = substr($0, at, 1); new = old == "x" ? "y" : "x"
            $0 = substr($0, 1, at - 1) new substr($0, at + 1) } { print }' "$log" >"$scratch/cut/unmapped.log"
    [ "$(judge "$scratch/cut/unmapped.log")" -ne 0 ] || { slipped=$((slipped + 1)); echo "flip in line $line"; }
done
result "$slipped" "no log with one character of a record changed passes, $((3 * ${#records[@]})) tried"

exit "$failed"
