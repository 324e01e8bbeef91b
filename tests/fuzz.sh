#!/bin/bash
# Runs each fuzz target for some seconds, from what was found before (build/fuzz/corpus) and from
# files of this tree. Exit status 1 if one finds something: its input is then in build/fuzz/found.
#
#   tests/fuzz.sh SECONDS PROGRAM...
set -uo pipefail
cd "$(dirname "$0")/.." || exit

seconds=$1
shift
out=build/fuzz
mkdir -p $out/found

# Prints the seeds' folder of target $1.
seeds() {
    local folder=$out/seeds/$1 file

    mkdir -p "$folder"
    case $1 in
    fuzz_record) cp tests/logs/*.log "$folder" ;;
    fuzz_json) build/doorbell judge --format json --output "$folder/run.json" tests/logs/[fs]*.log >&2 ;;
    fuzz_dt)
        for file in tests/dt/*.dts; do
            dtc -q -I dts -O dtb -o "$folder/$(basename "$file").dtb" "$file"
        done
        ;;
    fuzz_scenarios) split_list scenarios suites/scenarios.cfg "$folder" ;;
    fuzz_expectations) split_list expectations suites/expectations.cfg "$folder" ;;
    fuzz_queue) # a split and a packed ring with one chain each
        printf '\3\0%b' '\0\3\0\100\0\0\0\0\100\0\0\0\2\0\0\0' >"$folder/split"
        { head -c 256 "$folder/split"; head -c 240 /dev/zero; printf '\0\0\1\0\0\0'; } >"$folder/one"
        printf '\3\1%b' '\0\3\0\100\0\0\0\0\100\0\0\0\0\0\202\0' >"$folder/packed"
        ;;
    fuzz_vfio_user) # a version; memory; the BAR placed, decoded, and a queue of it set up and notified
        printf '\0\1\22\0\0\0\0\0{"capabilities":{}}'"%b" '\0' >"$folder/version"
        write() { # REGION OFFSET LOW-BYTES: of a region, four bytes
            printf '\12\24\0%b\0\0\0\0\0\0%b\0\0\0\4\0\0\0%b' "$2" "$1" "$3"
        }
        {
            printf '\3\2\40\12\40\0\0\0\3%b' '\0\0\0\0\0\0\0\0\0\0\0\0\0\0\100\0\0\0\0\0\0\1\0\0\0\0\0'
            write '\7' '\040\0' '\0\0\0\20'
            write '\7' '\004\0' '\6\0\0\0'
            write '\4' '\024\0' '\17\0\0\0'
            write '\4' '\040\0' '\0\0\0\100'
            write '\4' '\034\0' '\1\0\0\0'
            write '\4' '\0\60' '\0\0\0\0'
        } >"$folder/queue"
        ;;
    esac
    echo "$folder"
}

# Each entry of list $1 in $2 as a file of its own in $3.
split_list() {
    awk -v list="$1" -v folder="$3" '
        $1 == "{" { n++; text = "" }
        n { text = text "\n" $0 }
        n && /^ *},?$/ { sub(/,$/, "", text); print list " = (" text ");" >(folder "/" n ".cfg"); close(folder "/" n ".cfg"); text = "" }' "$2"
}

failed=0
for program in "$@"; do
    name=$(basename "$program")
    folder=$(seeds "$name") || exit
    mkdir -p "$out/corpus/$name"
    if "$program" -max_total_time="$seconds" -max_len=16384 -timeout=10 -close_fd_mask=2 \
        -artifact_prefix="$out/found/$name-" "$out/corpus/$name" "$folder" >"$out/$name.log" 2>&1; then
        echo "$name: nothing found; $(sed -n 's/^Done \([0-9]*\) runs.*/\1 runs/p' "$out/$name.log")"
    else
        echo "$name: see $out/$name.log and $out/found"
        failed=1
    fi
done
exit $failed
