#!/bin/bash
# Boots mutants of xen/mutants/ (its README says what a mutant is) and prints the kill matrix, which
# is then in build/mutants/matrix.txt too. A mutant is killed if its whole scenario, which passes on
# the same Xen without the mutant, ends in failure (exit status 5), a test of the mutant's rule among
# the failed ones, and no verdict a CRASH or TIMEOUT; or if a rig check names its rule, whatever comes
# then. It is named if its rule is the first that is read: that of the first failed test or check, or of
# a rig check. The default set notices it if its scenario is part of that, or else if the whole set
# ends in failure with that rule among the failed ones. Exit status 0 only if all were killed and, of
# more than MANY, enough were named and noticed by the default set.
#
#   xen/mutants.sh [GLOB...]          those whose name matches, else all
#   SHARD=K/N xen/mutants.sh ...      every N-th of them, from the K-th on
#   xen/mutants.sh --vpci=BUILD [GLOB...]   those of xen/mutants/vpci, on the Xen in BUILD that `make vpci`
#                                           has built: build/xen/vpci, or of a user's tree
#   xen/mutants.sh --dtbo [GLOB...]   those of xen/mutants/dtbo, on the Xen that `make dtbo` builds
#   xen/mutants.sh --build PATCH      only builds that Xen, and prints its path
set -uo pipefail
shopt -s nullglob
cd "$(dirname "$0")/.." || exit
. xen/shard.sh

# The mutants, the tree and the Xen that they are mutants of, and where each worker has its own.
case ${1-} in
    --vpci=* | --dtbo)
        export EXTRA=${1#-}
        shift
        ;;
esac
extra=${EXTRA-} kconfig=()
build=${extra#*=}
worker_xen=build/xen/mutant${extra%%=*}
case $extra in
    -vpci=*) mutants=xen/mutants/vpci source=$build-src whole=$build/xen worker_xen=$build-mutant ;;
    -dtbo) mutants=xen/mutants/dtbo source=build/xen/src whole=build/xen/dtbo/xen kconfig=(xen/kconfig.dtbo) ;;
    *) mutants=xen/mutants source=build/xen/src whole=build/xen/debug/xen ;;
esac
out=build/mutants${extra%%=*} # NAME.json: the report; NAME.log: the build; SCENARIO.unbroken.json
PER_WORKER=8 # fewer mutants are not worth a second source tree
LIMIT=60     # seconds, of QEMU's CPU time: some mutants leave the domU waiting
MANY=100     # of fewer mutants the shares say little
NAMED=95     # percent, at least
DEFAULT=80

header() { # FIELD PATCH
    sed -n "s/^$1: *//p;/^diff /q" "$2"
}

# The tests and rules in report $1 with verdict $2, as lines "TEST RULE".
verdicts() {
    awk -F '"' -v verdict="$2" '
        $2 == "name" { name = $4; rule = "" }
        $2 == "rule" { rule = $4 }
        $2 == "verdict" && $4 == verdict && rule { print name, rule }' "$1"
}

# The rules that report $1 points at: those of rig checks, of the first failed test and of its first
# failed check.
pointed_at() {
    awk -F '"' '
        $2 == "rig" { rig = 1 }
        $2 == "tests" { rig = 0 }
        rig && $2 == "rule" { print $4 }
        $2 == "name" { rule = "" }
        $2 == "rule" && !rig { if (!rule) rule = $4; else if (first && !check) print check = $4 }
        $2 == "verdict" && rule { if (first) exit; if ($4 == "FAIL") print first = rule }' "$1"
}

# The rules of failed rig checks.
rig_rules() {
    awk -F '"' '$2 == "rig" { rig = 1 } $2 == "tests" { exit } rig && $2 == "rule" { print $4 }' "$1"
}

# Boots scenario $2 on $1, report to $3, other options after; prints nothing. Status: doorbell's.
boot() {
    build/doorbell run --xen "$1" --scenario "$2" --timeout "$LIMIT" --format json --output "$3" \
        "${@:4}" >&2
}

# The unbroken Xen must pass what its mutants are to fail.
unbroken() { # SCENARIO...
    local scenario

    for scenario in "$@"; do
        boot "$whole" "$scenario" "$out/$scenario.unbroken.json" 2>"$out/$scenario.log" &&
            touch "$out/$scenario.passes"
    done
}

