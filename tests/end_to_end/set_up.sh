#!/bin/bash
# The set-up refuses at once where it cannot work, takes only files that it knows, and is none the
# worse for having been interrupted or started twice. On a copy of what it needs, without the network.
set -euo pipefail
cd "$(dirname "$0")/../.."
. tests/end_to_end/check

copy() { # FOLDER: a tree in which nothing was made yet
    mkdir -p "$1"
    cp -a Makefile linker.ld deps xen protocol runtime guest suites device_model homes harness "$1"
}

refuses() { # FOLDER TEXT: `make run` there says so in one line, and has fetched nothing
    make -C "$1" run >"$scratch/report" 2>&1 && return 1
    grep -q "$2" "$scratch/report" && [ "$(grep -vc 'directory' "$scratch/report")" -eq 1 ] &&
        [ ! -e "$1/build/deps" ]
}

fetch() { # [STATUS]: of deps/fetch.sh xen in the copy, from a mirror that is a folder
    (cd "$scratch/tree" && DEBIAN_MIRROR="file://$scratch/mirror" PATH="$scratch/stubs:$PATH" deps/fetch.sh xen) \
        >"$scratch/report" 2>&1
}

fetched() {
    fetch && grep -q "this is Xen" "$scratch/tree/build/deps/xen/README" && [ -s "$scratch/tree/build/deps/xen.stamp" ]
}

says() { # TEXT: deps/fetch.sh fails, and its last line has TEXT
    ! fetch && tail -n 1 "$scratch/report" | grep -q "$1" && [ ! -e "$scratch/tree/build/deps/xen.stamp" ]
}

interrupted() { # while it unpacks
    mkdir "$scratch/stubs"
    # shellcheck disable=SC2016
    printf '#!/bin/bash\nkill -KILL "$PPID"\n' >"$scratch/stubs/tar"
    chmod +x "$scratch/stubs/tar"
    ! fetch && [ ! -e "$scratch/tree/build/deps/xen.stamp" ] && rm -r "$scratch/stubs"
}

twice() {
    rm -r "$scratch/tree/build"
    (fetch) & fetched && wait $!
}

copy "$scratch/a blank"
check "a path with a blank is refused" refuses "$scratch/a blank" "has a blank or a colon in it"
copy "$scratch/tree"
: >"$scratch/tree/build"
check "a tree that cannot be written is refused" refuses "$scratch/tree" "cannot be written"
rm "$scratch/tree/build"

mkdir -p "$scratch/xen-1" "$scratch/mirror/pool/main/x/xen"
echo "this is Xen" >"$scratch/xen-1/README"
tarball=$scratch/mirror/pool/main/x/xen/xen_1+1.orig.tar.xz
tar -cJf "$tarball" -C "$scratch" xen-1
sum=$(sha256sum <"$tarball" | cut -d ' ' -f 1)
list() { # SHA256
    printf 'xen x/xen/xen_0.orig.tar.xz %064d\nxen x/xen/xen_1+1.orig.tar.xz %s\n' 0 "$1" >"$scratch/tree/deps/archive"
}
list "${sum//[0-9]/0}"
check "a file with another checksum is not taken" says "xen cannot be fetched from .*DEBIAN_MIRROR"
list "$sum"
check "interrupted, it has made nothing" interrupted
check "what the mirror still has is taken, after an interruption too" fetched
check "two set-ups of one tree wait for each other" twice
exit "$failed"
