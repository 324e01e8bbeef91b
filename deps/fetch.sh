#!/bin/bash
# Fetches into build/deps what the machine's own apt cannot give (deps/packages says what for):
#
#   deps/fetch.sh arm64      build/deps/arm64: libfdt.a, Xen's public headers
#   deps/fetch.sh qemu-10    build/deps/qemu-10: the QEMU of that suite and its storage daemon, with all
#                            libraries that they need; qemu-11: the same of its backports
#   deps/fetch.sh linux      build/deps/linux: Linux's kernel and modules for a guest, its libc
#   deps/fetch.sh dom0       build/deps/dom0: what a Linux dom0 runs, and what its QEMU is built with
#   deps/fetch.sh qemu       build/deps/qemu: QEMU's source, packed
#   deps/fetch.sh xen        build/deps/xen: Xen's source, as released
#   deps/fetch.sh greatest   build/deps/greatest/greatest.h; GREATEST=file takes that one instead
#
# From the machine's Debian mirror (or DEBIAN_MIRROR): files that deps/archive* list, else what the
# suite holds, by an apt root of its own under build/deps/apt. It needs no root rights, and the
# machine's apt set-up stays as it is.
set -euo pipefail
cd "$(dirname "$0")/.."
. deps/lib.sh

SUITE=trixie
KEYRING=/usr/share/keyrings/debian-archive-keyring.gpg
GREATEST_SHA256=1292593d95c35eeccc89ffa1c91d6fe53b49f81cbf2c2b7758842b7f3186fcc2

# Of Linux as a guest, and of Linux as dom0.
MODULES="net/core/failover drivers/net/net_failover drivers/net/virtio_net drivers/block/virtio_blk
    drivers/char/hw_random/virtio-rng drivers/virtio/virtio_mmio drivers/xen/xen-evtchn
    drivers/xen/xen-privcmd drivers/xen/xen-gntdev drivers/xen/xenfs/xenfs"

root=$DEPS/apt
options=(-o APT::Sandbox::User=root -o Acquire::Retries=2
    -o Acquire::http::Timeout=30 -o Acquire::https::Timeout=30)

# The Debian mirror that this machine uses: by the lists it has, else by its sources.
mirror() {
    local uri codename
    uri=${DEBIAN_MIRROR:-$(apt-get indextargets --format "\$(SITE)" 'Origin: Debian' 'Label: Debian' | sed -n 1p)}
    if [ -z "$uri" ]; then
        codename=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
        uri=$(apt-get --print-uris update | sed -n "s|^'\(.*\)/dists/$codename/InRelease'.*|\1|p" |
            sed -n 1p)
    fi
    [ -n "$uri" ] || die "this machine's apt names no Debian mirror; set DEBIAN_MIRROR=URI"
    echo "${uri%/}"
}

