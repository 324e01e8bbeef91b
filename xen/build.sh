#!/bin/bash
# Builds Xen for arm64 out of tree, with what doorbell needs (xen/kconfig) on top of its defconfig.
# Incremental; prints nothing unless it fails.
#
#   xen/build.sh SOURCE OUT debug|release [KCONFIG]     the hypervisor is OUT/xen, the log OUT.log
#
# KCONFIG has further options.
#
# Exit status 1: this source does not build; 2: nothing could be tried, whatever the source.
set -euo pipefail

fail() {
    echo "xen/build.sh: $*" >&2
    exit 1
}

refuse() {
    echo "xen/build.sh: $*" >&2
    exit 2
}

[ $# -eq 3 ] || [ $# -eq 4 ] || refuse "usage: xen/build.sh SOURCE OUT debug|release [KCONFIG]"
fragments=("$(realpath "$(dirname "$0")/kconfig")" "${@:4}")
case $3 in
    debug) debug=CONFIG_DEBUG=y ;;
    release) debug=CONFIG_DEBUG=n ;;
    *) refuse "$3 is neither debug nor release" ;;
esac

[ -f "$1/xen/Makefile" ] || refuse "$1 is no Xen source tree: it has no xen/Makefile"
"$(dirname "$0")/series.sh" "$1"
source=$(realpath "$1")
mkdir -p "$2"
out=$(realpath "$2")
log=$out.log
case $source$out in
    *[[:space:]:]*) refuse "Xen's build allows no blank and no colon in a path: $source, $out" ;;
esac
if [ -e "$source/xen/.config" ] || [ -e "$source/xen/include/config" ] ||
    [ -e "$source/xen/include/generated" ]; then
    refuse "$1 is configured in place, so Xen refuses to build out of tree; either use the binary" \
        "(XEN=$1/xen/xen), or clean the tree (make -C $1/xen XEN_TARGET_ARCH=arm64 distclean)"
fi

# Date, user, host and paths are fixed, so that the same source gives the same binary, instruction
# counts included, in any clone.
xen_make() {
    env -u MAKEFLAGS -u MFLAGS make -C "$source/xen" O="$out" -j"$(nproc)" \
        XEN_TARGET_ARCH=arm64 CROSS_COMPILE=aarch64-linux-gnu- \
        XEN_BUILD_DATE=undated XEN_BUILD_TIME=undated \
        XEN_WHOAMI=doorbell XEN_BUILD_HOST=build XEN_DOMAIN=doorbell \
        EXTRA_CFLAGS_XEN_CORE="-ffile-prefix-map=$source/xen/= -ffile-prefix-map=$out/=" \
        "$@" >>"$log" 2>&1 || {
        tail -n 15 "$log" >&2
        fail "$source does not build; the whole log is $log"
    }
}

: >"$log"
# What .config was made from; Kconfig itself sees to changes in the tree.
wanted=$(grep -h ^CONFIG_ "${fragments[@]}" && echo "$debug")
if [ "$(cat "$out/.wanted" 2>/dev/null)" != "$wanted" ]; then
    rm -f "$out/.wanted"
    xen_make defconfig
    # Its options of debugging follow the DEBUG that they first see, which a tree under development turns on.
    [ "$3" = debug ] || cp "$source/xen/arch/arm/configs/arm64_defconfig" "$out/.config"
    echo "$wanted" >>"$out/.config"
    xen_make olddefconfig
    echo "$wanted" >"$out/.wanted"
fi
xen_make build

for option in $wanted; do
    case $option in
        *=n) grep -qx "# ${option%=n} is not set" "$out/.config" ;;
        *) grep -qx "$option" "$out/.config" ;;
    esac || fail "$source does not take $option, which doorbell needs; see its Kconfig"
done
touch "$out/xen"
