#!/bin/bash
# Prints the patches of a series that the Xen tree SOURCE wants, one a line, in the order of application.
# Without a series, only looks whether the tree's version is a known one.
#
#   xen/series.sh SOURCE [xen/patches/series]
#
# Exit status 2: no Xen tree, or one that is too old.
set -euo pipefail

OLDEST=17 # 4.17 is the first that builds out of tree
NEWEST=23

refuse() {
    echo "xen/series.sh: $*" >&2
    exit 2
}

makefile=$1/xen/Makefile
[ -f "$makefile" ] || refuse "$1 is no Xen source tree: it has no xen/Makefile"
number() {
    sed -n "s/^export XEN_$1 *[:?]*= *\([0-9][0-9]*\)$/\1/p" "$makefile"
}
major=$(number VERSION) minor=$(number SUBVERSION)
[ -n "$major" ] && [ -n "$minor" ] || refuse "$makefile does not say which version it is of"
if [ "$major" -lt 4 ] || { [ "$major" -eq 4 ] && [ "$minor" -lt $OLDEST ]; }; then
    refuse "$1 is Xen $major.$minor; 4.$OLDEST to 4.$NEWEST are supported"
fi
if [ "$major" -gt 4 ] || [ "$minor" -gt $NEWEST ]; then
    echo "xen/series.sh: $1 is Xen $major.$minor, newer than all that are known: treated as 4.$NEWEST" >&2
    minor=$NEWEST
fi
[ -n "${2-}" ] || exit 0

while read -r first last patch; do
    case $first in "" | "#"*) continue ;; esac
    [ "$minor" -ge "${first#4.}" ] || continue
    [ "$last" = - ] || [ "$minor" -le "${last#4.}" ] || continue
    echo "$(dirname "$2")/$patch"
done <"$2"
