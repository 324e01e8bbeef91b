#!/bin/bash
# A QEMU that stops mid-run (SIGSTOP), or dies: the run ends within its limits, names what was running and
# is no success.
set -uo pipefail
cd "$(dirname "$0")/../.."
. tests/end_to_end/check

# Runs the default scenario under a QEMU that gets @signal after @delay; sets $status and $seconds.
run_with() {
    local signal=$1 delay=$2 start=$SECONDS
    printf '#!/bin/bash\necho $$ >"%s"\n(sleep %s; kill -%s $$) &\nexec "%s" "$@"\n' "$scratch/pid" \
        "$delay" "$signal" "$(command -v qemu-system-aarch64)" >"$scratch/qemu"
    chmod +x "$scratch/qemu"
    build/doorbell run --scenario unmapped --timeout 30 --qemu "$scratch/qemu" >"$scratch/report" 2>&1
    status=$?
    seconds=$((SECONDS - start))
}

run_with STOP 0.3
check "a stopped QEMU is a crash-class verdict (status $status)" test "$status" -eq 6
check "it ends within the limits ($seconds s)" test "$seconds" -le 120
check "the report says TIMEOUT and for how long there was silence" \
    grep -q 'TIMEOUT.*no console line for' "$scratch/report"
check "the stopped QEMU is gone" test ! -e "/proc/$(cat "$scratch/pid")"

run_with KILL 0.3
check "a killed QEMU is no success (status $status)" test "$status" -ge 4
check "the report names the signal" grep -qi 'signal 9\|SIGKILL\|killed' "$scratch/report"

exit "$failed"
