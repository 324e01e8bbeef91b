# Shared by deps/*.sh, which source it from the root of the tree.
# shellcheck shell=bash

DEPS=$PWD/build/deps
LOGS=$PWD/build/log

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

# A step makes build/deps/WHAT from inputs that KEY names:
#
#   if begin WHAT KEY; then fill the folder $new/WHAT, with output to $log; finish; fi
#
# begin fails if the step was done before. Two at a time wait for each other. The stamp is written last
# and taken away first, so an interrupted step has none.
begin() {
    what=$1 key=$2 new=$DEPS/new.$1 log=$LOGS/$1.log
    mkdir -p "$DEPS" "$LOGS"
    exec 9>"$DEPS/$what.lock"
    flock 9
    if [ "$(cat "$DEPS/$what.stamp" 2>/dev/null)" = "$key" ]; then
        touch "$DEPS/$what.stamp"
        return 1
    fi
    rm -rf "$new"
    mkdir -p "$new/$what"
    trap 'rm -rf "$new"' EXIT
    : >"$log"
}

finish() {
    rm -f "$DEPS/$what.stamp"
    rm -rf "${DEPS:?}/$what"
    mv "$new/$what" "$DEPS/$what"
    echo "$key" >"$DEPS/$what.stamp"
}
