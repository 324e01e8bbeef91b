#!/bin/bash
# Our device model as a vfio-user server. What it refuses, it refuses with one line and the right status,
# whatever QEMU there is; with `make qemu-11`, its scenarios pass, and notice a server that is not as
# they say.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit
. tests/end_to_end/check

server=$PWD/build/doorbell-vfio-user
socket=$scratch/socket

# Runs the server for at most 10 s with these arguments; sets $status.
serve() {
    timeout 10 "$server" "$@" >"$scratch/report" 2>&1
    status=$?
}

one_line() { # TEXT
    grep -q "$1" "$scratch/report" && [ "$(wc -l <"$scratch/report")" -eq 1 ]
}

refused() { # WHAT STATUS TEXT ARGUMENT...
    serve "${@:4}"
    check "$1: status $2" test "$status" -eq "$2"
    check "$1: one line says so" one_line "$3"
}

# Starts it in the background, as $pid; returns once it listens.
start() { # ARGUMENT...
    "$server" --socket "$socket" "$@" >"$scratch/report" 2>&1 &
    pid=$!
    for ((i = 0; i < 500; i++)); do
        [ ! -S "$socket" ] || return 0
        sleep 0.01
    done
}

# Connects, sends what is on stdin, and waits at most $1 seconds for the server to close.
client() {
    curl -s -m "$1" --unix-socket "$socket" -X "$(cat)" http://x/ >"$scratch/answer" 2>&1
}

[ -x "$server" ] || make build/doorbell-vfio-user >/dev/null
: >"$scratch/file"
long=$scratch/$(printf '%0200d' 0)
refused "a path that is too long" 2 'has 1 to 107 bytes' --socket "$long"
refused "an empty path" 2 'has 1 to 107 bytes, not 0' --socket ""
refused "a path that exists" 4 'file: Address already in use: remove it' --socket "$scratch/file"
check "... which is left alone" test -f "$scratch/file"
refused "a folder that does not exist" 4 'No such file or directory' --socket "$scratch/none/socket"
refused "an unknown fault" 2 'fault nonsense: not one of' --socket "$socket" --fault nonsense
refused "a fault of ioreq servers" 2 'not one of' --socket "$socket" --fault unmap-ignored
serve --socket "$socket" --device floppy
check "an unknown device: status 2" test "$status" -eq 2
serve
check "no socket: status 2" test "$status" -eq 2
check "... and the option is named" grep -q -e '--socket is missing' "$scratch/report"

start
refused "a socket that is in use" 4 'Address already in use' --socket "$socket"
check "nobody else may connect" test "$(stat -c %a "$socket")" = 600
kill -TERM "$pid"
wait "$pid"
check "ended by a signal: status 0" test $? -eq 0
check "... and the socket is gone" test ! -e "$socket"
start
rm "$socket" && : >"$socket"
kill -TERM "$pid"
wait "$pid"
check "what has taken the socket's place stays" test -f "$socket"
rm "$socket"

if command -v curl >/dev/null; then
    start --once
    client 5 <<<GET
    wait "$pid"
    check "a client that speaks something else: status 5" test $? -eq 5
    check "... and is dropped with one line" grep -q 'the client is dropped: a message that is longer than any' "$scratch/report"
    start
    client 5 <<<GET
    client 5 <<<GET
    kill -TERM "$pid"
    wait "$pid"
    check "the next client is served as well" test "$(grep -c 'a client is there' "$scratch/report")" -eq 2
fi

if [ ! -x build/qemu-11/qemu-system-aarch64 ]; then
    echo "skip the scenarios vfio-*: make qemu-11 has not been run"
    build/doorbell run --scenario vfio-blk >"$scratch/report" 2>&1
    check "without it a scenario says what to do" grep -q 'make qemu-11 makes it' "$scratch/report"
    exit "$failed"
fi

export TMPDIR=$scratch/tmp
mkdir "$TMPDIR"

run() { # ARGUMENT...
    build/doorbell run --no-color "$@" >"$scratch/report" 2>&1
    status=$?
}

run --scenario 'vfio-*' --require 'vfio-*' --keep-log "$scratch/logs"
check "the scenarios pass" test "$status" -eq 0
check "a server's lines are in the console's log" grep -q '^doorbell-vfio-user: the client has gone (1 blk)$' "$scratch/logs/vfio-blk.log"
run --scenario vfio-blk --rule VIO-15 --fault wrong-data
check "wrong data of a disk fail VIO-15" test "$status" -eq 5

for scenario in vfio-dies vfio-silent vfio-garbage; do
    run --scenario $scenario --fault servers-behave
    check "$scenario: a server that does not misbehave fails VDEV-06" test "$status" -eq 5
done
cp -r suites "$scratch/suites"
mkdir "$scratch/xen" && cp -r xen/mutants "$scratch/xen"
sed -i 's/"1 rng", "2 blk"/"1 rng no-answers", "2 blk"/' "$scratch/suites/scenarios.cfg"
run --suites "$scratch/suites" --scenario vfio-faults --rule VIO-21
check "a server that is silent everywhere fails" test "$status" -ge 4
sed -i 's/"1 rng no-answers"/"1 floppy"/' "$scratch/suites/scenarios.cfg"
run --suites "$scratch/suites" --scenario vfio-faults
check "an unknown type of device is refused with its place" one_line 'scenarios.cfg:[0-9]*: vfio_user: expected 1 to 4'
check "no file is left" test -z "$(ls "$TMPDIR")"
exit "$failed"
