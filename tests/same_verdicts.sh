#!/bin/bash
# Compares two JSON reports test by test and metric by metric, and is content only if the new one is
# the same: every test on both sides, with the same verdict, and no median in instructions longer.
# Prints each difference; exit status 0, 5 if there is one, 4 if the reports cannot be compared.
#
#   tests/same_verdicts.sh OLD.json NEW.json
#
# Reports of all that there is come from `doorbell run --scenario '*' --format json`.
set -uo pipefail

[ $# -eq 2 ] || {
    echo "usage: tests/same_verdicts.sh OLD.json NEW.json" >&2
    exit 2
}

# One line for each difference. Medians that a clock measured differ from boot to boot: they are
# shown by `doorbell compare`, with a confidence. The comparison's keys come one a line, in order.
differences() {
    awk -F '\t+' '
        function value(text) {
            sub(/^[^:]*:[[:space:]]*/, "", text)
            sub(/,?$/, "", text)
            gsub(/^"|"$/, "", text)
            return text == "null" ? "none" : text
        }
        /^\t"[a-z]*":/ { section = $2; sub(/^"/, "", section); sub(/".*/, "", section) }
        /"[a-z_]*":/ { key = $0; sub(/^[^"]*"/, "", key); sub(/".*/, "", key); is[key] = value($0) }
        section == "scenarios" && key == "new" {
            if (is["change"] != "same") print "scenario " is["name"] ": " is["old"] " -> " is["new"]
        }
        section == "tests" && key == "new" {
            print "test " is["scenario"] "/" is["name"] ": " is["old"] " -> " is["new"]
        }
        section == "metrics" && key == "percent" {
            what = "median " is["scenario"] "/" is["id"] ": " is["old"] " -> " is["new"]
            if (is["remark"] == "exact" && is["new"] + 0 > is["old"] + 0) print what " insn"
            else if (is["remark"] == "on one side only" || is["remark"] == "not comparable")
                print what " (" is["remark"] ")"
        }
        { key = "" }'
}

doorbell=$(dirname "$0")/../build/doorbell
comparison=$("$doorbell" compare --format json --threshold 0 --threshold-abs 0 "$1" "$2")
[ $? -ne 4 ] || [ -n "$comparison" ] || exit 4
found=$(differences <<<"$comparison")
counts=$("$doorbell" compare "$1" "$2" | tail -n 1)
if [ -n "$found" ]; then
    printf '%s\n' "$found"
    echo "Differences: $(wc -l <<<"$found"). $counts"
    exit 5
fi
case $counts in
"Compared: 0 tests"*) echo "$counts" && exit 4 ;;
esac
echo "No difference. $counts"
