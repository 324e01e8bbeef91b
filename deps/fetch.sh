#!/bin/bash
# Fetches into build/deps what the machine's own apt cannot give (see deps/packages):
#
#   deps/fetch.sh arm64      build/deps/arm64: libfdt.a, Xen's public headers
#   deps/fetch.sh xen        build/deps/xen: Xen's source, as released
#   deps/fetch.sh greatest   build/deps/greatest/greatest.h; GREATEST=file takes that one instead
#
# It uses an apt root of its own under build/deps/apt, with the machine's mirror (or DEBIAN_MIRROR),
# proxy and keys: no root rights, and the machine's apt set-up stays as it is.
set -euo pipefail
cd "$(dirname "$0")/.."
. deps/lib.sh

SUITE=trixie
KEYRING=/usr/share/keyrings/debian-archive-keyring.gpg
GREATEST_SHA256=1292593d95c35eeccc89ffa1c91d6fe53b49f81cbf2c2b7758842b7f3186fcc2
# The Xen that xen/patches and xen/mutants are written for, and for which README.md has figures:
# upstream's c42374a105. Mirrors drop it at some point release; then the suite's own is taken.
XEN_VERSION=4.20.3+127-gc42374a105
XEN_SHA256=df0831854a55a8f31cb3cb85036f2edc928e2ef098d77f815f5714bfafac68f3

root=$DEPS/apt
new=$DEPS/new.fetch
log=$PWD/build/log/fetch.log

# The Debian mirror that this machine uses: by the lists it has, else by its sources.
mirror() {
    local uri codename
    uri=$(apt-get indextargets --format "\$(SITE)" 'Origin: Debian' 'Label: Debian' | sed -n 1p)
    if [ -z "$uri" ]; then
        codename=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
        uri=$(apt-get --print-uris update | sed -n "s|^'\(.*\)/dists/$codename/InRelease'.*|\1|p" |
            sed -n 1p)
    fi
    echo "$uri"
}

set_up_private_apt() {
    local uri=${DEBIAN_MIRROR:-$(mirror)}
    [ -n "$uri" ] || die "this machine's apt names no Debian mirror; set DEBIAN_MIRROR=URI"
    [ -r "$KEYRING" ] || die "no $KEYRING; install debian-archive-keyring"

    mkdir -p "$root"/{state/lists,cache}/partial
    : >"$root/status"
    printf '%s [%s signed-by=%s] %s %s main\n' \
        deb "arch=arm64 target=Packages" "$KEYRING" "$uri" "$SUITE" \
        deb-src "target=Sources" "$KEYRING" "$uri" "$SUITE" >"$root/sources.list"
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
APT::Sandbox::User "root";
Acquire::Retries "2";
Acquire::http::Timeout "30";
Acquire::https::Timeout "30";
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
EOF
}

# Runs the private apt-get in directory $1.
private_apt() {
    (cd "$1" && shift && apt-get -c "$root/apt.conf" -q "$@") >>"$log" 2>&1
}

# download KIND PACKAGE ARGUMENTS...: runs the private apt-get in $new/download.
download() {
    local kind=$1 package=$2
    shift 2
    say "fetching $package from $SUITE: $(purpose "$kind" "$package")"
    mkdir -p "$new/download"
    private_apt "$new/download" "$@" && return
    # Perhaps there are no lists yet, or lists older than the mirror's packages.
    : >"$log"
    private_apt "$root" update || true
    private_apt "$new/download" "$@" && return
    die "$package cannot be had from $SUITE ($(purpose "$kind" "$package")): check the network, or" \
        "set DEBIAN_MIRROR=URI; apt said: $(grep -m 1 -E 'Failed to fetch|^E:' "$log")"
}

# Only the tarballs: not every mirror keeps the .dsc.
download_source() {
    download source "$1" source --download-only --tar-only "$1"
}

fetch_arm64() {
    local package deb
    for package in $(packages arm64); do
        download arm64 "$package" download "$package:arm64"
    done
    for deb in "$new"/download/*.deb; do
        dpkg -x "$deb" "$new/arm64"
    done
}

# Fails if the mirror no longer has it.
download_pinned_xen() {
    local name=xen_$XEN_VERSION.orig.tar.xz
    say "fetching xen $XEN_VERSION: $(purpose source xen)"
    mkdir -p "$new/download"
    /usr/lib/apt/apt-helper -c "$root/apt.conf" download-file \
        "${DEBIAN_MIRROR:-$(mirror)}/pool/main/x/xen/${name//+/%2b}" "$new/download/$name" \
        "SHA256:$XEN_SHA256" >>"$log" 2>&1
}

fetch_xen() {
    if ! download_pinned_xen; then
        say "it cannot be had; trying $SUITE's own, for which xen/patches may need a change"
        download_source xen
    fi
    mkdir "$new/xen"
    tar -xf "$new"/download/xen_*.orig.tar.* -C "$new/xen" --strip-components=1
}

fetch_greatest() {
    local header=$new/greatest/greatest.h
    mkdir "$new/greatest"
    if [ -n "${GREATEST:-}" ]; then
        cp "$GREATEST" "$header" 2>/dev/null || die "GREATEST=$GREATEST cannot be read"
    else
        download_source dunst
        tar -xOf "$new"/download/dunst_*.orig.tar.* --wildcards '*/test/greatest.h' >"$header"
    fi
    echo "$GREATEST_SHA256  $header" | sha256sum --status --check - ||
        die "greatest.h of ${GREATEST:-package dunst} is not release 1.5.0 (its SHA-256 differs);" \
            "give that release's file with GREATEST=file"
}

what=${1:-}
case $what in
    arm64) key="$SUITE $(packages arm64 | xargs)" ;;
    xen) key="$XEN_SHA256" ;;
    greatest) key=$GREATEST_SHA256 ;;
    *) die "usage: deps/fetch.sh arm64|xen|greatest" ;;
esac

# One at a time: they share the apt root.
mkdir -p "$DEPS" "${log%/*}"
exec 9>"$DEPS/lock"
flock 9

if ! stamped "$what" "$key"; then
    rm -rf "$new"
    mkdir "$new"
    trap 'rm -rf "$new"' EXIT
    : >"$log"
    if [ "$what" != greatest ] || [ -z "${GREATEST:-}" ]; then
        set_up_private_apt
    fi
    "fetch_$what"
    publish "$what" "$new/$what" "$key"
fi
touch "$DEPS/$what.stamp"
