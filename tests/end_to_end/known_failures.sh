#!/bin/bash
# Each known failure is known by its symptom: in the recorded console of each boot that has one, its first
# failed check is made to say something else, and the test must then be a FAIL.
#
#   tests/end_to_end/known_failures.sh [ARGUMENT of doorbell run...]      as --xen of another version
set -uo pipefail
cd "$(dirname "$0")/../.."
. tests/end_to_end/check

# The tests in report $1 with verdict $2, as lines "SCENARIO TEST".
verdicts() {
    awk -F '"' -v verdict="$2" '
        $2 == "name" { name = $4 }
        $2 == "title" && name !~ /\./ { scenario = name }
        $2 == "verdict" && $4 == verdict && name ~ /\./ { print scenario, name }' "$1"
}

# Standard input, the console of a boot, with another text in the first failure of test $1.
another_failure() {
    awk -v test="$1" '
        function xor(a, b,    bit, sum) {
            for (bit = 32768; bit >= 1; bit /= 2) {
                if ((a >= bit) != (b >= bit)) sum += bit
                a %= bit; b %= bit
            }
            return sum + 0
        }
        function crc(text,    sum, i, bit) {
            sum = 65535
            for (i = 1; i <= length(text); i++) {
                sum = xor(sum, code[substr(text, i, 1)] * 256)
                for (bit = 0; bit < 8; bit++)
                    sum = sum >= 32768 ? xor(sum * 2 - 65536, 4129) : sum * 2
            }
            return sum
        }
        BEGIN { for (i = 32; i < 127; i++) code[sprintf("%c", i)] = i }
        /DB!/ && $0 ~ " begin " test " " { running = 1 }
        running && /DB!.... fail / {
            start = index($0, "DB!")
            split(substr($0, start), word, " ")
            body = substr(word[1], 4) " fail " word[3] " " word[4] " something else broke"
            $0 = sprintf("%sDB!%s !%04x", substr($0, 1, start - 1), body, crc(body))
            running = 0
        }
        running && /did not come back/ { sub(/did not come back/, "went away"); running = 0 }
        { print }'
}

prove() { # ARGUMENT of doorbell run...
    rm -rf "$scratch/logs" "$scratch/cut"
    mkdir "$scratch/cut"
    build/doorbell run --keep-log "$scratch/logs" --format json -o "$scratch/run.json" "$@" 2>"$scratch/report"
    check "the boots whose consoles are recorded succeed: run $*" test $? -eq 0
    verdicts "$scratch/run.json" XFAIL >"$scratch/known"
    check "some failures are known" test -s "$scratch/known"
    while read -r scenario test; do
        another_failure "$test" <"$scratch/logs/$scenario.log" >"$scratch/cut/$scenario.log"
        build/doorbell judge --format json -o "$scratch/judged.json" "$scratch/cut/$scenario.log" 2>"$scratch/report"
        check "$scenario: another failure of $test is a FAIL" test $? -eq 5 -a \
            "$(verdicts "$scratch/judged.json" FAIL)" = "$scenario $test"
    done <"$scratch/known"
}

if [ $# -gt 0 ]; then
    prove "$@"
else
    prove
    prove --machine qemu
fi
exit "$failed"
