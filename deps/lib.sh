# Shared by deps/*.sh, which source it from the root of the tree.
# shellcheck shell=bash

DEPS=$PWD/build/deps

say() {
    printf 'deps: %s\n' "$*"
}

die() {
    say "$*" >&2
    exit 1
}

# Names of the packages of kind $1.
packages() {
    awk -v kind="$1" '$1 == kind { print $2 }' deps/packages
}

# What package $2 of kind $1 is for.
purpose() {
    awk -v kind="$1" -v name="$2" '$1 == kind && $2 == name { $1 = $2 = ""; print substr($0, 3) }' \
        deps/packages
}

# Whether build/deps/$1 is finished and was made from inputs $2.
stamped() {
    [ "$(cat "$DEPS/$1.stamp" 2>/dev/null)" = "$2" ]
}

# Moves folder $2 to build/deps/$1. The stamp with its inputs, $3, is written last and taken away
# first, so an interrupted step has none.
publish() {
    rm -f "$DEPS/$1.stamp"
    rm -rf "${DEPS:?}/$1"
    mv "$2" "$DEPS/$1"
    echo "$3" >"$DEPS/$1.stamp"
}
