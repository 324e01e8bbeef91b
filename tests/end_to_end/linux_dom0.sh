#!/bin/bash
# QEMU and doorbell-dm in a Linux dom0 as the device model, if `make linux-dom0` has been run: a scenario
# passes, twice with the same console; one that refuses its arguments, and one that dies, are named.
# The same of domUs that xl makes there.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit
. tests/end_to_end/check

if [ ! -e build/linux/Image ] || [ ! -e build/linux-dom0/initramfs ]; then
    echo "skip QEMU in a Linux dom0: make linux-dom0 has not been run"
    build/doorbell run --scenario xenpvh-latency >"$scratch/report" 2>&1
    check "without it a scenario says what to do" grep -q 'make linux-dom0' "$scratch/report"
    exit "$failed"
fi

# The suites with a value of a key that has a list in one scenario.
suites_with() { # VALUE SCENARIO KEY
    scratch_suites
    awk -v value="$1" -v name="$2" -v key="$3" '{ print }
        index($0, "name = \"" name "\";") { print "    " key " = [ \"" value "\" ];" }' \
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
suites_with '-device", "no-such-device' xenpvh-latency qemu_options
run --suites "$scratch/suites"
check "a QEMU that refuses its devices is an error that is named" grep -q "no-such-device.* is not a valid device" "$scratch/report"

build/doorbell run --no-color --timeout 600 --scenario xenpvh-hotplug --rule HOT-02 >"$scratch/report" 2>&1
check "a disk comes and goes behind a port of QEMU's" test $? -eq 0

# From here on some of doorbell-dm's scenarios are changed.
scratch_suites
cp suites/scenarios.cfg "$scratch/suites/"

# doorbell-dm takes the control page's commands, ends in order even under polling, and gives up in one line.
run_dm() { # SCENARIO [OPTION...]
    build/doorbell run --no-color -j1 --timeout 600 --scenario "$@" >"$scratch/report" 2>&1
}

run_dm dm-bus --rule 'ECAM-0?' --keep-log "$scratch/first"
check "dm-bus succeeds" test $? -eq 0
run_dm dm-bus --rule 'ECAM-0?' --keep-log "$scratch/second"
check "... again, with the same console" cmp "$scratch"/{first,second}/dm-bus.log
check "... restricted to the domU" grep -q 'dm 0: doorbell backend: restricted to domain 1' "$scratch/first/dm-bus.log"
run_dm dm-bus --rule ECAM-01 --fault absent-is-zero
check "a fault that it begins with is noticed" grep -q '^FAIL .*  ECAM-01' "$scratch/report"
run_dm dm-term-polling --scenario dm-term --keep-log "$scratch/first"
check "SIGTERM leaves background, under polling too" test $? -eq 0
check "... and status 0" grep -q 'dm 0 has ended, status 0' "$scratch/first/dm-term.log"
run_dm dm-refused --keep-log "$scratch/first"
check "without its disk it says so, status 4" \
    grep -q 'dm 0 has ended, status 4' "$scratch/first/dm-refused.log"
check "... in one line" grep -q 'doorbell-dm: /run/no-such-disk: No such file' "$scratch/first/dm-refused.log"
check "... and the bus stays background" grep -q '^PASS' "$scratch/report"
sed -i -e '/"dm-stopped"/,/^}/s/"freeze 0"/"sleep 1"/' -e '/"dm-term-polling"/,/^}/s/"term 0"/"kill 0"/' \
    -e '/"dm-two"/,/^}/s/"term 1"/"kill 1"/' "$scratch/suites/scenarios.cfg"
run_dm dm-stopped --scenario dm-term-polling --scenario dm-two --suites "$scratch/suites"
for rule in LIFE-08 LIFE-09 LIFE-12; do
    check "$rule fails with doorbell-dm, too" grep -q "^FAIL .*  $rule" "$scratch/report"
done

# A domU that is destroyed while it is served, quiet or polling: it sees that, and ends.
sed -i -e '/"dm-term"/,/^}/s/"term 0".*\]/"may-end 0", "destroy", "gone 0", "off" ]/' \
    -e '/"dm-term-polling"/,/^}/s/"kill 0".*\]/"may-end 0", "destroy", "gone 0", "off" ]/' "$scratch/suites/scenarios.cfg"
run_dm dm-term --scenario dm-term-polling --suites "$scratch/suites" --keep-log "$scratch/gone"
for scenario in dm-term dm-term-polling; do
    check "$scenario: a domU that is destroyed under it" \
        grep -q 'dm 0: doorbell backend: domain 1 is gone' "$scratch/gone/$scenario.log"
    check "... is no failure of its" grep -q 'dm 0 has ended, status 0' "$scratch/gone/$scenario.log"
done

# An initramfs with files of $scratch/changed in place of its own.
change_initramfs() {
    mkdir -p "$scratch/images/linux-dom0"
    ln -sfn "$PWD"/build/{guest.img,linux,xen} "$scratch/images/"
    {
        cat build/linux-dom0/initramfs
        (cd "$scratch/changed" && find . | cpio --quiet -o -H newc)
    } >"$scratch/images/linux-dom0/initramfs"
    rm -r "$scratch/changed"
}

# What it is started with or in is not as it should be: one line, a status, and the bus stays background.
dm_says() { # STATUS WHAT PATTERN [OPTION...]
    local status=$1 what=$2 pattern=$3
    shift 3
    run_dm dm-refused --keep-log "$scratch/first" "$@"
    check "$what: the bus stays background" test $? -eq 0
    check "... exit status $status" grep -q "dm 0 has ended, status $status" "$scratch/first/dm-refused.log"
    check "... and one line says why" test "$(grep -c "dm 0: .*$pattern" "$scratch/first/dm-refused.log")" -eq 1
}

refused() { # OPTION: the suites with it in dm-refused
    sed "/\"dm-refused\"/,/^}/s/--disk=[^\"]*/$1/" suites/scenarios.cfg >"$scratch/suites/scenarios.cfg"
}

refused --user=nobody
dm_says 2 "a user that is no number" '--user nobody' --suites "$scratch/suites"
refused --dma=grants
mkdir -p "$scratch/changed/lib/modules"
for file in build/deps/linux/modules/xen-gntdev.ko*; do # another module has its place
    cp build/deps/linux/modules/failover.ko* "$scratch/changed/lib/modules/3-${file##*/}"
done
change_initramfs
dm_says 4 "without /dev/xen/gntdev" '/dev/xen/gntdev: .*load module xen-gntdev' --suites "$scratch/suites" --images "$scratch/images"
mkdir -p "$scratch/changed/usr/lib/aarch64-linux-gnu"
touch "$scratch/changed/usr/lib/aarch64-linux-gnu/libxendevicemodel.so.1"
change_initramfs
dm_says 127 "a library that is none" 'libxendevicemodel.so.1: file too short' --images "$scratch/images"

# xl makes the domU: the flag does what it says, and what `xl console` shows is enough to judge.
build/doorbell run --no-color -j1 --timeout 600 --keep-log "$scratch/xl" --scenario xl-trap --scenario xl-console \
    --rule HB-4 >"$scratch/report" 2>&1
check "xl-trap and xl-console succeed" test $? -eq 0
sed -n 's/.*doorbell dom0: xl console: //p' "$scratch/xl/xl-console.log" >"$scratch/alone"
check "the lines of xl console are the domU's records" grep -q '^DB!0000 plan ' "$scratch/alone"
build/doorbell judge --no-color --scenario xl-console --rule HB-4 "$scratch/alone" >"$scratch/report" 2>&1
check "... and alone are judged a success" test $? -eq 0
sed -i '/HB-4 /d' "$scratch/alone"
build/doorbell judge --no-color --scenario xl-console --rule HB-4 "$scratch/alone" >"$scratch/report" 2>&1
check "... unless one is missing" test $? -eq 4

# Runs xl-trap as the options say, which cannot work.
xl_says() { # WHAT PATTERN [OPTION...]
    local what=$1 pattern=$2
    shift 2
    build/doorbell run --no-color --timeout 600 --scenario xl-trap --rule HB-4 "$@" >"$scratch/report" 2>&1
    check "$what: exit status 4" test $? -eq 4
    check "... and one line says why" grep -q "$pattern" <(tr -s '\n ' ' ' <"$scratch/report")
}

suites_with "memory = lots" xl-trap xl_options
xl_says "an xl.cfg that xl cannot read" 'dom0: xl has ended, status 1: .*parsing error near .lots' --suites "$scratch/suites"
suites_with "kernel = '/nowhere'" xl-trap xl_options
xl_says "a domU that xl cannot make" 'dom0: xl has ended, status 3: .*/nowhere' --suites "$scratch/suites"

mkdir -p "$scratch/changed/usr/bin"
touch "$scratch/changed/usr/bin/xl"
change_initramfs
xl_says "a dom0 without xl" 'dom0: /usr/bin/xl, without which there is no xl' --images "$scratch/images"
exit "$failed"
