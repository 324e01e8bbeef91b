#!/bin/bash
# The page of a real run: it names what the run has, needs nothing from elsewhere, and is not touched
# when its report cannot be read.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit
. tests/end_to_end/check

page=$scratch/page.html

report() {
    build/doorbell report "$@" >"$scratch/report" 2>&1
}

build/doorbell run --scenario unmapped --scenario bus --format json -o "$scratch/run.json" \
    >"$scratch/report" 2>&1
check "a run is recorded" test $? -eq 0
report "$scratch/run.json" -o "$page"
check "it becomes a page: status 0" test $? -eq 0
for words in 'No unexpected failures' '<title id="lad0-t">Latency ladder of scenario unmapped' \
    'IOREQ read' '>BG-01<' 'Known failures' '>bus</b>' 'machine.cpu'; do
    check "the page says: $words" grep -qF "$words" "$page"
done
check "it needs nothing from elsewhere" \
    bash -c "! grep -qiE '<script|<link|<img|<iframe|src=|url\(|@import|https?:' '$page'"

build/doorbell run --scenario unmapped --expect none --format json -o "$scratch/bad.json" \
    >"$scratch/report" 2>&1
report "$scratch/bad.json" --baseline "$scratch/run.json" -o "$page"
check "a run with failures becomes a page: status 0" test $? -eq 0
check "which says what failed first" grep -qF 'What failed first' "$page"
check "and that it is worse" grep -qF 'XFAIL</td><td>FAIL</td>' "$page"

cp "$page" "$scratch/before.html"
head -c 4000 "$scratch/run.json" >"$scratch/cut.json"
report "$scratch/cut.json" -o "$page"
check "half a report: status 4" test $? -eq 4
check "in one line" test "$(wc -l <"$scratch/report")" -eq 1
check "the old page is left" cmp -s "$page" "$scratch/before.html"
exit "$failed"
