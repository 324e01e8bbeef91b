#!/bin/bash
# docs/findings.md is true: each command in it that needs nothing beyond `make run` succeeds, and prints
# the lines that the page shows.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit
. tests/end_to_end/check

# Lines of the page are the beginnings of lines of the output; blanks do not count.
shows() { # LINES: of the page, one an output line
    local line
    while IFS= read -r line; do
        [ -z "$line" ] || grep -qF -- "$line" "$scratch/squeezed" || return
    done < <(tr -s ' ' <<<"$1")
}

one() { # COMMAND LINES
    eval "$1 --no-color" >"$scratch/report" 2>&1 </dev/null
    check "docs/findings.md: $1" test $? -eq 0
    tr -s ' ' <"$scratch/report" >"$scratch/squeezed"
    check "... prints what the page shows" shows "$2"
}

# The commands of the page, each with the lines below it up to the next one; globs stay in their quotes.
awk '/^    \$ /{ if (command) print command "\t" lines; command = substr($0, 7); lines = ""; next }
     /^    /{ lines = lines substr($0, 5) "|"; next }
     command{ print command "\t" lines; command = "" }
     END{ if (command) print command "\t" lines }' docs/findings.md >"$scratch/commands"
check "docs/findings.md has commands" test -s "$scratch/commands"

while IFS=$'\t' read -r command lines; do
    case $command in
    *linux-*) [ -e build/linux/initramfs ] && [ -e build/linux/root.img ] || continue ;;&
    build/doorbell*) one "$command" "${lines//|/$'\n'}" ;;
    *) ;; # a target of its own, or another test of make check
    esac
done <"$scratch/commands"
exit "$failed"
