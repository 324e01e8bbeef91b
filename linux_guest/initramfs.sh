#!/bin/bash
# The initramfs of Linux as the guest: /init and modules, in the order in which it loads them.
#
#   linux_guest/initramfs.sh FETCHED INIT OUTPUT
#
# The same inputs give the same bytes.
set -euo pipefail

fetched=$1 init=$2 output=$3
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT

mkdir -p "$root"/{dev,proc,sys,lib/modules,lib/modules-mmio}
cp "$init" "$root/init"
number=0
for module in failover net_failover virtio-rng virtio_blk virtio_net; do
    number=$((number + 1))
    cp "$fetched/modules/$module".ko* "$root/lib/modules/$number-$(basename "$fetched/modules/$module".ko*)"
done
cp "$fetched/modules/virtio_mmio".ko* "$root/lib/modules-mmio/"
chmod -R u=rwX,go=rX "$root"
chmod 755 "$root/init"
find "$root" -exec touch -h -d @0 {} +
(cd "$root" && find . | LC_ALL=C sort | cpio --quiet --reproducible -o -H newc -R 0:0) >"$output.new"
mv "$output.new" "$output"
