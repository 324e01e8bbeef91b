#!/bin/bash
# The root file system of Linux as the guest, for the disk of our backend: ext2 with /sbin/init in it.
#
#   linux_guest/root_image.sh INIT OUTPUT
#
# The same init gives the same bytes.
set -euo pipefail

init=$1 output=$2
PATH=$PATH:/usr/sbin:/sbin
export E2FSPROGS_FAKE_TIME=1 SOURCE_DATE_EPOCH=1 # what Debian 12 knows, and newer ones

rm -f "$output.new"
truncate -s 64K "$output.new"
mke2fs -q -F -t ext2 -b 1024 -I 256 -N 16 -m 0 -L doorbell -U 00000000-0000-4000-8000-000000000001 \
    -E root_owner=0:0,hash_seed=00000000-0000-4000-8000-000000000002 "$output.new"
debugfs -w -f - "$output.new" >/dev/null 2>&1 <<EOF
mkdir /sbin
write $init /sbin/init
set_inode_field /sbin/init mode 0100755
set_inode_field /sbin/init uid 0
set_inode_field /sbin/init gid 0
EOF
debugfs -R 'stat /sbin/init' "$output.new" 2>/dev/null | grep -q 'Mode: *0755' || {
    echo "linux_guest/root_image.sh: debugfs could not write $output.new" >&2
    exit 1
}
mv "$output.new" "$output"
