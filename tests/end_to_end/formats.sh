#!/bin/bash
# The formats of a real run, live, from its consoles and from its JSON: one and the same, and as
# docs/run.schema.json and docs/junit.xsd say.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit
. tests/end_to_end/check

json=$scratch/run.json
formats=(text tap junit json html)

has() { # has COMMAND PACKAGE; a `skip` if not
    command -v "$1" >/dev/null || { echo "skip $2: it is not here" && false; }
}

# Python's own: another one in the path need not have the module.
schema() { # schema JSON
    /usr/bin/python3 -m jsonschema -i "$1" docs/run.schema.json 2>&1 | tail -c 300 >"$scratch/report"
}

xsd() { # xsd XML
    xmllint --noout --schema docs/junit.xsd "$1" >"$scratch/report" 2>&1
}

refuses() { # refuses COMMAND...: it fails
    ! "$@"
}

render() { # render JSON FORMAT, to $scratch/NAME.FORMAT
    build/doorbell report "$1" --format "$2" -o "${1%.json}.$2" 2>"$scratch/report"
}

# A run with failures, one with expected ones, skips and what Xen must refuse, one on plain QEMU, and one
# that is cut.
build/doorbell run --scenario unmapped --scenario smp2 --expect none --keep-log "$scratch" --format json \
    -o "$json" >"$scratch/report" 2>&1
check "a run with failures is recorded" test $? -eq 5
build/doorbell run --scenario trap --scenario 'end-*' --scenario refuse-wrap --scenario virtio \
    --keep-log "$scratch" --format json -o "$scratch/good.json" >"$scratch/report" 2>&1
check "and one without" test $? -eq 0
build/doorbell run --scenario qemu --keep-log "$scratch" --format json -o "$scratch/qemu.json" \
    >"$scratch/report" 2>&1
check "and one without Xen" test $? -eq 0
sed '/DB!0010 /q' "$scratch/virtio.log" >"$scratch/cut.log"
build/doorbell judge "$scratch/cut.log" --format json -o "$scratch/cut.json" >"$scratch/report" 2>&1
check "and one that is cut" test $? -eq 4

for name in run good qemu cut; do
    for format in "${formats[@]}"; do
        check "$name: its JSON becomes $format" render "$scratch/$name.json" "$format"
    done
    cp "$scratch/$name.json" "$scratch/again.json"
    render "$scratch/again.json" json
    check "$name: read and written, JSON is the same, byte by byte" \
        cmp "$scratch/again.json" "$scratch/$name.json"
done

# What `judge` makes of the console in each format, and what `report` makes of its JSON.
for log in unmapped smp2 end-off qemu cut; do
    judged=$scratch/judged-$log
    line=(build/doorbell judge "$scratch/$log.log")
    "${line[@]}" --format json -o "$judged.json" 2>"$scratch/report"
    for format in text tap; do
        "${line[@]}" --format "$format" -o "$judged.live" 2>"$scratch/report"
        render "$judged.json" "$format"
        check "$log: the $format of its console is that of its JSON" cmp "$judged.live" "$judged.$format"
    done
done

# The script that compares two commits of doorbell.
same() { # same OLD NEW
    tests/same_verdicts.sh "$1" "$2" >"$scratch/report" 2>&1
}
check "same_verdicts.sh: a run is as itself" same "$json" "$json"
awk '/"tests":/ { inside = 1 } inside && !done && sub(/"PASS"/, "\"SKIP\"") { done = 1 } { print }' "$json" \
    >"$scratch/other.json"
same "$json" "$scratch/other.json"
check "another verdict is a difference: status 5" test $? -eq 5
check "which is named" grep -q '^test .*: PASS -> SKIP$' "$scratch/report"
awk '/"p50":/ && !done++ { print "\t\"p50\":\t1,"; next } { print }' "$json" >"$scratch/other.json"
same "$scratch/other.json" "$json"
check "medians are of the samples, whatever stands beside them" test $? -eq 0
sed 's/"samples":.*/"samples":\t[9999]/; s/"n":\t[0-9]*/"n":\t1/' "$json" >"$scratch/longer.json"
same "$json" "$scratch/longer.json"
check "a median that is longer is named" grep -q '^median .* insn$' "$scratch/report"
same "$json" "$scratch/qemu.json"
check "scenarios that are gone are differences" test $? -eq 5
same "$json" "$scratch/nowhere.json"
check "no report: status 4" test $? -eq 4

if has /usr/bin/jsonschema "docs/run.schema.json (python3-jsonschema)"; then
    for name in run good qemu cut; do
        check "$name: JSON is as the schema says" schema "$scratch/$name.json"
    done
    sed 's/"kind":\t"fail"/"kind":\t"guess"/' "$json" >"$scratch/bad.json"
    check "which refuses a detail of no known kind" refuses schema "$scratch/bad.json"
    sed '/"rule":/d' "$json" >"$scratch/bad.json"
    check "and a test without a rule" refuses schema "$scratch/bad.json"
fi
if has xmllint "docs/junit.xsd (libxml2-utils)"; then
    for name in run good qemu cut; do
        check "$name: JUnit is as the schema says" xsd "$scratch/$name.junit"
    done
    sed 's/<failure type="FAIL"/<failure type="GUESS"/' "$scratch/run.junit" >"$scratch/bad.xml"
    check "which refuses a failure of no known type" refuses xsd "$scratch/bad.xml"
fi
exit "$failed"
