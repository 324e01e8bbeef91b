#!/bin/bash
# The initramfs of a Linux dom0: the agent as /init, modules in the order in which it loads them,
# xenstored, QEMU and doorbell-dm with the libraries that they need.
#
#   linux_dom0/dom0_initramfs.sh AGENT DOORBELL-DM OUTPUT
#
# XEN_TOOLS=DIRECTORY takes xenstored, xl and what else is Xen's from there: what another Xen's
# `make install-tools DESTDIR=DIRECTORY` for arm64 puts there, with prefix /usr.
#
# The same inputs give the same bytes.
set -euo pipefail
cd "$(dirname "$0")/.."

agent=$1 doorbell_dm=$2 output=$3
tools=${XEN_TOOLS:+$(realpath "$XEN_TOOLS")}
sysroot=build/deps/dom0
libraries=$sysroot/usr/lib/aarch64-linux-gnu
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT

needed() { # FILE: the libraries that it names
    aarch64-linux-gnu-readelf -d "$1" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p'
}

add_libraries() { # FILE: all that it needs, and what those need
    local name file
    for name in $(needed "$1"); do
        [ ! -e "$root/usr/lib/aarch64-linux-gnu/$name" ] || continue
        file=$libraries/$name
        if [ -n "$tools" ] && [ -e "$tools/usr/lib/$name" ]; then
            file=$tools/usr/lib/$name
        elif [ ! -e "$file" ]; then
            echo "linux_dom0: $name, which ${1##*/} needs, is in no package of kind dom0 (deps/packages)" >&2
            exit 1
        fi
        cp -L "$file" "$root/usr/lib/aarch64-linux-gnu/"
        add_libraries "$file"
    done
}

add_program() { # FILE
    cp "$1" "$root/usr/bin/"
    add_libraries "$1"
}

mkdir -p "$root"/{dev,proc,sys,run,etc/xen,usr/bin,usr/lib/aarch64-linux-gnu,var/lib,var/log,lib/modules}
ln -s /run "$root/var/run"
ln -s /run/lock "$root/var/lock"
ln -s /usr/lib/aarch64-linux-gnu "$root/lib/aarch64-linux-gnu"
ln -s /usr/lib/aarch64-linux-gnu/ld-linux-aarch64.so.1 "$root/lib/ld-linux-aarch64.so.1"
cp "$agent" "$root/init"
number=0
for module in xen-evtchn xen-privcmd xen-gntdev xenfs; do
    number=$((number + 1))
    cp "build/deps/linux/modules/$module".ko* \
        "$root/lib/modules/$number-$(basename "build/deps/linux/modules/$module".ko*)"
done
for program in xenstored xenconsoled xen-init-dom0 xl xenconsole; do
    file=$(find "${tools:-$sysroot/usr/lib}" -path "*bin/$program" -type f | sort -V | tail -n 1)
    [ -n "$file" ] || { echo "linux_dom0: no $program in ${tools:-the package xen-utils-*}" >&2; exit 1; }
    add_program "$file"
done
# Where xl looks for xenconsole; and which Xen's all of these are.
folder=$(dirname "${file#"${tools:-$sysroot}"}")
mkdir -p "$root${folder%/bin}"
ln -s /usr/bin "$root$folder"
find "$root/usr/lib" -name 'libxenlight.so.*' | sed 's/.*\.so\.\([0-9]*\.[0-9]*\).*/\1/' >"$root/etc/xl-version"
printf '%s\n' 'autoballoon = "off"' 'run_hotplug_scripts = 0' >"$root/etc/xen/xl.conf"
cp "$libraries/libgcc_s.so.1" "$root/usr/lib/aarch64-linux-gnu/" # for threads that end: no NEEDED names it
add_program build/deps/qemu-xen/qemu-system-aarch64
add_program "$doorbell_dm"
cp build/deps/qemu-xen/version "$root/etc/qemu-version"
chmod -R u=rwX,go=rX "$root"
chmod 755 "$root/init" "$root"/usr/bin/* "$root/usr/lib/aarch64-linux-gnu/ld-linux-aarch64.so.1"
find "$root" -exec touch -h -d @0 {} +
(cd "$root" && find . | LC_ALL=C sort | cpio --quiet --reproducible -o -H newc -R 0:0) >"$output.new"
mv "$output.new" "$output"