set_up_private_apt() { # URI [SUITE]: of that suite, too, for this machine's architecture
    [ -r "$KEYRING" ] || die "no $KEYRING: apt-get install debian-archive-keyring"
    mkdir -p "$root"/{state/lists,cache}/partial
    : >"$root/status"
    printf '%s [%s signed-by=%s] %s %s main\n' \
        deb "arch=arm64 target=Packages" "$KEYRING" "$1" "$SUITE" \
        deb-src "target=Sources" "$KEYRING" "$1" "$SUITE" >"$root/sources.list"
    [ $# -eq 1 ] || printf 'deb [arch=%s target=Packages signed-by=%s] %s %s main\n' \
        "$(dpkg --print-architecture)" "$KEYRING" "$1" "$SUITE" \
        "$(dpkg --print-architecture)" "$KEYRING" "$1" "$2" >>"$root/sources.list"
    # Read after the machine's own settings, of which proxies and the like still hold.
    cat >"$root/apt.conf" <<EOF
Dir::Etc::sourcelist "$root/sources.list";
Dir::Etc::sourceparts "/dev/null";
Dir::Etc::preferences "/dev/null";
Dir::Etc::preferencesparts "/dev/null";
Dir::State "$root/state";
Dir::State::status "$root/status";
Dir::Cache "$root/cache";
APT::Architectures { "$(dpkg --print-architecture)"; "arm64"; };
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
EOF
}

# Runs the private apt-get in the folder of what is fetched.
private_apt() {
    (cd "$new" && apt-get -c "$root/apt.conf" "${options[@]}" -q "$@") >>"$log" 2>&1
}

# A file of package $1 that deps/archive* list.
download_listed() {
    local package file sum
    while read -r package file sum; do
        if [ "$package" = "$1" ] &&
            /usr/lib/apt/apt-helper "${options[@]}" download-file "$uri/pool/main/${file//+/%2b}" \
                "$new/${file##*/}" "SHA256:$sum" >>"$log" 2>&1 </dev/null; then
            return
        fi
    done < <(cat deps/archive deps/archive.dom0)
    return 1
}

# What the suite holds of package $1; the rest is for apt-get. The lists are fetched if there are none,
# or if they are older than the mirror's packages.
download_current() {
    local package=$1 file
    shift
    say "no file of $package that deps/archive lists can be fetched; trying what $SUITE has now"
    exec 8>"$DEPS/apt.lock"
    flock 8
    set_up_private_apt "$uri"
    private_apt "$@" || { private_apt update && private_apt "$@"; } ||
        die "$package cannot be fetched from $SUITE: check the network, or set DEBIAN_MIRROR=URI;" \
            "apt said: $({ grep 'E: Failed to fetch [^s]' "$log" || grep ^E: "$log"; } | tail -n 1)"
    exec 8>&-
    file=$(find "$new" -maxdepth 1 -name "$package"_\*)
    say "$package is ${file##*/}, SHA-256 $(sha256sum <"$file" | cut -d ' ' -f 1): not tested yet"
}

# Headers of the kernel and what is written in Python are not for one architecture.
has_architecture() { # PACKAGE
    [[ ! $1 =~ ^(linux-libc-dev|meson|python3-.*)$ ]]
}

# Leaves a file of package $2, of kind $1 (deps/packages), in $new.
download() {
    uri=${uri:-$(mirror)}
    say "fetching $2: $(purpose "$1" "$2")"
    download_listed "$2" && return
    case $1 in
        arm64 | linux | dom0) download_current "$2" download "$2$(has_architecture "$2" && echo :arm64)" ;;
        # Only the tarball: not every mirror keeps the .dsc.
        source) download_current "$2" source --download-only --tar-only "$2" ;;
    esac
}

fetch_arm64() {
    local package
    for package in $(packages arm64); do
        download arm64 "$package"
        dpkg -x "$new/${package}"_*.deb "$new/arm64"
    done
}

# The package is named after the kernel's version; another, without one, depends on the newest.
fetch_linux() {
    local package modules module root=$new/root
    for package in $(packages linux); do
        download linux "$package"
    done
    package=$(dpkg-deb -f "$new"/linux-image-cloud-arm64_*.deb Depends 2>/dev/null |
        grep -o 'linux-image-[0-9][^ ,]*' || true)
    [ -z "$package" ] || download_current "$package" download "$package:arm64"
    for package in "$new"/linux-image-[0-9]*.deb; do
        dpkg -x "$package" "$root"
    done
    for package in "$new"/{libc6,linux-libc}-dev_*.deb; do
        dpkg -x "$package" "$new/linux/libc"
    done
    cp "$root"/boot/vmlinuz-* "$new/linux/Image"
    modules=$(find "$root" -path '*/kernel/drivers' -printf '%h\n' -quit)
    mkdir "$new/linux/modules"
    for module in $MODULES; do
        cp "$modules/$module".ko* "$new/linux/modules/" ||
            die "this kernel has no module $module, which suites/linux or a dom0 needs"
    done
    [ "$(dd if="$new/linux/Image" bs=1 skip=56 count=3 status=none)" = ARM ] ||
        die "this kernel is no raw arm64 Image, which is what Xen boots"
}

