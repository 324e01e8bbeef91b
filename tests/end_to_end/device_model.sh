#!/bin/bash
# The device model stands on its own: it compiles for the host from its folder alone, and nobody but
# CONTROL_FAULT and the bootarg leads to its faults.
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
symbol='fault_.*'
check "in dom0 only server_faults.c refers to the fault layer" refer server_faults build/arm/homes/dom0/*.o
symbol='server_faults_.*'
check "only the command and the bootarg lead there" refer "control_server dom0_main" build/arm/homes/dom0/*.o
exit "$failed"
