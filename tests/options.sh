#!/bin/bash
# The two options of the proposal side by side, and neither of them, on one Xen: `make options`. Boots
# scenarios vpci-option-1, vpci-option-2 and vpci-neither, and prints what the reports, which stay in
# build/options, and the patches for that Xen ($XEN_SRC, else ours) say. Exit status: the run's.
set -uo pipefail
cd "$(dirname "$0")/.." || exit

out=build/options
columns=(vpci-option-1 vpci-option-2 vpci-neither)

row() { # LABEL VALUE...
    printf '%-44s' "$1"
    shift
    printf '%16s' "$@"
    echo
}

# Values of each column's report: FUNCTION [ARGUMENT...] gets the file as its last argument.
each() {
    local column

    for column in "${columns[@]}"; do "$@" "$out/$column.json"; done
}

# How many tests of the rules have verdict $1: 12 of the rules that begin with $2.
count() {
    awk -F '"' -v verdict="$1" -v group="$2" '
        $2 == "tests" { in_tests = 1 }
        in_tests && $2 == "rule" && $4 { rule = $4 }
        in_tests && $2 == "name" { rule = "" }
        in_tests && $2 == "verdict" && $4 == verdict && index(rule, group) == 1 { n++ }
        END { print n + 0 }' "$3"
}

tally() { # passed/known/failed of rules that begin with $1
    echo "$(count PASS "$1" "$2")/$(count XFAIL "$1" "$2")/$(count FAIL "$1" "$2")"
}

# The median of metric $1, or "-".
median() {
    awk -F '[":, \t]+' -v metric="$1" '
        $2 == "id" { found = $3 == metric }
        found && $2 == "p50" { print $3; done = 1; exit }
        END { if (!done) print "-" }' "$2"
}

# What the guest noted: word $2 of what it said of $1 ("configuration reads ones, BARs abort").
noted() {
    sed -n "s/.*\"text\":.*\"$1: configuration \([^,]*\), BARs \([^\"]*\)\".*/\\$2/p" "$3" | head -n 1
}

# Lines of code that patches add to Xen: without blank ones, comments and documentation.
lines() {
    awk '/^\+\+\+ / { code = /^\+\+\+ b\/xen\// }
         code && /^\+/ && !/^\+\+\+/ && !/^\+ *$/ && !/^\+ *(\/\*|\*)/ { n++ } END { print n + 0 }' "$@"
}

metric_row() { # LABEL METRIC
    local values

    mapfile -t values < <(each median "$2")
    row "$1" "${values[@]}"
}

text_row() { # LABEL WHEN WORD
    local values

    mapfile -t values < <(each noted "$2" "$3")
    row "$1" "${values[@]}"
}

rules_row() { # LABEL GROUP
    local values

    mapfile -t values < <(each tally "$2")
    row "$1" "${values[@]}"
}

mkdir -p "$out"
status=0
for column in "${columns[@]}"; do
    build/doorbell run --scenario "$column" --format json -o "$out/$column.json" "$@" || status=$?
done
for column in "${columns[@]}"; do
    [ -s "$out/$column.json" ] || exit "$((status ? status : 4))"
done

patches=xen/patches
mapfile -t rfc < <(xen/series.sh "${XEN_SRC:-build/deps/xen}" $patches/rfc/series)
echo
row "" "option 1" "option 2" neither
row "the host bridge is" "Xen's" "a server's" "a server's"
row "unmapped accesses" trap "read ones" trap
echo
echo "Tests: passed/failed as known/failed"
rules_row "  PCI" PCI-
rules_row "  ECAM" ECAM-
rules_row "  IOREQ" IOREQ-
rules_row "  virtio" VIO-
echo
echo "Instructions"
metric_row "  configuration read, nobody there" LAT-3.background_read
metric_row "  configuration read, served" LAT-4.ioreq_read
metric_row "  configuration write, served" LAT-5.ioreq_write
metric_row "  request until seen by polling" LAT-6.request_to_used
metric_row "  request until its interrupt" LAT-6.request_to_irq
metric_row "  scan of a bus of 256, empty" LAT-9.empty_bus
metric_row "  scan of a bus of 256, served" LAT-9.served_bus
echo
text_row "configuration space before the device model" before 1
text_row "  and after it was destroyed" after 1
text_row "BARs before" before 2
text_row "  and after" after 2
echo
row "host bridges for N device models" 1 "1 to N" "1 to N"
row "lines of code in Xen" "$(lines "${rfc[@]}")" "$(lines $patches/4.19/0001*.patch)" 0
row "  with a value for each window" "" "$(lines $patches/4.19/000[12]*.patch)" ""
exit "$status"
