#!/bin/bash
# QEMU in a Linux dom0 as the device model, if `make linux-dom0` has been run: a scenario passes, twice
# with the same console; a QEMU that refuses its arguments, and one that dies, are named.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit
. tests/end_to_end/check

if [ ! -e build/linux/Image ] || [ ! -e build/linux-dom0/initramfs ]; then
    echo "skip QEMU in a Linux dom0: make linux-dom0 has not been run"
    build/doorbell run --scenario xenpvh-latency >"$scratch/report" 2>&1
    check "without it a scenario says what to do" grep -q 'make linux-dom0' "$scratch/report"
    exit "$failed"
fi

# The suites with another first argument of QEMU's in xenpvh-latency.
suites_with() { # OPTION
    rm -rf "$scratch/suites" && mkdir "$scratch/suites"
    for file in suites/*; do
        ln -s "$PWD/$file" "$scratch/suites/"
    done
    rm "$scratch/suites/scenarios.cfg"
    awk -v option="$1" '{ print }
        /name = "xenpvh-latency";/ { print "    qemu_options = [ " option " ];" }' \
        suites/scenarios.cfg >"$scratch/suites/scenarios.cfg"
}

run() { # [OPTION...]
    build/doorbell run --no-color --timeout 600 --scenario xenpvh-latency --rule LAT-4 "$@" >"$scratch/report" 2>&1
}

run --keep-log "$scratch/first"
check "xenpvh-latency succeeds" test $? -eq 0
run --keep-log "$scratch/second"
check "... and again" test $? -eq 0
check "... with the same console" cmp "$scratch"/{first,second}/xenpvh-latency.log
suites_with '"-device", "no-such-device"'
run --suites "$scratch/suites"
check "a QEMU that refuses its devices is an error that is named" grep -q "no-such-device.* is not a valid device" "$scratch/report"
exit "$failed"
