#!/bin/bash
# The guest's image is small and holds nothing that only the host needs: no title of a test or rule.
set -euo pipefail
cd "$(dirname "$0")/../.."
. tests/end_to_end/check

is_small() {
    stat -c '%n has %s bytes' build/guest.img >"$scratch/report"
    [ "$(stat -c %s build/guest.img)" -le $((472 * 1024)) ]
}
has_no_title() {
    ! grep -aFf "$scratch/titles" "$scratch/strings" >"$scratch/report"
}
check "guest.img with all tests has at most 472 KiB" is_small

build/doorbell list --coverage --format json | grep -oP '"title":\s*"\K[^"\\]{20,}' | sort -u >"$scratch/titles"
strings -n 20 build/guest.img >"$scratch/strings"
echo "$(wc -l <"$scratch/titles") titles" >"$scratch/report"
check "the catalogue has titles" test "$(wc -l <"$scratch/titles")" -gt 200
check "guest.img has none of the catalogue's titles" has_no_title
strings -n 20 build/doorbell >"$scratch/strings"
check "... which are found where they are" eval '! has_no_title'
exit "$failed"