# Makes worker $1's Xen from patch $2. Its tree keeps one mutant at a time: what undoing the last and
# doing the next touches is all that is compiled. From a tree without a stamp tree.sh makes a new copy: what it
# finds changed by the last mutant is what it touches.
build() {
    local tree=$worker_xen-$1-src applied=$worker_xen-$1.applied

    if [ -e "$applied" ] && [ -e "$source.stamp" ] &&
        patch -d "$tree" -p1 -R -F0 -s --no-backup-if-mismatch <"$applied"; then
        rm "$applied"
    else
        rm -f "$applied" "$tree.stamp"
    fi
    xen/tree.sh "$source" "$tree" || return
    cp "$2" "$applied"
    patch -d "$tree" -p1 --forward -F0 -s --no-backup-if-mismatch <"$2" || {
        rm -f "$applied" "$tree.stamp"
        return 1
    }
    xen/build.sh "$tree" "$worker_xen-$1" debug "${kconfig[@]}"
}

# What notices the mutant $1 of rule $2, booted from $3: "default", or else its scenario $4.
noticed_by() {
    local report=$out/$1.default.json

    if [ "$mutants" = xen/mutants/vpci ]; then # no domain of the default set has a bridge of Xen's
        echo "scenario $4"
        return
    fi
    if ! grep -qx "$4" "$out/default"; then
        build/doorbell run --xen "$3" --timeout "$LIMIT" --format json --output "$report" >&2
        if [ $? -ne 5 ] || ! verdicts "$report" FAIL | grep -q " $2\$"; then
            echo "scenario $4"
            return
        fi
    fi
    echo default
}

# One line of the matrix: mutant, rule, "killed by TESTS" or "survived: WHY", whether its rule is the
# first one read, what notices it, how many other rules failed.
try() { # PATCH WORKER
    local name rule scenario status killers others named by only=()
    name=$(basename "$1" .patch) rule=$(header Rule "$1") scenario=$(header Scenario "$1")

    if [ -z "$rule" ] || [ -z "$scenario" ] || [ -z "$(header Breaks "$1")" ]; then
        echo "$name|${rule:--}|survived: its header lacks a Rule, a Scenario or a Breaks|-|-|-"
        return
    fi
    if [ ! -e "$out/$scenario.passes" ]; then
        echo "$name|$rule|survived: $scenario does not pass on the unbroken Xen|-|-|-"
        return
    fi
    if ! build "$2" "$1" >&2; then
        echo "$name|$rule|survived: does not apply, or does not build|-|-|-"
        return
    fi
    # Some would hang every test that is not about what they break.
    [ -z "$(header Only "$1")" ] || only=(--rule "$rule")
    boot "$worker_xen-$2/xen" "$scenario" "$out/$name.json" "${only[@]}"
    status=$?
    killers=$(verdicts "$out/$name.json" FAIL | awk -v rule="$rule" '$2 == rule { print $1 }' |
        paste -sd ' ')
    others=$(verdicts "$out/$name.json" FAIL | awk -v rule="$rule" '$2 != rule { print $2 }' |
        sort -u | wc -l)
    if pointed_at "$out/$name.json" | grep -qx "$rule"; then named=yes; else named=no; fi
    if [ "$status" -ne 0 ] && rig_rules "$out/$name.json" | grep -qx "$rule"; then
        killers='a rig check'
    elif [ "$status" -ne 5 ]; then
        echo "$name|$rule|survived: exit status $status instead of 5|$named|-|$others"
        return
    elif [ -n "$(verdicts "$out/$name.json" TIMEOUT)$(verdicts "$out/$name.json" CRASH)" ]; then
        echo "$name|$rule|survived: a hang or a crash is no verdict on a rule|$named|-|$others"
        return
    elif [ -z "$killers" ]; then
        echo "$name|$rule|survived: no test of $rule failed|$named|-|$others"
        return
    fi
    by=$(noticed_by "$name" "$rule" "$worker_xen-$2/xen" "$scenario")
    echo "$name|$rule|killed by $killers|$named|$by|$others"
}

if [ "${1-}" = --one ]; then # from below: --one PATCH, in the worker named by the environment
    name=$(basename "$2" .patch)
    try "$2" "$worker" 2>"$out/$name.log" >"$out/$name.line"
    cat "$out/$name.line"
    exit
