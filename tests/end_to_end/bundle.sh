#!/bin/bash
# The bundle of `make dist` tests a Xen from any folder, without this tree and without the libraries that
# it brings; and so does the script for Xen's automation, which ends with its `Test result:` line.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit
. tests/end_to_end/check

pack() { # FOLDER
    deps/dist.sh "$scratch/$1" >"$scratch/$1.name" 2>"$scratch/report"
}
umask 022
check "it is packed" pack one
(
    umask 077
    pack two
)
check "the same, byte by byte, a second time" cmp "$(cat "$scratch/one.name")" "$(cat "$scratch/two.name")"
mkdir "$scratch/else where"
tar -C "$scratch/else where" -xzf "$(cat "$scratch/one.name")"
bundle=$(echo "$scratch/else where"/doorbell-*)
for file in LICENSE README.md docs/ci.md suites/bg/rules.cfg bin/backend.img; do
    check "it has $file" test -s "$bundle/$file"
done
for library in fdt cjson config newlib libxen-dev; do
    check "and a licence for $library" \
        bash -c "cat '$bundle'/licences/*$library* | grep -qiE 'license|copyright'"
done
cp build/xen/debug/xen "$scratch/xen"
mapfile -t libraries < <(ldd build/doorbell | awk '/lib(cjson|config)\./ { print $3 }' | xargs realpath)

# Runs in a folder of its own, the tree hidden by an empty one, the libraries by empty files.
away() { # COMMAND...
    # shellcheck disable=SC2016
    unshare --map-root-user --mount bash -c '
        tree=$1 count=$2
        shift 2
        for library in "${@:1:count}"; do mount --bind /dev/null "$library" || exit 99; done
        mount -t tmpfs none "$tree" && cd "$0" || exit 99
        shift "$count"
        exec env -i PATH=/usr/bin:/bin HOME=/ "$@"' \
        "$scratch" "$PWD" "${#libraries[@]}" "${libraries[@]}" "$@" >"$scratch/report" 2>&1
}

if ! away true; then
    echo "skip the bundle elsewhere: no mount namespace here"
    exit "$failed"
fi
away test -e "$PWD/Makefile"
check "the tree is out of reach" test $? -eq 1
check "the bundle says which doorbell it is" away "$bundle/bin/doorbell" --version
away "$bundle/bin/doorbell" run --xen xen --require '*' --scenario trap --scenario release \
    --scenario virtio --format junit -o run.xml
check "it tests a Xen: status 0" test $? -eq 0
check "and reports" grep -q '<testsuite .*name="virtio' "$scratch/run.xml"
away "$bundle/bin/doorbell" run --scenario lifecycle
check "without --xen it has none: status 4" test $? -eq 4
check "in one line" grep -q '^doorbell: .*xen' "$scratch/report"

result() { # WORD: the last line
    [ "$(tail -n 1 "$scratch/report")" = "Test result: $1" ]
}
away "$bundle/bin/automation.sh" xen
check "the script for Xen's automation: status 0" test $? -eq 0
check "its last line" result SUCCESS
check "the console is in between" grep -q 'Xen version' "$scratch/smoke.serial"
away "$bundle/bin/automation.sh" "$bundle/bin/guest.img"
check "what is no Xen: status 4 or more" test $? -ge 4
check "which its last line says" grep -qE '^Test result: (ERROR|CRASH)$' <(tail -n 1 "$scratch/report")
away "$bundle/bin/automation.sh" xen no-such-scenario
check "no such scenario: status 2" test $? -eq 2
check "which its last line says, too" result ERROR

# The GitLab jobs of docs/ci/gitlab.yml but for what they install, and on a folder in place of a server.
script() { # JOB: its lines
    awk -v job="$1:" '/^[^ #]/ { inside = $0 == job; lines = 0 } /^  [a-z]/ { lines = $1 == "script:" }
        inside && lines && sub(/^    - /, "")' docs/ci/gitlab.yml
}
job() { # JOB NAME=VALUE...: as GitLab runs it
    local lines
    lines=$(script "$1")
    (
        cd "$scratch/job" || exit
        env "${@:2}" CI_NODE_TOTAL=4 CI_DEFAULT_BRANCH=main CI_PROJECT_ID=1 CI_JOB_TOKEN=none \
            CI_API_V4_URL="file://$scratch/api" bash -eo pipefail -c "$lines"
    ) >"$scratch/report" 2>&1
}
mkdir -p "$scratch/job/binaries" && ln -s "$bundle" "$scratch/job/doorbell"
cp build/xen/debug/xen "$scratch/job/binaries"
for part in 1 2 3 4; do
    check "GitLab: part $part" job doorbell CI_NODE_INDEX=$part
done
check "GitLab: the report" job doorbell-report
for file in run.json junit.xml report.html; do
    check "GitLab: it has $file" test -s "$scratch/job/$file"
done
check "GitLab: no baseline" test ! -e "$scratch/job/old.json"
raw=$scratch/api/projects/1/jobs/artifacts/main/raw
mkdir -p "$raw" && cp "$scratch/job/run.json" "$raw"
if command -v curl >/dev/null; then
    check "GitLab: the report with a baseline" job doorbell-report
    check "GitLab: it is compared" grep -q 'Since the baseline' "$scratch/job/report.html"
else
    echo "skip GitLab with a baseline: no curl here"
fi
rm "$scratch/job/part-2.json"
job doorbell-report
check "GitLab: without a part, it fails" test $? -eq 4
exit "$failed"
