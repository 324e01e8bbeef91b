#!/bin/bash
# Boots the backend with each of its faults (protocol/fault.h) and requires that a test of the rule
# that the fault breaks fails. Exit status 0 only if all were noticed. With an argument: only the
# faults whose rule or name matches that pattern.
set -uo pipefail
cd "$(dirname "$0")/.." || exit

scenario=complete
out=build/faults # reports: NAME.json
mkdir -p "$out"

# Names of the tests of rule $2 that failed in report $1.
failures() {
    awk -F '"' -v rule="$2" '
        $2 == "name" { name = $4; of = "" }
        $2 == "rule" { of = $4 }
        $2 == "verdict" && $4 == "FAIL" && of == rule { print name }' "$1" | paste -sd ' '
}

faults=$(build/doorbell list --faults) && [ -n "$faults" ] || {
    echo "not ok list: doorbell knows no faults"
    exit 1
}
[ $# -eq 0 ] || faults=$(while read -r name rule text; do
    # shellcheck disable=SC2053
    [[ $name == $1 || $rule == $1 ]] && echo "$name $rule $text"
done <<<"$faults")
rules=$(awk '{ print $2 }' <<<"$faults" | sort -u)

# A test that fails without a fault notices nothing; one that is skipped (status 3) may with one.
sound=true
while read -r rule; do
    build/doorbell run --scenario $scenario --rule "$rule" >"$out/$rule.sound.log" 2>&1
    status=$?
    [ $status -eq 0 ] || [ $status -eq 3 ] || {
        echo "not ok $rule: fails without a fault; see $out/$rule.sound.log"
        sound=false
    }
done <<<"$rules"
$sound || exit 1

missed=0
while read -r name rule _; do
    build/doorbell run --scenario $scenario --rule "$rule" --fault "$name" --format json \
        --output "$out/$name.json" >"$out/$name.log" 2>&1
    status=$?
    killers=$(failures "$out/$name.json" "$rule")
    if [ "$status" -eq 5 ] && [ -n "$killers" ]; then
        printf 'ok     %-20s %-9s killed by %s\n' "$name" "$rule" "$killers"
    else
        printf 'not ok %-20s %-9s survived: exit status %s instead of 5; see %s\n' "$name" "$rule" \
            "$status" "$out/$name.log"
        missed=$((missed + 1))
    fi
done <<<"$faults"
[ "$missed" -eq 0 ]
