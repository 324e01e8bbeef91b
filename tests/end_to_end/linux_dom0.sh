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

# The rules of life and death can fail: the scenario's script ends QEMU in another way than it says.
rm -rf "$scratch/suites" && mkdir "$scratch/suites"
for file in suites/*; do
    ln -s "$PWD/$file" "$scratch/suites/"
done
rm "$scratch/suites/scenarios.cfg"
sed -e '/"xenpvh-stopped"/,/^}/s/"freeze 0"/"sleep 1"/' -e '/"xenpvh-term"/,/^}/s/"term 0"/"kill 0"/' \
    -e '/"xenpvh-refused"/,/^}/s/"-smp", "2"/"-smp", "1"/; /"xenpvh-refused"/,/^}/s/"gone 0", //' \
    -e '/"xenpvh-two"/,/^}/s/"term 1"/"kill 1"/' suites/scenarios.cfg >"$scratch/suites/scenarios.cfg"
build/doorbell run --no-color -j1 --timeout 600 --suites "$scratch/suites" --scenario xenpvh-stopped \
    --scenario xenpvh-term --scenario xenpvh-refused --scenario xenpvh-two >"$scratch/report" 2>&1
for rule in LIFE-08 LIFE-09 LIFE-11 LIFE-12; do
    check "$rule fails if its scenario does something else" grep -q "^FAIL .*  $rule" "$scratch/report"
done
exit "$failed"
