#!/bin/bash
# What of vPCI + IOREQ, and of dtbo, needs no Xen of its own: '*' leaves their scenarios out unless `make
# vpci` has built one, a name skips them and says why; the RFC and the mutants apply.
set -uo pipefail
cd "$(dirname "$0")/../.."
. tests/end_to_end/check

images=$scratch/images
mkdir -p "$images/xen/debug"
ln -s "$PWD"/build/{guest,backend}.img "$images"
ln -s "$PWD/build/xen/debug/xen" "$images/xen/debug/xen"

# The scenarios that a run with these arguments boots, to $scratch/names.
boots() {
    build/doorbell run --images "$images" --no-color "$@" >"$scratch/report" 2>&1
    local status=$?
    sed -n 's/^\[[0-9/]*\] \([^:]*\): .*/\1/p' "$scratch/report" | sort >"$scratch/names"
    return "$status"
}

boots --scenario 'v*' --rule BG-32
check "a glob boots what it did before" grep -qx vpl011 "$scratch/names"
check "... and not vpci, for which there is no Xen" eval '! grep -q vpci "$scratch/names"'
boots --scenario vpci
check "its name alone: all is skipped, status 3" test $? -eq 3
check "the reason says what to do" grep -q 'does not report a PCI host bridge at boot: make vpci' "$scratch/report"
boots --scenario vpci --require vpci
check "required, it is an error: status 4" test $? -eq 4
mkdir "$images/xen/vpci"
ln -s "$PWD/build/xen/debug/xen" "$images/xen/vpci/xen" # some Xen: the judge knows by its boot
boots --scenario 'v*' --rule BG-32
check "with a Xen for it a glob boots vpci, too" grep -qx vpci "$scratch/names"
boots --xen build/xen/debug/xen --scenario 'v*' --rule BG-32
check "... unless another one is given" eval '! grep -q vpci "$scratch/names"'

boots --scenario 'd*o' --rule OVL-04
check "nor dtbo" test $? -eq 2
boots --scenario dtbo
check "its name alone: all is skipped, status 3" test $? -eq 3
check "the reason says what to do" grep -q 'maps no domU one to one: make dtbo' "$scratch/report"

for mutant in xen/mutants/dtbo/*.patch; do
    patch -d build/xen/src -p1 -F0 --dry-run <"$mutant" >>"$scratch/applied" 2>&1 || echo "$mutant"
done >"$scratch/report"
check "its mutants apply" test ! -s "$scratch/report"
for source in build/deps/xen build/xen/src; do
    check "the RFC applies to $source" \
        eval 'xen/tree.sh "$source" "$scratch/src" xen/patches/rfc/series >"$scratch/report" 2>&1'
done
for mutant in xen/mutants/vpci/*.patch; do
    patch -d "$scratch/src" -p1 -F0 --dry-run <"$mutant" >>"$scratch/applied" 2>&1 || echo "$mutant"
done >"$scratch/report"
check "and its mutants to that" test ! -s "$scratch/report"

# A tree of version 4.$1, as far as xen/series.sh looks.
tree() {
    mkdir -p "$scratch/4.$1/xen"
    printf 'export XEN_VERSION = 4\nexport XEN_SUBVERSION = %s\n' "$1" >"$scratch/4.$1/xen/Makefile"
    echo "$scratch/4.$1"
}

for minor in 20 21 22 23; do
    mapfile -t patches < <(xen/series.sh "$(tree "$minor")" xen/patches/rfc/series)
    check "4.$minor has three patches" eval '[ ${#patches[@]} -eq 3 ] && ls "${patches[@]}" >/dev/null'
done
xen/tree.sh "$(tree 19)" "$scratch/out" xen/patches/rfc/series 2>"$scratch/report"
check "4.19 has none: status 2" test $? -eq 2
check "... and says so" grep -q 'series has nothing for the version of .*/4.19' "$scratch/report"
for mutant in xen/mutants/vpci/4.*/*.patch; do
    diff <(sed '/^diff /,$d' "$mutant") <(sed '/^diff /,$d' "xen/mutants/vpci/${mutant##*/}") || echo "$mutant"
done >"$scratch/report" 2>&1
check "a mutant says the same of itself for each version" test ! -s "$scratch/report"
exit "$failed"
