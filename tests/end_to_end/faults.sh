#!/bin/bash
# The backend with each of its faults (protocol/fault.h): all in two boots, by the scenarios hostile
# and hostile-grants, where each must be noticed as the rule that it breaks, and survived. With an
# argument: a boot of its own for each fault whose rule or name matches that pattern, in which a test of
# the rule must fail; those of plain QEMU too.
# Exit status 0 only if all were noticed.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit

out=build/faults # reports: NAME.json
mkdir -p "$out"

faults=$(build/doorbell list --faults) && [ -n "$faults" ] || {
    echo "not ok list: doorbell knows no faults"
    exit 1
}

# Lines "NAME VERDICT RULE" of report $1.
verdicts() {
    awk -F '"' '
        $2 == "name" { name = $4; of = "" }
        $2 == "rule" { of = $4 }
        $2 == "verdict" && of != "" { print name, $4, of }' "$1"
}

missed=0
result() { # result OK NAME RULE TEXT
    printf '%-6s %-24s %-9s %s\n' "$([ "$1" = true ] && echo ok || echo not ok)" "$2" "$3" "$4"
    [ "$1" = true ] || missed=$((missed + 1))
}

all_in_one() {
    build/doorbell run --scenario hostile --scenario hostile-grants --format json \
        --output "$out/hostile.json" >"$out/hostile.log" 2>&1
    verdicts "$out/hostile.json" >"$out/hostile.verdicts"
    while read -r name rule text; do
        if grep -qx "hostile.$name PASS $rule" "$out/hostile.verdicts"; then
            result true "$name" "$rule" "noticed: $text"
        else
            result false "$name" "$rule" "see build/doorbell run --scenario 'hostile*'"
        fi
    done <<<"$faults"
}

matching() { # matching PATTERN [SCENARIO]: from lines "NAME RULE [SCENARIO] TEXT", those "SCENARIO NAME RULE"
    while read -r name rule scenario _; do
        # shellcheck disable=SC2053
        if [[ $name == $1 || $rule == $1 ]]; then echo "${2:-$scenario} $name $rule"; fi
    done
}

one_by_one() { # one_by_one PATTERN
    chosen=$(
        matching "$1" complete < <(grep -v "^grant-" <<<"$faults")
        matching "$1" grants < <(grep "^grant-" <<<"$faults")
        build/doorbell list --faults --machine qemu | grep -v ' vfio-' | matching "$1"
    )
    [ -n "$chosen" ] || {
        echo "not ok no fault is called $1"
        exit 1
    }
    while read -r scenario name rule; do
        # A test that fails without a fault notices nothing; one that is skipped (3) may with one.
        build/doorbell run --scenario "$scenario" --rule "$rule" >"$out/$rule.sound.log" 2>&1
        case $? in
        0 | 3) ;;
        *)
            result false "$name" "$rule" "fails without a fault; see $out/$rule.sound.log"
            continue
            ;;
        esac
        build/doorbell run --scenario "$scenario" --rule "$rule" --fault "$name" --format json \
            --output "$out/$name.json" >"$out/$name.log" 2>&1
        status=$?
        killers=$(verdicts "$out/$name.json" | awk -v rule="$rule" '
            $2 == "FAIL" && $3 == rule { print $1 }' | paste -sd ' ')
        if [ "$status" -eq 5 ] && [ -n "$killers" ]; then
            result true "$name" "$rule" "killed by $killers"
        else
            result false "$name" "$rule" "survived: exit status $status; see $out/$name.log"
        fi
    done <<<"$chosen"
}

if [ $# -eq 0 ]; then all_in_one; else one_by_one "$1"; fi
[ "$missed" -eq 0 ]
