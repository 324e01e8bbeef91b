#!/bin/bash
# A test in the manner of Xen's automation/scripts: boots one scenario, shows its console, keeps it as
# smoke.serial in the working directory, and ends with the line `Test result: SUCCESS` or another of
# XTF's words. The exit status is doorbell's, which is xtf-runner's.
#
#   automation.sh [XEN [SCENARIO]]    XEN: binaries/xen; SCENARIO: trap, which any Xen runs
#
# doorbell is $DOORBELL, else the program beside this script, in a bundle, or in ../build, in a tree.
set -uo pipefail

xen=${1:-binaries/xen} scenario=${2:-trap}
here=$(dirname "$(realpath "$0")")
doorbell=${DOORBELL-}
for path in "$here/doorbell" "$here/../build/doorbell"; do
    [ -n "$doorbell" ] || [ ! -x "$path" ] || doorbell=$path
done

"${doorbell:-doorbell}" run --xen "$xen" --scenario "$scenario" --jobs 1 --verbose --no-color 2>&1 |
    sed 's/\r\+$//' | tee smoke.serial
status=${PIPESTATUS[0]}
case $status in
    0) word=SUCCESS ;;
    3) word=SKIP ;;
    5) word=FAILURE ;;
    6) word=CRASH ;;
    *) word=ERROR ;;
esac
echo "Test result: $word" | tee -a smoke.serial
exit "$status"
