#!/bin/bash
# docs/rules.md is what `doorbell list --coverage` says, and the comment at the top of
# suites/scenarios.cfg what `doorbell list --scenario-keys` says. No rule is without a test but those of
# docs/without-a-test, and none has only tests that nothing is known to fail but those of
# docs/without-a-mutant; both lists may only get shorter. --fix writes the page and shortens them.
set -uo pipefail
cd "$(dirname "$0")/.." || exit

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
failed=0
check() { # check NAME COMMAND...
    local name=$1
    shift
    if "$@" >"$scratch/said"; then echo "ok $name"; else echo "not ok $name"; sed 's/^/# /' "$scratch/said"; failed=1; fi
}

# The rules under which the page has the line $1.
rules_with() {
    awk -v line="$1" '/^### /{ rule = $2 } $0 == line { print rule }' "$scratch/rules.md" | sort
}

# Rules $2, sorted, and the list $1: nothing else, and nothing that is no longer so.
compare() { # LIST RULES
    check "no rule is $(basename "$1" | tr - ' ') but those of $1" \
        diff <(comm -23 "$2" <(grep -v '^#' "$1" | sort)) /dev/null
    check "$1 is no longer than it must be: \`make docs\`" \
        diff <(comm -13 "$2" <(grep -v '^#' "$1" | sort)) /dev/null
}

shorten() { # LIST RULES
    { grep '^#' "$1" && comm -12 "$2" <(grep -v '^#' "$1" | sort); } >"$scratch/list"
    cp "$scratch/list" "$1"
}

build/doorbell list --coverage --format markdown --output "$scratch/rules.md" || exit
build/doorbell list --scenario-keys --output "$scratch/keys" || exit
scenarios=suites/scenarios.cfg
rules_with '* No test yet.' >"$scratch/untested"
rules_with '* Nothing is known to make its tests fail.' >"$scratch/unproven"

if [ "${1-}" = --fix ]; then
    cp "$scratch/rules.md" docs/rules.md
    awk '!/^#/ { body = 1 } body' "$scenarios" >"$scratch/scenarios" && cat "$scratch/keys" "$scratch/scenarios" >"$scenarios"
    shorten docs/without-a-test "$scratch/untested"
    shorten docs/without-a-mutant "$scratch/unproven"
    exit
fi
check "the top of $scenarios is what \`make docs\` writes" diff <(sed '/^[^#]\|^$/,$d' "$scenarios") "$scratch/keys"
check "docs/rules.md is what \`make docs\` writes" diff docs/rules.md "$scratch/rules.md"
compare docs/without-a-test "$scratch/untested"
compare docs/without-a-mutant "$scratch/unproven"
exit "$failed"
