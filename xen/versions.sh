#!/bin/bash
# Builds releases of Xen from a clone of its repository, debug and release, runs doorbell on each, and
# prints what came of it side by side, with what differs from success before that. All is kept in
# build/versions, so that only what is new is built the next time.
#
#   xen/versions.sh CLONE NAME... [-- ARGUMENT OF doorbell run...]
#
# A NAME is a release ("4.20": its last one so far; "4.20.1") or what git knows it by ("staging"). With
# XEN_PATCHES=1 each has the patches of xen/patches/series that it lacks, and must run all scenarios. With SHARD=K/N
# it is every N-th build, from the K-th on; `doorbell matrix` puts the reports of all parts side by side.
#
# Exit status: the worst of the runs'; 4 if something was not built, 2 if a NAME is none.
set -uo pipefail
cd "$(dirname "$0")/.." || exit
. xen/shard.sh

out=build/versions

refuse() {
    echo "xen/versions.sh: $*" >&2
    exit 2
}

# The commit, and what it is called, that $1 names.
resolve() {
    local tag ref

    case $1 in
        *.*.*) tag=RELEASE-$1 ;;
        *) tag=$(git -C "$clone" tag -l "RELEASE-$1.*" | grep -v -e '-rc' | sort -V | tail -n 1) ;;
    esac
    for ref in "$tag" "$1" "origin/$1"; do
        if [ -n "$ref" ] && git -C "$clone" rev-parse -q --verify "$ref^{commit}"; then
            echo "${ref##*/}" | sed 's/^RELEASE-//'
            return
        fi
    done
    return 1
}

# Takes commit $1 out of the clone to $2, unless it is there.
export_commit() {
    [ "$(cat "$2.stamp" 2>/dev/null)" != "$1" ] || return 0
    rm -rf "$2" "$2.stamp"
    mkdir -p "$2"
    git -C "$clone" archive "$1" Config.mk config docs/misc/arm xen | tar -x -C "$2" || return
    git -C "$clone" log -1 --format='%ad git:%h' "$1" >"$2/.scmversion"
    echo "$1" >"$2.stamp"
}

# Commit $1, called $2, as $3, debug or release.
build_and_run() {
    local name=$2$patched$vpci-$3 dir=$out/$2

    rm -f "$out/$name.json"
    echo "$name" >&2
    export_commit "$1" "$dir/export" &&
        xen/tree.sh "$dir/export" "$dir/src$patched" ${patched:+xen/patches/series} &&
        { [ -z "$vpci" ] || xen/tree.sh "$dir/src$patched" "$dir/src$patched$vpci" xen/patches/rfc/series; } &&
        xen/build.sh "$dir/src$patched$vpci" "$dir/$3$patched$vpci" "$3" || return 4
    build/doorbell run --xen "$dir/$3$patched$vpci/xen" --require "$require" --format json \
        --output "$out/$name.json" "${arguments[@]}"
    case $? in
        0 | 3) ;;
        *) build/doorbell report "$out/$name.json" --format text --no-color |
            sed '/^Latency/,/^$/d' | tee "$out/$name.txt" ;;
    esac
}

[ $# -gt 1 ] || refuse "usage: xen/versions.sh CLONE NAME... [-- ARGUMENT...]"
clone=$1
shift
if [ -z "$clone" ] || ! git -C "$clone" rev-parse --git-dir >/dev/null 2>&1; then
    refuse "\"$clone\" is no clone of Xen's repository; make versions XEN_GIT=CLONE"
fi
patched= vpci= require=all arguments=()
if [ -n "${XEN_PATCHES-}" ]; then
    patched=-patched require='*' arguments=(--expect suites/expectations-patched.cfg)
fi
if [ -n "${VPCI-}" ]; then
    vpci=-vpci
    arguments+=(--scenario 'vpci*')
fi
commits=() names=()
while [ $# -gt 0 ] && [ "$1" != -- ]; do
    found=$(resolve "$1") || refuse "$clone knows no release and no branch $1"
    commits+=("${found%%$'\n'*}") names+=("${found##*$'\n'}")
    shift
done
arguments+=("${@:2}")

mkdir -p "$out"
status=0 reports=() builds=0
for i in "${!commits[@]}"; do
    for kind in debug release; do
        in_shard "$((builds++))" || continue
        build_and_run "${commits[i]}" "${names[i]}" "$kind" || status=4
        report=$out/${names[i]}$patched$vpci-$kind.json
        [ ! -s "$report" ] || reports+=("$report")
    done
done
[ "${#reports[@]}" -gt 0 ] || exit 4
build/doorbell matrix "${reports[@]}"
worst=$?
exit $((worst > status ? worst : status))
