#!/bin/bash
# Makes OUT a copy of the tree SOURCE (of the state that SOURCE.stamp names) with patches applied in
# the order given. A no-op if OUT is that already. Files that stay the same keep their times, so that
# only what changed is rebuilt.
#
#   xen/tree.sh SOURCE OUT [PATCH...]
set -euo pipefail

source=$1
out=$2
shift 2

key=$(realpath "$source" && cat "$source.stamp" && cat /dev/null "$@" | sha256sum)
if [ "$(cat "$out.stamp" 2>/dev/null)" = "$key" ]; then
    touch "$out.stamp"
    exit 0
fi

new=$out.new
rm -rf "$new" "$out.stamp"
mkdir -p "${out%/*}"
cp -a "$source" "$new"
for patch in "$@"; do
    patch -d "$new" -p1 --forward --fuzz=0 --no-backup-if-mismatch <"$patch" >"$out.log" 2>&1 || {
        cat "$out.log" >&2
        echo "xen/tree.sh: $patch does not apply to $source" >&2
        exit 1
    }
done
if [ -d "$out" ]; then
    { diff -rq --no-dereference "$out" "$new" || true; } |
        sed -n 's/^Files .* and \(.*\) differ$/\1/p' | xargs -r touch
    rm -rf "$out.old"
    mv "$out" "$out.old"
else
    find "$new" -type f -exec touch {} +
fi
mv "$new" "$out"
rm -rf "$out.old"
echo "$key" >"$out.stamp"
