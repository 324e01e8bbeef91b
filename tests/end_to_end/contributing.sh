#!/bin/bash
# CONTRIBUTING.md: its example of a test compiles as it stands, for the guest's image and for the host's
# catalogue, and would be a test of the rule that it names.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit
. tests/end_to_end/check

example=suites/bg/contributing_example.c # not in the tree: a copy in $scratch, seen through the links
mkdir -p "$scratch/suites/bg"
awk '/^```$/ { copy = 0 } copy; /^```c$/ { copy = 1 }' CONTRIBUTING.md >"$scratch/$example"
flags=(-std=gnu11 -Wall -Wextra -Werror -Ibuild/include/suites -isystem build/deps/arm64/usr/include
    -D__XEN_TOOLS__)

check "CONTRIBUTING.md has an example" grep -q '^TEST(' "$scratch/$example"
gcc "${flags[@]}" -DDOORBELL_CATALOGUE -Wno-unused -c -o "$scratch/host.o" "$scratch/$example" \
    >"$scratch/report" 2>&1
check "it compiles for the catalogue" test $? -eq 0
aarch64-linux-gnu-gcc "${flags[@]}" -O2 -mgeneral-regs-only -nostdinc -isystem build/deps/newlib/include \
    -isystem "$(aarch64-linux-gnu-gcc -print-file-name=include)" \
    -c -o "$scratch/guest.o" "$scratch/$example" >"$scratch/report" 2>&1
check "it compiles for the guest" test $? -eq 0
aarch64-linux-gnu-objdump -h "$scratch/guest.o" >"$scratch/report" 2>&1
check "it registers itself" grep -q doorbell_tests "$scratch/report"
clang-format-14 --style=file:.clang-format "$scratch/$example" 2>"$scratch/report" |
    diff - "$scratch/$example" >>"$scratch/report" 2>&1
check "it is formatted as our C is" test $? -eq 0
exit "$failed"
