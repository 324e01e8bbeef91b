#!/bin/bash
# Builds newlib, the bare-metal images' C library, into build/deps/newlib.
set -euo pipefail
cd "$(dirname "$0")/.."
. deps/lib.sh

CROSS=aarch64-linux-gnu-
new=$DEPS/new.newlib
log=$PWD/build/log/newlib.log

# Position independent, for any load address; small rather than fast (-Os also picks C string
# functions that leave the SIMD registers alone).
cflags="-Os -fpie -ffunction-sections -fdata-sections -fno-stack-protector -mno-outline-atomics"
cflags+=" -fno-asynchronous-unwind-tables"

# printf with C99's integer formats (newlib's nano formatter has no %zu, %llx) but without floating
# point; one thread, a small malloc and a small struct _reent. It makes an image that formats text
# 15 KiB smaller.
options=(
    --target=aarch64-none-elf
    --disable-multilib
    --disable-nls
    --disable-libgloss
    --disable-newlib-supplied-syscalls
    --disable-newlib-io-float
    --enable-newlib-io-c99-formats
    --enable-newlib-io-long-long
    --disable-newlib-multithread
    --enable-newlib-nano-malloc
    --enable-newlib-reent-small
    --enable-lite-exit
    "CC_FOR_TARGET=${CROSS}gcc"
    "CFLAGS_FOR_TARGET=$cflags"
)
for tool in ar as ld nm objcopy objdump ranlib readelf strip; do
    options+=("${tool^^}_FOR_TARGET=$CROSS$tool")
done

tarball=$(find /usr/src/newlib -name 'newlib-*.tar.*' 2>/dev/null | sort -V | tail -n 1)
[ -n "$tarball" ] || die "no newlib source in /usr/src/newlib; reinstall newlib-source"

key=$(printf '%s\n' "$tarball" "$("${CROSS}gcc" --version | sed -n 1p)" "${options[@]}")
if ! stamped newlib "$key"; then
    say "building newlib, the images' C library (once, 40 s on two cores)"
    mkdir -p "${log%/*}"
    rm -rf "$new"
    mkdir -p "$new/source" "$new/build"
    trap 'rm -rf "$new"' EXIT
    # Our make's flags are not meant for newlib's.
    unset MAKEFLAGS MFLAGS
    {
        tar -xf "$tarball" -C "$new/source" --strip-components=1 &&
            cd "$new/build" &&
            ../source/configure --prefix="$new/prefix" "${options[@]}" &&
            make -j"$(nproc)" all-target-newlib &&
            make install-target-newlib
    } >"$log" 2>&1 || {
        tail -n 15 "$log" >&2
        die "newlib does not build; the whole log is $log"
    }
    publish newlib "$new/prefix/aarch64-none-elf" "$key"
fi
touch "$DEPS/newlib.stamp"
