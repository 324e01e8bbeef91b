#!/bin/bash
# Builds QEMU as the device model of a Linux dom0 into build/deps/qemu-xen: machine xenpvh with the
# devices that a scenario may ask for, without an emulator. Interrupted, it goes on where it was.
#
#   deps/qemu.sh
#
# The patches of qemu/patches are applied, in the order of their names; QEMU_PATCHES=DIRECTORY takes those
# there, and QEMU_PATCHES= none.
set -euo pipefail
cd "$(dirname "$0")/.."
. deps/lib.sh

CONFIGURATION=(VIRTIO_PCI VIRTIO_MMIO VIRTIO_BLK VIRTIO_NET VIRTIO_RNG PCI_TESTDEV PCIE_PORT MSI_NONBROKEN)
NEEDS_MIB=700 # unpacked 410, built 80; the rest is for what grows
TARGET=qemu-system-aarch64

root=$DEPS/dom0
work=$DEPS/qemu.work
source=$work/source
result=$DEPS/qemu-xen
log=$LOGS/qemu.log
jobs=${QEMU_JOBS:-$(nproc)}
patches=${QEMU_PATCHES-qemu/patches}

fail() { # TEXT...
    if tail -n 3 "$log" | grep -q 'No space left'; then
        die "$*: no space left below $DEPS; it takes $NEEDS_MIB MiB"
    fi
    die "$*: $(grep -E '^(ERROR|FAILED|E:)|ERROR:|[Ee]rror:|failed' "$log" | head -n 1 | cut -c 1-200);" \
        "the whole log is $log"
}

enough_space() {
    local free
    free=$(df --output=avail -m "$DEPS" | tail -n 1)
    [ "$free" -ge "$NEEDS_MIB" ] || die "QEMU's build takes $NEEDS_MIB MiB below $DEPS, which has $free MiB left"
}

# The archive's tarball is without firmware, which a device model does without.
unpack() {
    say "unpacking QEMU's source: 410 MiB"
    rm -rf "$work" && mkdir -p "$source" &&
        tar -xf "$DEPS"/qemu/qemu_*.orig.tar.* -C "$source" --strip-components=1 &&
        sed -i "s/^subdir('pc-bios')/roms = []/" "$source/meson.build"
}

apply() {
    for patch in ${patches:+"$patches"/*.patch}; do
        say "applying ${patch##*/}"
        patch -s -d "$source" -p1 <"$patch" >>"$log" || return 1
    done
    echo "$inputs" >"$work/inputs"
}

configure() {
    printf 'CONFIG_%s=y\n' "${CONFIGURATION[@]}" >"$source/configs/devices/aarch64-softmmu/doorbell.mak"
    mkdir -p "$work/build"
    cat >"$work/pkg-config" <<END
#!/bin/sh
export PKG_CONFIG_SYSROOT_DIR='$root' PKG_CONFIG_LIBDIR='$root/usr/lib/aarch64-linux-gnu/pkgconfig'
exec /usr/bin/pkg-config "\$@"
END
    chmod +x "$work/pkg-config"
    cd "$work/build"
    PKG_CONFIG=$work/pkg-config "$source/configure" --python=/usr/bin/python3 \
        --cross-prefix=aarch64-linux-gnu- --extra-cflags="--sysroot=$root" \
        --extra-ldflags="--sysroot=$root -Wl,-rpath-link,$root/usr/lib/aarch64-linux-gnu" \
        --target-list=aarch64-softmmu --without-default-features --without-default-devices \
        --with-devices-aarch64=doorbell --enable-xen --disable-tcg --disable-kvm --enable-fdt=system \
        --disable-docs --disable-tools --disable-install-blobs --disable-download --disable-werror \
        --disable-debug-info
}

mkdir -p "$DEPS" "$LOGS"
exec 9>"$DEPS/qemu-xen.lock"
flock 9
inputs=$(cat "$DEPS/qemu.stamp" "$DEPS/dom0.stamp" && cat deps/qemu.sh ${patches:+"$patches"/*.patch} | cksum)
if [ "$(cat "$result.stamp" 2>/dev/null)" = "$inputs" ]; then
    touch "$result.stamp"
    exit 0
fi
: >"$log"
export PYTHONPATH=$root/usr/lib/python3/dist-packages
if [ "$(cat "$work/inputs" 2>/dev/null)" != "$inputs" ]; then
    enough_space
    (unpack) 2>>"$log" || fail "QEMU's source cannot be unpacked"
    apply 2>>"$log" || fail "QEMU cannot be patched as $patches says"
fi
if [ ! -e "$work/build/build.ninja" ]; then
    say "configuring QEMU: 20 s"
    (configure) >>"$log" 2>&1 || fail "QEMU cannot be configured"
fi
say "building QEMU: 1195 steps, 2 to 10 minutes"
(cd "$work/build" && ninja -j "$jobs" "$TARGET") >>"$log" 2>&1 || fail "QEMU does not build"
rm -f "$result.stamp"
mkdir -p "$result"
aarch64-linux-gnu-strip -o "$result/$TARGET" "$work/build/$TARGET"
sed 's/^/QEMU /' "$source/VERSION" >"$result/version"
echo "$inputs" >"$result.stamp"
rm -rf "$work"
