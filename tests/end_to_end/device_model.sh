#!/bin/bash
# The device model stands on its own: it compiles for the host from its folder alone, nobody but
# CONTROL_FAULT and the bootarg leads to its faults, and a boot without one executes nothing of them.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit
. tests/end_to_end/check

alone=$scratch/alone
mkdir -p "$alone/device_model"
cp -r device_model/*.[ch] device_model/{pci,virtio,devices} "$alone/device_model"

compiles() { # in its folder, all but device_model/faults
    local source

    for source in $(cd "$alone" && find device_model -name '*.c'); do
        (cd "$alone" && gcc -std=gnu11 -Wall -Wextra -Werror -I. -c -o "$scratch/object.o" "$source") || return
    done >"$scratch/report" 2>&1
}

refused() {
    ! compiles
}

# Objects of $1... that refer to a symbol of the pattern $symbol, by name.
referring() {
    local object

    for object in "$@"; do
        ! aarch64-linux-gnu-nm -u "$object" | grep -qE " U ($symbol)" || basename "$object" .c.o
    done | sort | paste -sd ' '
}

refer() { # EXPECTED OBJECTS...
    local found

    found=$(referring "${@:2}")
    echo "expected '$1', found '$found' to refer to $symbol" >"$scratch/report"
    [ "$found" = "$1" ]
}

check "the device model compiles from its folder alone" compiles
echo '#include "protocol/fault.h"' >>"$alone/device_model/home.h"
check "with an include of another part it does not" refused

make build/backend.img >"$scratch/report" 2>&1
symbol='fault_.*|server_faults_.*'
check "the device model's core does not refer to faults" \
    refer "" build/arm/device_model/*.o build/arm/device_model/{pci,virtio,devices}/*.o
sources=(homes/{dom0,ioreq}/*.c)
objects=("${sources[@]/%/.o}")
objects=("${objects[@]/#/build/arm/}")
symbol='fault_.*'
check "in dom0 only server_faults.c refers to the fault layer" refer server_faults "${objects[@]}"
symbol='server_faults_.*'
check "only the command and the bootarg lead there" refer "control_server dom0_main" "${objects[@]}"
# Xen says where it loads the backend; it is the same place in the next boot.
base=$(build/doorbell run --scenario unmapped -v 2>&1 |
    sed -nE 's/.*Loading zImage from .* to (0x)?0*([0-9a-f]+)-.*/0x\2/p' | head -n 1)

# How many instructions QEMU translates of the functions whose source $1 matches.
logged() { # PATTERN SCENARIO
    [ -n "$base" ] || return
    aarch64-linux-gnu-nm -lS build/backend.elf | grep -iE "^[0-9a-f]+ [0-9a-f]+ t .*$1" |
        while read -r address size _; do
            printf '0x%x+0x%x,' $((base + 16#$address)) $((16#$size))
        done | sed 's/,$//' >"$scratch/filter"
    printf '#!/bin/sh\nexec qemu-system-aarch64 "$@" -d in_asm -dfilter "%s" -D "%s"\n' \
        "$(cat "$scratch/filter")" "$scratch/asm" >"$scratch/qemu"
    chmod +x "$scratch/qemu"
    rm -f "$scratch/asm"
    build/doorbell run --scenario "$2" --qemu "$scratch/qemu" >"$scratch/report" 2>&1 &&
        grep -c '^0x' "$scratch/asm" >>"$scratch/report"
    tail -n 1 "$scratch/report"
}

faults='(device_model/faults/|homes/ioreq/server_faults\.c)'
check "a boot that measures executes nothing of the fault layer" test "$(logged "$faults" unmapped)" = 0
check "but of the device model" test "$(logged 'device_model/virtio/' unmapped)" -gt 100
check "the scenario hostile does" test "$(logged "$faults" hostile)" -gt 1000
exit "$failed"
