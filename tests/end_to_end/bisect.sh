#!/bin/bash
# `git bisect run doorbell bisect` over a history of eight commits: one fails a rule, one is slower, one
# does not build. Each of the first two is found; no status of doorbell's stops git or misleads it.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit
. tests/end_to_end/check
command -v git >/dev/null || {
    echo "skip bisect: git is not here"
    exit 0
}

root=$PWD
tree=$root/build/xen/bisect-src # kept, for what is compiled of it; xen/tree.sh mends it
doorbell=$root/build/doorbell
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null
export GIT_AUTHOR_NAME=test GIT_AUTHOR_EMAIL=test@invalid
export GIT_COMMITTER_NAME=test GIT_COMMITTER_EMAIL=test@invalid
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE

cleanup() {
    rm -rf "$tree/.git" "$scratch"
}
trap cleanup EXIT

tree() { # git in the tree
    git -C "$tree" "$@"
}

commit() { # commit SUBJECT
    tree add xen/arch/arm && tree commit -q --allow-empty -m "$1"
}

apply() {
    patch -d "$tree" -p1 -F0 -s --no-backup-if-mismatch <"$1"
}

remark() { # a change of $1 that nothing notices
    echo "/* a remark */" >>"$tree/xen/arch/arm/$1"
}

make_history() {
    rm -rf "$tree/.git"
    xen/tree.sh build/xen/src build/xen/bisect-src && rm build/xen/bisect-src.stamp &&
        tree init -q && commit "1 as it was" &&
        remark psci.c && commit "2 a remark" &&
        apply xen/mutants/latency/ioreq-100-longer.patch && commit "3 slower" &&
        remark vpsci.c && commit "4 a remark" &&
        remark io.c && echo "#error unfinished" >>"$tree/xen/arch/arm/vpsci.c" && commit "5 does not build" &&
        sed -i '$d' "$tree/xen/arch/arm/vpsci.c" && commit "6 builds again" &&
        apply xen/mutants/background-reads-zero.patch && commit "7 wrong" &&
        remark psci.c && commit "8 a remark"
}

# Bisects from the good $1 to the bad $2 with the other arguments; prints the subject of what is found.
find_bad() {
    tree bisect start "$2" "$1" && (cd "$tree" && git bisect run "$doorbell" bisect "${@:3}")
    tree log -1 --format='found: %s' refs/bisect/bad
    tree bisect reset
}

status_at() { # status_at COMMIT OPTION...
    tree checkout -q "$1" && (cd "$tree" && "$doorbell" bisect "${@:2}") >"$scratch/report" 2>&1
    echo $?
}

make_history >"$scratch/report" 2>&1
check "a history of eight commits" test "$(tree rev-list --count HEAD 2>/dev/null)" -eq 8
tip=$(tree rev-parse HEAD)

find_bad "$tip~7" "$tip" --scenario unmapped --rule BG-01 >"$scratch/report" 2>&1
check "git bisect run finds the commit that is wrong" grep -q 'found: 7 wrong' "$scratch/report"

check "the good end is good: status 0" \
    test "$(status_at "$tip~7" --scenario unmapped --rule LAT-4 --format json -o "$scratch/good.json")" -eq 0
find_bad "$tip~7" "$tip~4" --scenario unmapped --rule LAT-4 --baseline "$scratch/good.json" \
    >"$scratch/report" 2>&1
check "and, by a baseline, the one that is slower" grep -q 'found: 3 slower' "$scratch/report"

check "what does not build is skipped: status 125" test "$(status_at "$tip~3" --scenario unmapped)" -eq 125
check "so is what does not tell all that the baseline tells" \
    test "$(status_at "$tip~7" --scenario unmapped --rule LAT-3 --baseline "$scratch/good.json")" -eq 125
sed -i 's/BUG_ON(!xen_bootmodule)/BUG()/' "$tree/xen/arch/arm/setup.c"
check "and what does not boot" \
    test "$(cd "$tree" && "$doorbell" bisect --scenario unmapped >"$scratch/report" 2>&1; echo $?)" -eq 125
tree checkout -q -f "$tip~7"

for options in "--no-such-option" "--scenario nowhere" "--baseline $scratch/nowhere.json" \
    "--xen-src $scratch" "--images $scratch" "--xen build/xen/debug/xen"; do
    # shellcheck disable=SC2086
    check "bisect $options stops git: status 128" test "$(status_at "$tip~7" $options)" -eq 128
done
touch "$tree/xen/.config"
check "so does a tree that is configured in place" test "$(status_at "$tip~7")" -eq 128
rm "$tree/xen/.config"
(cd "$tree" && timeout --preserve-status -s TERM 1 "$doorbell" bisect) >"$scratch/report" 2>&1
check "an interrupt stops git: status 130" test $? -eq 130
exit "$failed"