# A sysroot. What is not packed for both of /lib and /usr/lib is found in either.
fetch_dom0() {
    local package
    for package in $(packages dom0); do
        download dom0 "$package"
        dpkg -x "$new/${package}"_*.deb "$new/dom0"
    done
    [ -e "$new/dom0/lib" ] || ln -s usr/lib "$new/dom0/lib"
    rm -rf "$new"/dom0/usr/share/{doc,man,locale}
}

fetch_qemu() {
    download source qemu
    mv "$new"/qemu_*.orig.tar.* "$new/qemu/"
}

# With all that it depends on, of which apt holds the signed checksums: the machine's own libraries may
# be older. What it prints its version from is what it will run from.
fetch_private_qemu() { # WHAT SUITE
    local archives=$new/archives deb package
    uri=$(mirror)
    for package in $(packages qemu); do
        say "fetching $package of $2: $(purpose qemu "$package")"
    done
    exec 8>"$DEPS/apt.lock"
    flock 8
    set_up_private_apt "$uri" "$2"
    mkdir -p "$archives/partial"
    private_apt update || die "the lists of $2 cannot be fetched; see $log"
    # shellcheck disable=SC2046
    private_apt install -o Dir::Cache::archives="$archives" -t "$2" --download-only \
        --no-install-recommends -y $(packages qemu | sed "s/\$/:$(dpkg --print-architecture)/") ||
        die "QEMU cannot be fetched from $2; apt said: $(grep ^E: "$log" | tail -n 1)"
    set_up_private_apt "$uri"
    exec 8>&-
    deb=$(find "$archives" -name 'qemu-system-arm_*.deb')
    grep -q "$(sha256sum <"$deb" | cut -d ' ' -f 1)" deps/archive ||
        say "qemu-system-arm is ${deb##*/}, SHA-256 $(sha256sum <"$deb" | cut -d ' ' -f 1): not tested yet"
    for deb in "$archives"/*.deb; do
        dpkg -x "$deb" "$new/$1"
    done
    deps/private.sh "$new/$1" qemu-system-aarch64 --version >>"$log" 2>&1 ||
        die "this QEMU does not run here: $(tail -n 1 "$log")"
}

fetch_qemu_10() {
    fetch_private_qemu qemu-10 "$SUITE"
}

fetch_qemu_11() {
    fetch_private_qemu qemu-11 "$SUITE-backports"
}

fetch_xen() {
    download source xen
    tar -xf "$new"/xen_*.orig.tar.* -C "$new/xen" --strip-components=1
}

fetch_greatest() {
    local header=$new/greatest/greatest.h
    if [ -n "${GREATEST:-}" ]; then
        cp "$GREATEST" "$header" 2>/dev/null || die "GREATEST=$GREATEST cannot be read"
    else
        download source dunst
        tar -xOf "$new"/dunst_*.orig.tar.* --wildcards '*/test/greatest.h' >"$header"
    fi
    echo "$GREATEST_SHA256  $header" | sha256sum --status --check - ||
        die "greatest.h of ${GREATEST:-package dunst} is not release 1.5.0 (its SHA-256 differs);" \
            "give that release's file with GREATEST=file"
}

listed=deps/archive more=
case ${1:-} in
    arm64) inputs=$(packages arm64) ;;
    linux) inputs=$(packages linux) more=$MODULES ;;
    dom0) inputs=$(packages dom0) listed="deps/archive deps/archive.dom0" ;;
    qemu) inputs=qemu listed=deps/archive.dom0 ;;
    qemu-10 | qemu-11) inputs=$(packages qemu) ;;
    xen) inputs=xen ;;
    greatest) inputs=dunst ;;
    *) die "usage: deps/fetch.sh arm64|linux|dom0|qemu|qemu-10|qemu-11|xen|greatest" ;;
esac
# shellcheck disable=SC2086
if begin "$1" "$inputs $(cat $listed | grep -wF "$inputs" || true)$more"; then
    "fetch_${1//-/_}"
    finish
fi
