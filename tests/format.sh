#!/bin/bash
# Checks that our C is formatted as .clang-format says; --fix formats it.
set -euo pipefail
cd "$(dirname "$0")/.."

# Other versions read the same file differently.
VERSION=14

formatter=
for name in "clang-format-$VERSION" clang-format; do
    if [[ $("$name" --version 2>/dev/null) == *"version $VERSION."* ]]; then
        formatter=$name
        break
    fi
done
if [ -z "$formatter" ]; then
    echo "skip format: .clang-format is written for clang-format $VERSION, which is not here"
    exit 0
fi

mapfile -t files < <(find device_model homes guest harness linux_dom0 protocol runtime suites tests -name '*.[ch]')
if [ "${1:-}" = --fix ]; then
    "$formatter" -i "${files[@]}"
elif "$formatter" --dry-run --Werror "${files[@]}"; then
    echo "ok format: ${#files[@]} files"
else
    echo "not ok format: \`make format\` mends it"
    exit 1
fi
