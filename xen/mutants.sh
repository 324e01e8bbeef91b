#!/bin/bash
# Boots every mutant of xen/mutants/ (its README says what a mutant is) and requires that a test of
# the mutant's rule fails, on the mutant only. Exit status 0 only if all were killed.
#
#   xen/mutants.sh [GLOB...]     only mutants whose names match
set -uo pipefail
shopt -s nullglob
cd "$(dirname "$0")/.." || exit

out=build/mutants # reports: NAME.json, and NAME.unbroken.json from the Xen without the mutant
mkdir -p "$out"

header() { # FIELD PATCH
    sed -n "s/^$1: *//p;/^diff /q" "$2"
}

# Names of the tests of rule $2 that failed in report $1.
failures() {
    awk -F '"' -v rule="$2" '
        $2 == "name" { name = $4; of = "" }
        $2 == "rule" { of = $4 }
        $2 == "verdict" && $4 == "FAIL" && of == rule { print name }' "$1" | paste -sd ' '
}

# Prints "killed by TESTS" or "survived: WHY".
try_mutant() { # PATCH NAME RULE SCENARIO
    local run=(build/doorbell run --rule "$3" --scenario "$4" --format json) status killers

    if [ -z "$3" ] || [ -z "$4" ]; then
        echo "survived: its header lacks a Rule or a Scenario"
        return
    fi
    # A test that fails on the unbroken Xen kills nothing.
    "${run[@]}" --output "$out/$2.unbroken.json" >&2
    status=$?
    if [ "$status" -ne 0 ]; then
        echo "survived: $3 does not pass on the unbroken Xen (exit status $status)"
        return
    fi
    if ! xen/tree.sh build/xen/src build/xen/mutant-src "$1" >&2; then
        echo "survived: does not apply"
        return
    fi
    if ! xen/build.sh build/xen/mutant-src build/xen/mutant debug >&2; then
        echo "survived: does not build"
        return
    fi
    "${run[@]}" --output "$out/$2.json" --xen build/xen/mutant/xen >&2
    status=$?
    killers=$(failures "$out/$2.json" "$3")
    if [ "$status" -ne 5 ]; then
        echo "survived: exit status $status instead of 5"
    elif [ -z "$killers" ]; then
        echo "survived: no test of $3 failed"
    else
        echo "killed by $killers"
    fi
}

wanted() { # NAME GLOB...
    local name=$1 glob

    shift
    for glob in "${@:-*}"; do
        # shellcheck disable=SC2053 # a glob
        [[ $name == $glob ]] && return
    done
    return 1
}

killed=0 survived=0
for patch in xen/mutants/*.patch; do
    name=$(basename "$patch" .patch)
    wanted "$name" "$@" || continue
    rule=$(header Rule "$patch")
    verdict=$(try_mutant "$patch" "$name" "$rule" "$(header Scenario "$patch")" 2>"$out/$name.log")
    printf '%-26s %-9s %s\n' "$name" "${rule:--}" "$verdict"
    case $verdict in
        killed*) killed=$((killed + 1)) ;;
        *) survived=$((survived + 1)) ;;
    esac
done
echo "$killed killed, $survived survived; reports and logs are in $out"
[ "$survived" -eq 0 ] && [ "$killed" -gt 0 ]
