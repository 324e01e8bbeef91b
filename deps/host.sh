#!/bin/bash
# Installs the packages of a kind (see deps/packages) that this machine lacks. If it lacks none:
# no output, no network.
#
#   deps/host.sh host|check|fuzz
set -euo pipefail
cd "$(dirname "$0")/.."
. deps/lib.sh

kind=$1
log=$PWD/build/log/apt.log

command -v dpkg-query >/dev/null ||
    die "no dpkg here: the set-up needs Debian, 12 or later; a container will do"

available() {
    [[ $(apt-cache policy "$1" 2>/dev/null) == *"Candidate: "[0-9]* ]]
}

# The log has what it prints.
as_root() {
    if [ "$(id -u)" -ne 0 ]; then
        set -- sudo "$@"
    fi
    "$@" >>"$log" 2>&1
}

update() {
    say "updating the machine's package lists"
    as_root apt-get update -q || say "apt-get update failed, see $log" >&2
}

install() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends \
        -o DPkg::Lock::Timeout=120 "$@"
}

mapfile -t listed < <(packages "$kind")
installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' "${listed[@]}" 2>/dev/null || true)
missing=()
for package in "${listed[@]}"; do
    grep -qx "installed $package" <<<"$installed" || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

mkdir -p "${log%/*}"
: >"$log"
if [ "$(id -u)" -ne 0 ] && ! command -v sudo >/dev/null; then
    die "neither root nor sudo here; as root: apt-get install --no-install-recommends ${missing[*]}"
fi

# A fresh machine may have no lists at all. What only a check needs is not worth the network.
for package in "${missing[@]}"; do
    if [ "$kind" != check ] && ! available "$package"; then
        update
        break
    fi
done

wanted=()
for package in "${missing[@]}"; do
    if available "$package"; then
        say "installing $package: $(purpose "$kind" "$package")"
        wanted+=("$package")
    elif [ "$kind" != check ]; then
        say "$package cannot be had from this machine's apt ($(purpose "$kind" "$package"));" \
            "add a suite that has it to the apt sources, or install it by hand" >&2
    fi
done
if [ "$kind" != check ] && [ ${#wanted[@]} -lt ${#missing[@]} ]; then
    exit 1
fi
[ ${#wanted[@]} -gt 0 ] || exit 0

install "${wanted[@]}" && exit 0
# Perhaps the lists are older than the mirror's packages.
update
install "${wanted[@]}" && exit 0
grep -E '^(E|W|Err):' "$log" | tail -n 5 >&2 || true
say "apt could not install ${wanted[*]}; the lines above say why, the whole log is $log" >&2
[ "$kind" = check ]
