#!/bin/bash
# What is for which version of Xen: xen/series.sh, xen/tree.sh, and doorbell matrix, which shows several.
set -uo pipefail
cd "$(dirname "$0")/../.."
. tests/end_to_end/check

series() { # VERSION SERIES, both streams to $scratch/said
    mkdir -p "$scratch/tree/xen"
    printf 'export XEN_VERSION       = %s\nexport XEN_SUBVERSION    = %s\n' "${1%.*}" "${1#*.}" \
        >"$scratch/tree/xen/Makefile"
    xen/series.sh "$scratch/tree" "$2" >"$scratch/said" 2>&1
}

build/doorbell run --scenario trap --keep-log "$scratch/logs" --format json -o "$scratch/one.json" \
    2>"$scratch/report"
check "a boot of our Xen" test $? -eq 0

for folder in xen/patches xen/patches/fixes; do
    : >"$scratch/used"
    for minor in 17 18 19 20 21 22 23; do
        series "4.$minor" "$folder/series"
        check "4.$minor has its patches in $folder" test $? -eq 0
        cat "$scratch/said" >>"$scratch/used"
    done
    sort -u "$scratch/used" >"$scratch/listed"
    find "$folder" -path "$folder/4.*.patch" | sort >"$scratch/there"
    check "each patch of $folder is for some version, and is there" \
        cmp -s "$scratch/listed" "$scratch/there"
done
series 4.16 xen/patches/series
check "4.16 is refused" test $? -eq 2
check "in one line that says what is supported" \
    grep -q "is Xen 4.16; 4.17 to 4.23 are supported" "$scratch/said"
series 4.99 xen/patches/series
check "a newer Xen is treated as the newest" test $? -eq 0
check "and that is said" grep -q "newer than all that are known: treated as 4.23" "$scratch/said"
xen/build.sh "$scratch" "$scratch/out" debug 2>"$scratch/said"
check "no Xen tree" test $? -eq 2

sed 's/Xen version 4\.[0-9]*/Xen version 4.99/' "$scratch/logs/trap.log" >"$scratch/trap.log"
build/doorbell judge "$scratch/trap.log" >/dev/null 2>"$scratch/said"
check "so is a newer one that is booted, or was" \
    grep -q "Xen 4.99.* is newer than all that are known: treated as 4.23" "$scratch/said"

# A tree with the patches already in it.
xen/tree.sh build/xen/src "$scratch/again" xen/patches/series
check "patches that are there already are left out" diff -rq build/xen/src/xen "$scratch/again/xen"

xen/versions.sh "" 4.20 2>"$scratch/said"
check "no clone" grep -q "no clone of Xen's repository" "$scratch/said"
git init -q "$scratch/clone"
xen/versions.sh "$scratch/clone" 4.20 2>"$scratch/said"
check "a clone without the release: status 2" test $? -eq 2
check "which is named" grep -q "no release and no branch 4.20" "$scratch/said"

build/doorbell run --scenario lifecycle --format json -o "$scratch/two.json" 2>/dev/null
build/doorbell matrix "$scratch/one.json" "$scratch/two.json" >"$scratch/matrix"
check "two runs that passed: status 0" test $? -eq 0
check "a line for each, with counts" grep -Eq '^one +Xen [^ ]+ debug +[0-9]+/[0-9]+/0/[0-9]+ ' "$scratch/matrix"
check "no rule of that group, no latency" grep -Eq '^two .* - ' "$scratch/matrix"
build/doorbell matrix "$scratch/one.json" "$scratch/nowhere.json" >/dev/null 2>&1
check "a report that is not there: status 4" test $? -eq 4

exit "$failed"
