#!/bin/bash
# Packs what a machine without our tool chain needs to test a Xen, from what is built: the host program
# with the libraries that it wants, the images, the scenarios, docs and licences. The same inputs make
# the same archive, byte by byte. Prints its name.
#
#   deps/dist.sh FOLDER               to FOLDER/doorbell-VERSION.tar.gz
set -euo pipefail
cd "$(dirname "$0")/.."

version=$(sed -n 's/^#define VERSION "\(.*\)"$/\1/p' harness/command/command_line.c)
commit=$(git describe --always --dirty --exclude '*' 2>/dev/null || true)
name=doorbell-$version${commit:+-$commit}
time=$(git log -1 --format=%ct 2>/dev/null || echo 0)
new=$(mktemp -d)
trap 'rm -rf "$new"' EXIT
root=$new/$name

licence() { # NAME PACKAGE'S FOLDER
    cp -L "$2/copyright" "$root/licences/$1"
}

mkdir -p "$root"/{bin,lib,licences} "$1"
strip -R .note.gnu.build-id -o "$root/bin/doorbell" build/doorbell
cp build/guest.img build/backend.img xen/automation.sh "$root/bin"
find suites -name '*.cfg' -exec cp --parents -t "$root" {} +
cp -r README.md LICENSE docs "$root"

while read -r library _ path _; do
    case $library in
        libfdt.* | libcjson.* | libconfig.*) ;;
        *) continue ;;
    esac
    path=$(realpath "$path")
    package=$(dpkg-query -S "*/${path##*/}" | head -n 1 | cut -d : -f 1)
    cp "$path" "$root/lib/$library"
    licence "$package" "/usr/share/doc/$package"
done < <(ldd build/doorbell)
# In the images.
licence newlib /usr/share/doc/newlib-source
licence libxen-dev build/deps/arm64/usr/share/doc/libxen-dev

tar -C "$new" --sort=name --mtime="@$time" --owner=0 --group=0 --numeric-owner --mode=u=rwX,go=rX \
    -cf - "$name" | gzip -9n >"$1/$name.tar.gz"
echo "$1/$name.tar.gz"
