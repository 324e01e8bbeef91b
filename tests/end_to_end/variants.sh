#!/bin/bash
# Variants of scenarios (tests/variants): each must fail its rule. Only those whose guest or dom0 has been built.
#
#   tests/end_to_end/variants.sh [GLOB of names, rules or scenarios]
set -uo pipefail
cd "$(dirname "$0")/../.." || exit
. tests/end_to_end/check

# What a scenario of this name lacks; nothing if it can be booted.
lacks() {
    if [[ $1 == linux-* ]]; then
        [ -e build/linux/initramfs ] && [ -e build/linux/root.img ] || echo "make linux-guest"
    elif [ ! -e build/linux-dom0/initramfs ] || [ ! -e build/linux/Image ]; then
        echo "make linux-dom0"
    fi
}

header() { # FIELD
    sed -n "s/^$1: *//p" "$file"
}

# The suites with what the variant changes.
change_scenario() {
    scratch_suites
    header Edit >"$scratch/edits"
    sed -n "/name = \"$scenario\";/,/^}/p" suites/scenarios.cfg | sed -f "$scratch/edits" >"$scratch/changed"
    sed -e "/name = \"$scenario\";/,/^}/{/^}/r $scratch/changed" -e 'd}' suites/scenarios.cfg \
        >"$scratch/suites/scenarios.cfg"
}

declare -A said
for file in tests/variants/*.variant; do
    name=$(basename "$file" .variant)
    rule=$(header Rule) scenario=$(header Scenario) fault=$(header Fault)
    # shellcheck disable=SC2053
    [[ $name == ${1-*} || $rule == ${1-*} || $scenario == ${1-*} ]] || continue
    lacks=$(lacks "$scenario")
    if [ -n "$lacks" ]; then
        [ -n "${said[$lacks]-}" ] || echo "skip variants: $lacks has not been run"
        said[$lacks]=yes
        continue
    fi
    change_scenario
    build/doorbell run --no-color --timeout 600 --suites "$scratch/suites" --scenario "$scenario" --rule "$rule" \
        ${fault:+--fault "$fault"} >"$scratch/report" 2>&1
    check "variant $name: $rule fails in $scenario" grep -q "^FAIL .*  $rule" "$scratch/report"
done
exit "$failed"
