#!/bin/bash
# Boots every mutant of xen/mutants/ (its README says what a mutant is) and requires that a test of
# the mutant's rule fails. Exit status 0 only if all were killed.
set -uo pipefail
shopt -s nullglob
cd "$(dirname "$0")/.." || exit

out=build/mutants # reports, one a mutant
mkdir -p "$out"

header() { # FIELD PATCH
    sed -n "s/^$1: *//p;/^diff /q" "$2"
}

boot() { # REPORT SCENARIO [OPTION...]
    build/doorbell run --scenario "$2" --format json --output "$out/$1.json" "${@:3}" >/dev/null 2>&1
}

# Names of the tests of rule $2 that failed in report $1.
failures() {
    awk -F '"' -v rule="$2" '
        $2 == "name" { name = $4; of = "" }
        $2 == "rule" { of = $4 }
        $2 == "verdict" && $4 == "FAIL" && of == rule { print name }' "$out/$1.json" | paste -sd ' '
}

# Sets verdict and, if the mutant was killed, killers.
try_mutant() { # PATCH NAME RULE SCENARIO
    local status

    if [ -z "$3" ] || [ -z "$4" ]; then
        verdict="survived: no Rule or no Scenario in its header"
        return
    fi
    # A test that fails on the unbroken Xen kills nothing.
    if [ -z "${sound[$4]:-}" ]; then
        boot "unbroken-$4" "$4"
        sound[$4]=$?
    fi
    if [ "${sound[$4]}" -ne 0 ]; then
        verdict="survived: $4 does not pass on the unbroken Xen (exit status ${sound[$4]})"
    elif ! xen/tree.sh build/xen/src build/xen/mutant-src "$1" >&2; then
        verdict="survived: does not apply"
    elif ! xen/build.sh build/xen/mutant-src build/xen/mutant debug >&2; then
        verdict="survived: does not build"
    else
        boot "$2" "$4" --xen build/xen/mutant/xen
        status=$?
        killers=$(failures "$2" "$3")
        if [ "$status" -ne 5 ]; then
            verdict="survived: exit status $status instead of 5"
        elif [ -z "$killers" ]; then
            verdict="survived: no test of $3 failed"
        else
            verdict=killed
        fi
    fi
}

row='%-26s %-9s %-44s %s\n'
declare -A sound
killed=0 survived=0
# shellcheck disable=SC2059
printf "$row" mutant rule "killed by" verdict
for patch in xen/mutants/*.patch; do
    name=$(basename "$patch" .patch)
    rule=$(header Rule "$patch")
    killers='' verdict=
    try_mutant "$patch" "$name" "$rule" "$(header Scenario "$patch")"
    # shellcheck disable=SC2059
    printf "$row" "$name" "${rule:--}" "${killers:--}" "$verdict"
    if [ "$verdict" = killed ]; then
        killed=$((killed + 1))
    else
        survived=$((survived + 1))
    fi
done
echo "$killed killed, $survived survived; the reports are in $out"
[ "$survived" -eq 0 ] && [ "$killed" -gt 0 ]
