#!/bin/bash
# Linux as the guest, if `make linux-guest` has been run: some scenarios pass, and a kernel or a root file system
# that is none is named. variants.sh has what fails their rules.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit
. tests/end_to_end/check

if [ ! -e build/linux/Image ] || [ ! -e build/linux/initramfs ]; then
    echo "skip Linux as the guest: make linux-guest has not been run"
    build/doorbell run --scenario linux-early >"$scratch/report" 2>&1
    check "without it a scenario says what to do" grep -q 'make linux-guest' "$scratch/report"
    exit "$failed"
fi

run() { # SCENARIO [OPTION...]
    build/doorbell run --no-color --timeout 300 --scenario "$@" >"$scratch/report" 2>&1
}

run linux-early
check "linux-early succeeds" test $? -eq 0
run linux-surprise-zeroes
check "linux-surprise-zeroes succeeds" test $? -eq 0
run linux-hotplug -v
check "linux-hotplug succeeds" test $? -eq 0
check "... and the console has when the disk was in use" grep -q 'a disk is in use .* after the plug' "$scratch/report"
run linux-root-impatient
check "without its root, and without patience, Linux panics as it should" test $? -eq 0
run linux-root-rescan
check "linux-root-rescan succeeds" test $? -eq 0
run linux-early --fault interrupts-none
check "a device model without interrupts fails" test $? -ge 5

head -c 1000000 build/linux/Image >"$scratch/Image"
mkdir -p "$scratch/images/linux"
ln -s "$PWD"/build/{backend.img,guest.img,xen} "$scratch/images"
ln -s "$PWD"/build/linux/Image "$scratch/images/linux"
cp build/linux/initramfs "$scratch/images/linux"
build/doorbell run --images "$scratch/images" --scenario linux-root-retry >"$scratch/report" 2>&1
check "without its root file system: status 4" test $? -eq 4
check "... and a line that says what to do" grep -q 'linux/root.img: .*make linux-guest' "$scratch/report"
rm "$scratch/images/linux/Image"
gzip <build/linux/Image >"$scratch/images/linux/Image"
build/doorbell run --images "$scratch/images" --scenario linux-early >"$scratch/report" 2>&1
check "a kernel that is no raw Image: status 4" test $? -eq 4
check "... and a line that says so" grep -q 'linux/Image: not an arm64 boot image' "$scratch/report"
exit "$failed"