fi

if [ "${1-}" = --build ]; then
    build 0 "$2" >&2 && echo "$worker_xen-0/xen"
    exit
fi

# Lines of fields between "|" as aligned columns.
table() {
    awk -F '|' '
        { for (i = 1; i <= NF; i++) { field[NR, i] = $i; if (length($i) > width[i]) width[i] = length($i) } }
        END { for (row = 1; row <= NR; row++) {
                  for (i = 1; i < NF; i++) printf "%-*s | ", width[i], field[row, i]
                  print field[row, NF] } }'
}

# Where the RFC has another form for this version, so may a mutant of it, in a folder of that name.
form=
if [ "$mutants" = xen/mutants/vpci ]; then
    form=$(xen/series.sh "$source" xen/patches/rfc/series) || exit
    form=$(basename "$(dirname "${form%%$'\n'*}")")
fi

wanted=()
for patch in "$mutants"/*.patch; do
    name=$(basename "$patch" .patch)
    [ -z "$form" ] || [ ! -e "$mutants/$form/$name.patch" ] || patch=$mutants/$form/$name.patch
    [ $# -gt 0 ] || wanted+=("$patch")
    for glob in "$@"; do
        # shellcheck disable=SC2053
        [[ $name == $glob ]] && wanted+=("$patch") && break
    done
done
if [ "${#wanted[@]}" -eq 0 ]; then
    echo "xen/mutants.sh: no mutant is called $*" >&2
    exit 2
fi

for i in "${!wanted[@]}"; do
    in_shard "$i" || unset "wanted[i]"
done
if [ "${#wanted[@]}" -eq 0 ]; then
    echo "xen/mutants.sh: SHARD=$SHARD has no mutant" >&2
    exit 2
fi

mkdir -p "$out/bin" "$out/answers"
ln -sf "$PWD/xen/probed_cc.sh" "$out/bin/aarch64-linux-gnu-gcc"
REAL_CC=$(command -v aarch64-linux-gnu-gcc)
export REAL_CC ANSWERS=$PWD/$out/answers PATH=$PWD/$out/bin:$PATH
rm -f "$ANSWERS"/*
rm -f "$out"/*.line "$out"/*.passes
build/doorbell list --format json | awk -F '"' '
    $2 == "tests" { exit } $2 == "name" { name = $4 } $2 == "default" && /true/ { print name }' >"$out/default"
mapfile -t scenarios < <(for patch in "${wanted[@]}"; do header Scenario "$patch"; done | sort -u)
unbroken "${scenarios[@]}"
workers=$(((${#wanted[@]} + PER_WORKER - 1) / PER_WORKER))
cores=$(nproc)
[ "$workers" -le "$cores" ] || workers=$cores
# Those of one file one after the other: what undoing one touches is touched by the next one, too.
for patch in "${wanted[@]}"; do
    printf '%s\t%s\0' "$(sed -n 's/^+++ //p' "$patch" | paste -sd ' ')" "$patch"
done | sort -z | cut -z -f 2 |
    xargs -0 -n 1 -P "$workers" --process-slot-var=worker xen/mutants.sh --one >/dev/null

for patch in "${wanted[@]}"; do
    cat "$out/$(basename "$patch" .patch).line"
done | {
    echo 'mutant|rule|verdict|named|noticed by|other rules that failed'
    cat
} | table | tee "$out/matrix.txt"
count=${#wanted[@]}
killed=$(grep -c '| killed by ' "$out/matrix.txt")
named=$(grep -c '| killed by .*| yes *| [a-z]' "$out/matrix.txt")
default=$(grep -c '| killed by .*| default *|' "$out/matrix.txt")
echo "$killed killed, $((count - killed)) survived; $named of $count ($((named * 100 / count)) %) named first," \
    "$default ($((default * 100 / count)) %) noticed by the default set; reports and logs are in $out"
[ "$killed" -eq "$count" ] || exit 1
[ "$count" -ge "$MANY" ] || exit 0
if [ $((named * 100)) -lt $((NAMED * count)) ] || [ $((default * 100)) -lt $((DEFAULT * count)) ]; then
    echo "xen/mutants.sh: fewer than $NAMED % named, or than $DEFAULT % noticed by the default set" >&2
    exit 1
fi
