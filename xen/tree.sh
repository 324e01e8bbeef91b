#!/bin/bash
# Makes OUT a copy of what Xen is built from in the tree SOURCE, with the patches of SERIES that are for
# its version (xen/series.sh). A no-op if OUT is that already of the state that SOURCE.stamp names; a
# tree without a stamp is somebody's, and copied each time. Files that stay the same keep their times, so
# that only what changed is rebuilt.
#
#   xen/tree.sh SOURCE OUT [SERIES]
#
# Exit status 1: a patch does not apply; 2: nothing could be tried.
set -euo pipefail

source=$1
out=$2
list=$("$(dirname "$0")/series.sh" "$source" "${3-}")
mapfile -t patches < <(printf %s "$list")
if [ -n "${3-}" ] && [ -z "$list" ]; then
    echo "xen/tree.sh: $3 has nothing for the version of $source" >&2
    exit 2
fi

key=
if [ -e "$source.stamp" ]; then
    key=$(realpath "$source" && cat "$source.stamp" && cat /dev/null "${patches[@]}" | sha256sum)
    if [ "$(cat "$out.stamp" 2>/dev/null)" = "$key" ]; then
        touch "$out.stamp"
        exit 0
    fi
fi

new=$out.new
rm -rf "$new" "$out.stamp"
mkdir -p "$new/docs/misc"
cp -a "$source/Config.mk" "$source/config" "$source/xen" "$new"
cp -a "$source/docs/misc/arm" "$new/docs/misc" # the patches describe what they add
if [ -d "$source/.git" ]; then
    "$source/xen/tools/scmversion" "$source" >"$new/.scmversion" # what Xen says it was built from
fi
if [ -e "$new/xen/.config" ] || [ -e "$new/xen/include/generated" ]; then # configured in place
    make -s -C "$new/xen" XEN_TARGET_ARCH=arm64 CROSS_COMPILE=aarch64-linux-gnu- distclean >"$out.log" 2>&1
fi
# Those that the tree has already are taken out, the last first, to go in again.
for ((i = ${#patches[@]} - 1; i >= 0; i--)); do
    if patch -d "$new" -p1 -R --force --fuzz=0 --dry-run <"${patches[i]}" >/dev/null 2>&1; then
        patch -d "$new" -p1 -R --fuzz=0 -s --no-backup-if-mismatch <"${patches[i]}"
    fi
done
for patch in "${patches[@]}"; do
    patch -d "$new" -p1 --forward --fuzz=0 --no-backup-if-mismatch <"$patch" >"$out.log" 2>&1 || {
        cat "$out.log" >&2
        echo "xen/tree.sh: $patch does not apply to $source; deps/archive lists the Xen that it is for" >&2
        exit 1
    }
done
if [ -d "$out" ]; then
    { diff -rq --no-dereference "$out" "$new" || true; } |
        sed -n 's/^Files .* and \(.*\) differ$/\1/p' | xargs -r touch
    cat /dev/null "${patches[@]}" | sed -n "s,^+++ b/,,p" | sort -u | while read -r file; do # are new
        if cmp -s "$out/$file" "$new/$file"; then touch -r "$out/$file" "$new/$file"; fi
    done
    rm -rf "$out.old"
    mv "$out" "$out.old"
else
    find "$new" -type f -exec touch {} +
fi
mv "$new" "$out"
rm -rf "$out.old"
[ -z "$key" ] || echo "$key" >"$out.stamp"
