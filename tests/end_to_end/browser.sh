#!/bin/bash
# The page of a real run in a real browser: no error, nothing wider than a phone or a desk's window, light
# and dark, and every figure of the JSON that the page names is in the text that the browser shows.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit
. tests/end_to_end/check

command -v chromium >/dev/null || {
    echo "skip the page in a browser: no chromium here"
    exit 0
}

# At the end of a copy of the page, which is shown in a frame: a window cannot be as narrow as a phone.
cat >"$scratch/probe.html" <<'END'
<script>
addEventListener("load", () => {
    document.querySelectorAll("details").forEach(details => { details.open = true; });
    const root = document.documentElement;
    parent.postMessage([innerWidth, root.scrollWidth, matchMedia("(prefers-color-scheme: dark)").matches,
        getComputedStyle(document.body).color, document.body.innerText].join("\n"), "*");
});
</script>
END
cat >"$scratch/frame.html" <<'END'
<!DOCTYPE html>
<script>
addEventListener("message", message => {
    const text = document.createElement("pre");
    text.textContent = "\n" + message.data + "\n";
    document.body.replaceChildren(text);
});
</script>
<body><iframe src="page.html" width="WIDTH" height="800" style="border: 0"></iframe></body>
END

# Shows $1.html, WIDTH pixels wide; $scratch/shown is what the probe says, a line each, then the page's
# text; $scratch/console what the browser's console says.
show() { # NAME WIDTH light|dark
    local dark=0
    [ "$3" = dark ] || dark=1
    cat "$scratch/$1.html" "$scratch/probe.html" >"$scratch/page.html"
    sed "s/WIDTH/$2/" "$scratch/frame.html" >"$scratch/window.html"
    timeout 120 chromium --headless --no-sandbox --disable-gpu --no-first-run --hide-scrollbars \
        --disable-background-networking --user-data-dir="$scratch/profile" --enable-logging=stderr \
        --blink-settings=preferredColorScheme=$dark --window-size=1400,900 --virtual-time-budget=10000 \
        --dump-dom "file://$scratch/window.html" >"$scratch/dom" 2>"$scratch/chromium"
    grep ':CONSOLE[:(]' "$scratch/chromium" >"$scratch/console"
    cp "$scratch/console" "$scratch/report"
    sed '1,/<pre>/d; /<\/pre>/,$d; s/&nbsp;/ /g; s/&lt;/</g; s/&gt;/>/g; s/&amp;/\&/g' "$scratch/dom" >"$scratch/shown"
}

line() { # NUMBER
    sed -n "$1p" "$scratch/shown"
}

# What must be shown, in the page's words, from JSON $1.
counts() { # in the page's order
    awk -F '[\t:,"]+' '
        $2 == "counts" { on = 1; next }
        on && /}/ { exit }
        on { count[$2] = $3 }
        END { n = split("PASS XFAIL FAIL XPASS CRASH TIMEOUT ERROR SKIP", verdicts, " ")
              for (i = 1; i <= n; i++)
                  if (count[verdicts[i]] || verdicts[i] ~ /^(PASS|FAIL)$/) print count[verdicts[i]] }' "$1"
}

scenarios() { # VERDICT, tests, known, skipped, seconds
    awk -F '"' '
        function put() { if (name) printf "%s\t%d\t%d\t%d\t%.2f\n", verdict, tests, count["XFAIL"], count["SKIP"], seconds }
        /^\t\t\t"name"/ { put(); name = $4; tests = 0; delete count }
        /^\t\t\t"verdict"/ { verdict = $4 }
        /^\t\t\t"seconds"/ { seconds = $3; gsub(/[^0-9.]/, "", seconds) }
        /^\t\t\t\t\t"verdict"/ { tests++; count[$4]++ }
        END { put() }' "$1"
}

metrics() { # of scenario unmapped: label, min, p50, p90, p99, p99.9, max, n
    awk -F '"' '
        function number(text) { gsub(/[^0-9]/, "", text); return text }
        /^\t\t\t"name"/ { on = $4 == "unmapped" }
        /^\t\t\t\t\t"label"/ { label = $4 }
        /^\t\t\t\t\t"n":/ { n = number($3) }
        /^\t\t\t\t\t"(min|p50|p90|p99|p999|max)":/ { values = values "\t" number($3) }
        /^\t\t\t\t\t"max":/ { if (on) print label values "\tn" n; values = "" }' "$1" |
        sed ':a; s/\(\t[0-9]\+\)\([0-9]\{3\}\)\([,\t]\|$\)/\1,\2\3/; ta; s/\tn\([0-9]*\)$/\t\1/'
}

shows() { # LINE...: as lines of the page, in this order
    diff <(printf '%s\n' "$@") <(grep -Fx -f <(printf '%s\n' "$@") "$scratch/shown") >"$scratch/report"
}

record() { # NAME ARGUMENT...
    build/doorbell run --format json -o "$scratch/$1.json" "${@:2}" >"$scratch/report" 2>&1
}
record run --scenario unmapped --scenario bus
check "a run is recorded" test $? -eq 0
record bad --scenario unmapped --scenario bus --expect none
check "and one with failures" test $? -eq 5
build/doorbell report "$scratch/run.json" -o "$scratch/run.html"
build/doorbell report "$scratch/bad.json" --baseline "$scratch/run.json" -o "$scratch/bad.html"

for name in run bad; do
    for width in 390 1280; do
        for light in light dark; do
            show $name $width $light
            at="$name, $width pixels, $light"
            check "$at: it is shown" test "$(line 1)" = $width
            check "$at: nothing overflows" test "$(line 2)" = $width
            check "$at: no error" test ! -s "$scratch/console"
            check "$at: as wanted" test "$(line 3)" = "$([ $light = light ] && echo false || echo true)"
            ink=$(line 4)
            [ $light = light ] && before=$ink || check "$at: in other colours" test "$ink" != "$before"
        done
    done
    # At 1280 pixels all columns are there.
    mapfile -t lines < <(counts "$scratch/$name.json")
    check "$name: the counts of the verdicts" diff <(printf '%s\n' "${lines[@]}") \
        <(sed -n '/^passed$/,/^Latency/s/^[0-9]*$/&/p' "$scratch/shown" | grep '[0-9]' | head -n "${#lines[@]}")
    mapfile -t lines < <(scenarios "$scratch/$name.json")
    check "$name: there are scenarios" test "${#lines[@]}" -eq 2
    check "$name: each with its figures" diff <(printf '%s\n' "${lines[@]}") \
        <(grep -oE '(PASS|XFAIL|FAIL|SKIP)(\s[0-9]+){3}\s[0-9]+\.[0-9][0-9]$' "$scratch/shown")
    mapfile -t lines < <(metrics "$scratch/$name.json")
    check "$name: there are metrics" test "${#lines[@]}" -gt 10
    check "$name: each with its figures" shows "${lines[@]}"
done

# That these can fail.
sed 's|</main>|<div style="width: 1300px">x</div><script>nonsense()</script>&|; 0,/^<tr><td class="whole">/{//d}' \
    "$scratch/bad.html" >"$scratch/broken.html"
show broken 1280 light
check "what overflows is seen" test "$(line 2)" -gt 1280
check "an error is seen" grep -q 'nonsense is not defined' "$scratch/console"
shows "${lines[@]}"
check "a figure that is missing is seen" test $? -ne 0
exit "$failed"
