#!/bin/bash
# A run in four parts, merged, is the run as a whole; what is no whole is refused in one line.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit
. tests/end_to_end/check

run() { # NAME ARGUMENT...: to $scratch/NAME.json
    build/doorbell run --format json -o "$scratch/$1.json" "${@:2}" >"$scratch/report" 2>&1
}

merge() { # NAME...: to $scratch/merged.json
    build/doorbell merge "${@/%/.json}" -o merged.json >report 2>&1
}

merges() {
    (cd "$scratch" && merge "$@")
}

refuses() { # TEXT NAME...
    (
        cd "$scratch" && rm -f merged.json
        merge "${@:2}"
        [ $? -eq 4 ] && [ ! -e merged.json ] && [ "$(wc -l <report)" -eq 1 ] && grep -qF -- "$1" report
    )
}

usage() { # TEXT ARGUMENT...
    run none "${@:2}"
    [ $? -eq 2 ] && [ "$(wc -l <"$scratch/report")" -eq 1 ] && grep -qF -- "$1" "$scratch/report"
}

# What does not depend on when it ran, and under which command line.
lasting() { # NAME
    grep -vE '^[[:space:]]*"(started|seconds|waited|command)":' "$scratch/$1.json"
}

ln -s "$PWD/build" "$scratch/build"
run whole
check "the default set in one run" test $? -eq 0
for part in 1 2 3 4; do
    run "$part" --shard "$part/4"
    check "its part $part of 4" test $? -eq 0
done
check "its parts make one report" merges 3 1 4 2
check "which says what the one run says" cmp -s <(lasting merged) <(lasting whole)
check "a part is missing" refuses 'part 2 of the 4 is missing' 1 3 4
check "a part is there twice" refuses 'part 3 of 4 is there twice, first in 3.json' 1 2 3 3 4
check "a whole run is no part" refuses 'it was not made with --shard' 1 whole
sed '0,/"verdict":\t"[A-Z]*"/s//"verdict":\t"FAIL"/' "$scratch/4.json" >"$scratch/cut.json"
check "a report that cannot be" refuses 'its "verdict" is not' 1 2 3 cut

# What other runs there are.
few=(--scenario bus --scenario virtio --scenario virtqueues)
run a --shard 1/2 "${few[@]}"
run b --shard 2/2 "${few[@]}"
check "two parts of three scenarios" merges a b
run c --shard 2/3 "${few[@]}"
check "another N" refuses '"shard.of" differs' a c
run c --shard 2/2 --scenario bus --scenario virtio
check "other scenarios" refuses '"shard.scenarios" differs' a c
run c --shard 2/2 "${few[@]}" --rule 'VIO-*'
check "other rules" refuses '"shard.rules" differs' a c
run c --shard 2/2 "${few[@]}" --xen build/xen/release/xen
check "one Xen for all, or ours" refuses '"shard.one_xen" differs' a c
run d --shard 1/2 "${few[@]}" --xen build/xen/debug/xen
check "another Xen" refuses '"xen.debug" differs' d c
sed 's/"build_id":\t"./"build_id":\t"-/' "$scratch/b.json" >"$scratch/c.json"
check "another build of the same" refuses '"xen.build_id" differs' a c
sed 's/"name":\t"bus"/"name":\t"sub"/' "$scratch/a.json" >"$scratch/e.json"
check "another scenario in a part" refuses 'is not where this part must have it' e b

run e --shard 1/2 --scenario unmapped --scenario bus --expect none
run f --shard 2/2 --scenario unmapped --scenario bus --expect none
merges e f
check "a failure in a part is one of the whole: status 5" test $? -eq 5

for shard in 0/2 3/2 1 1/ /2 1/2/3 -1/2 1/1001; do
    check "--shard $shard is none" usage 'expected K/N' --shard "$shard"
done
check "a part would be empty" usage 'only 3 scenarios are chosen' --shard 4/4 "${few[@]}"
exit "$failed"
