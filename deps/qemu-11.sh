#!/bin/bash
# Runs the QEMU that deps/fetch.sh unpacked in folder ROOT, by the dynamic loader and with the libraries
# that are there.
#
#   deps/qemu-11.sh ROOT ARGUMENT...
set -euo pipefail
root=$1
shift
exec "$root"/usr/lib64/ld-linux-x86-64.so.2 --library-path "$root"/usr/lib/x86_64-linux-gnu \
    "$root"/usr/bin/qemu-system-aarch64 -L "$root"/usr/share/qemu "$@"
