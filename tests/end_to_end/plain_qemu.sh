#!/bin/bash
# The guest on plain QEMU: all of it passes, and so does its judged console; what is missing, dies or
# refuses is told in one line with the right status; nothing is left behind; and the hot-plug tests
# notice each fault.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit
. tests/end_to_end/check

export TMPDIR=$scratch/tmp
mkdir "$TMPDIR" "$scratch/bin"
qemu=$(command -v qemu-system-aarch64)
daemon=$(command -v qemu-storage-daemon) || {
    echo "skip plain QEMU: no qemu-storage-daemon here"
    exit 0
}

# Runs doorbell with these arguments; sets $status.
run() {
    build/doorbell run --no-color "$@" >"$scratch/report" 2>&1
    status=$?
}

# A program called $1 that is this script, first in the path.
script() { # NAME LINE...
    printf '%s\n' '#!/bin/bash' "${@:2}" >"$scratch/bin/$1"
    chmod +x "$scratch/bin/$1"
}

one_line() { # TEXT
    grep -q "$1" "$scratch/report" && [ "$(grep -c '^doorbell: ' "$scratch/report")" -eq 1 ]
}

run --machine qemu --require all --keep-log "$scratch/logs"
check "plain QEMU: everything passes" test "$status" -eq 0
for log in "$scratch"/logs/*.log; do
    name=$(basename "$log" .log)
    check "$name: judge says what run said" \
        diff <(sed -n "s/^\([A-Z]*  *$name \) *[0-9.]* s/\1/p" "$scratch/report" | tr -s ' ') \
        <(build/doorbell judge "$log" --no-color | grep "^[A-Z]*  *$name " | tr -s ' ')
done
run --machine xen --scenario qemu
check "no scenario is on two machines" test "$status" -eq 2

# With another QEMU, whose storage daemon is beside it.
for version in 10 11; do
    if [ -x "build/qemu-$version/qemu-system-aarch64" ]; then
        run --machine qemu --require all --qemu "build/qemu-$version/qemu-system-aarch64"
        check "QEMU $version: everything passes" test "$status" -eq 0
    else
        echo "skip QEMU $version: make qemu-$version has not been run"
    fi
done

# What is not there, or not as it must be.
run --scenario qemu --qemu /nonexistent
check "no QEMU: status 4" test "$status" -eq 4
check "no QEMU: one line" one_line 'cannot be found: install qemu-system-arm'
script old 'echo QEMU emulator version 6.2.0'
run --scenario qemu --qemu "$scratch/bin/old"
check "an old QEMU: status 4, one line" test "$status" -eq 4
check "it names the version" one_line 'QEMU 6.2 is too old'
script mute 'exit 1'
run --scenario qemu --qemu "$scratch/bin/mute"
check "no version: status 4, one line" one_line 'names no version'
script no-tree '[ "$1" != --version ] || exec '"$qemu"' --version' 'echo no such machine >&2; exit 1'
run --scenario qemu --qemu "$scratch/bin/no-tree"
check "no tree: one line with QEMU's words" one_line 'makes no device tree: no such machine'
mkdir "$scratch/alone" && ln -s "$qemu" "$scratch/alone/qemu"
PATH=$scratch/bin run --scenario qemu-vhost --qemu "$scratch/alone/qemu" 2>/dev/null
check "no storage daemon: one line" one_line 'qemu-storage-daemon cannot be found'
check "no storage daemon: status 4" test "$status" -eq 4

# What fails on the way, with a storage daemon that is found beside QEMU.
script qemu-system-aarch64 "exec $qemu \"\$@\""
script qemu-storage-daemon 'echo it cannot be >&2; exit 1'
PATH=$scratch/bin:$PATH run --scenario qemu-vhost
check "a daemon that refuses: status 4" test "$status" -eq 4
check "and what it said" grep -q 'has ended, exit status 1: it cannot be' "$scratch/report"
printf '#!/nonexistent\n' >"$scratch/bin/qemu-storage-daemon"
PATH=$scratch/bin:$PATH run --scenario qemu-vhost
check "a daemon that cannot run: status 4" test "$status" -eq 4
check "and why" grep -q 'bin/qemu-storage-daemon: No such file or directory' "$scratch/report"
script qemu-storage-daemon '(sleep 0.5; kill -KILL $$) &' "exec $daemon \"\$@\""
PATH=$scratch/bin:$PATH run --scenario qemu-vhost-broken --keep-log "$scratch/dead"
check "a daemon that dies: status 6" test "$status" -eq 6
check "and of what" grep -q 'qemu-storage-daemon died of signal 9' "$scratch/report"
build/doorbell judge --scenario qemu-vhost-broken "$scratch/dead/qemu-vhost-broken.log" >"$scratch/report" 2>&1
check "its console says it, too" grep -q 'qemu-storage-daemon died of signal 9' "$scratch/report"
cp -r suites "$scratch/suites"
mkdir "$scratch/xen" && cp -r xen/mutants "$scratch/xen"
sed -i 's/late = "virtio-blk-pci,/late = "frob,/' "$scratch/suites/scenarios.cfg"
run --suites "$scratch/suites" --scenario qemu-hotplug --rule HOT-01
check "QMP refuses: status 4" test "$status" -eq 4
check "and why" grep -q "QMP refuses device_add: 'frob' is not a valid device" "$scratch/report"
sed -i 's/"pci-testdev,addr=4"/"frob"/' "$scratch/suites/scenarios.cfg"
run --suites "$scratch/suites" --scenario qemu
check "QEMU refuses a device: status 4" test "$status" -eq 4
check "and its words" grep -q "ended before the guest ran.*'frob' is not a valid device" "$scratch/report"

# Whether the process of file $1 lives on: not one that its new parent has yet to bury.
alive() {
    grep -q '^State:[[:space:]][^Z]' "/proc/$(cat "$1")/status" 2>/dev/null
}

# Ends a run by signal $1 once its two programs run; they must be gone.
gone() {
    local pid
    rm -f "$scratch"/pid.*
    script qemu-storage-daemon "echo \$\$ >$scratch/pid.daemon" "exec $daemon \"\$@\""
    script qemu-system-aarch64 "[[ \$* = *dumpdtb* ]] || echo \$\$ >$scratch/pid.qemu" "exec $qemu \"\$@\""
    PATH=$scratch/bin:$PATH build/doorbell run --scenario qemu-vhost-broken >"$scratch/report" 2>&1 &
    pid=$!
    for ((i = 0; i < 500; i++)); do
        [ ! -s "$scratch/pid.qemu" ] || [ ! -s "$scratch/pid.daemon" ] || break
        sleep 0.01
    done
    sleep 0.2
    kill "-$1" "$pid"
    wait "$pid" 2>/dev/null
    status=$?
    for ((i = 0; i < 100; i++)); do
        alive "$scratch/pid.qemu" || alive "$scratch/pid.daemon" || return 0
        sleep 0.05
    done
    return 1
}
check "interrupted: QEMU and the daemon are gone" gone TERM
check "interrupted: status 4" test "$status" -eq 4
check "killed: QEMU and the daemon are gone" gone KILL
rm -rf "$scratch/bin"
check "no file is left" test -z "$(ls "$TMPDIR")"

# What shows that the tests can fail.
faults() { # those of servers are for vfio_user.sh
    build/doorbell list --faults --machine qemu | grep -v ' vfio-'
}
while read -r name rule scenario _; do
    build/doorbell run --scenario "$scenario" --rule "$rule" --fault "$name" --format json \
        -o "$scratch/$name.json" >"$scratch/$name.log" 2>&1
    echo $? >"$scratch/$name.status" &
done < <(faults)
wait
while read -r name rule _; do
    cat "$scratch/$name.log" >"$scratch/report"
    check "fault $name: $rule fails" test "$(cat "$scratch/$name.status")" -eq 5
done < <(faults)
run --scenario trap --fault comes-back
check "a fault of the other machine is refused" one_line 'fault comes-back is not for machine xen'
exit "$failed"
