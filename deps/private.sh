#!/bin/bash
# Runs a program of the private root that deps/fetch.sh unpacked in folder ROOT, by the dynamic loader and
# with the libraries that are there. QEMU looks for its own files in the machine's folders: see -L.
#
#   deps/private.sh ROOT PROGRAM ARGUMENT...
set -euo pipefail
root=$1 program=$2
shift 2
case $program in qemu-system-*) set -- -L "$root"/usr/share/qemu "$@" ;; esac
exec "$root"/usr/lib64/ld-linux-x86-64.so.2 --library-path "$root"/usr/lib/x86_64-linux-gnu \
    "$root/usr/bin/$program" "$@"
