#!/bin/bash
# Who may depend on whom. A part that includes what it may not see does not compile; no file of our C
# and no folder depends on itself in a roundabout way; no name is used for two files or two structs.
# Each of these checks also has to find what is planted here.
#
# A module is a source with its header (x.c, x.S and x.h). It depends on a module of which it includes
# a file, or of which it uses a function or variable. A name that several objects define (main, a
# fake) says nothing about who uses whom. A source without a header of its own that includes one of its
# name from elsewhere is that header's (a home's event channels, say): who uses it depends on the header.
set -euo pipefail
cd "$(dirname "$0")/../.."
. tests/end_to_end/check

repository=$PWD
parts=()
for links in build/include/*/; do # a part sees itself
    part=$(basename "$links")
    [ ! -e "$links/$part" ] || parts+=("$part")
done

our_c() {
    find "${parts[@]}" -name '*.[chS]' -o -name '*.def' 2>/dev/null | sort
}

# Lines "MODULE MODULE WHY".
includes() {
    our_c | xargs grep -H '^ *# *include "' | sed -E \
        's/^(([^:]*)\.[a-zA-Z]+): *# *include "(([^"]*)\.[a-z]+)".*/\2 \4 \1 includes \3/'
}

# Lines "MODULE HEADER'S": what a source without a header of its own belongs to.
owners() {
    local source module name

    our_c | grep '\.c$' | while read -r source; do
        module=${source%.c}
        [ ! -e "$module.h" ] || continue
        name=$(sed -nE 's|^#include "(.*/)?('"${module##*/}"')\.h"$|\1\2|p' "$source")
        [ -z "$name" ] || echo "$module $name"
    done
}

uses() { # FOLDER NM: of the objects in FOLDER, those whose source is gone left out
    local folder=$1 nm=$2 object

    find "$folder" -name "*.o" -printf "%P\n" | sort |
        while read -r object; do
            [ ! -e "${object%.o}" ] || echo "$folder/$object"
        done | xargs "$nm" -A | sed "s|^$folder/||" | awk '
        FILENAME != "-" {
            owner[$1] = $2
            next
        }
        {
            split($1, place, ":")
            file = place[1]
            sub(/\.o$/, "", file)
            type = $(NF - 1)
            if (type ~ /^[TDBRC]$/) {
                definitions[$NF]++
                definer[$NF] = file
            } else if ($0 ~ / U [^ ]+$/) {
                user[file " " $NF] = 1
            }
        }
        function module(file) {
            sub(/\.[a-zA-Z]+$/, "", file)
            return file
        }
        function defined_by(file) {
            file = module(file)
            return file in owner ? owner[file] : file
        }
        END {
            for (use in user) {
                split(use, of, " ")
                if (definitions[of[2]] == 1) {
                    print module(of[1]), defined_by(definer[of[2]]), of[1] " uses " of[2] " of " definer[of[2]]
                }
            }
        }' <(owners) -
}

# Of lines "MODULE MODULE WHY": the same between what the first N components of their paths name, so
# that the entries of one folder, its files and its subfolders, are held against each other.
entries() { # N
    awk -v depth="$1" '
        function entry(path,    name, n, i, result) {
            n = split(path, name, "/")
            result = name[1]
            for (i = 2; i <= n && i <= depth; i++) {
                result = result "/" name[i]
            }
            return result
        }
        {
            from = entry($1)
            to = entry($2)
            if (from != to) {
                sub(/^[^ ]+ [^ ]+/, from " " to)
                print
            }
        }' | sort
}

circles() { # FILE: of its lines, at any depth
    local depth

    for depth in 1 2 3 4; do
        entries "$depth" <"$1" | awk -f "$repository/tests/end_to_end/circles.awk"
    done
}

# But for what each folder has one of, and the patches and mutants that each release of Xen needs.
repeated_files() {
    find . \( -path ./build -o -path ./.git -o -path ./xen/patches -o -path './xen/mutants/vpci/4.*' \) -prune -o -type f -printf '%f\n' |
        grep -vxE 'rules\.cfg|README\.md' | sort | uniq -d
}

repeated_types() {
    our_c | xargs cat | sed -nE 's/^ *(typedef )?(struct|union|enum) ([a-z0-9_]+) \{.*/\3/p' | sort | uniq -d
}

none() { # COMMAND...: prints nothing
    "$@" >"$scratch/report" || true
    [ ! -s "$scratch/report" ]
}

finds() { # TEXT COMMAND...: prints a line with TEXT
    "${@:2}" >"$scratch/report" || true
    grep -qF "$1" "$scratch/report"
}

misplaced_includes() {
    our_c | xargs grep -nE '^ *# *include "([^/"]*"|\.|/)'
}

# The tree as it is.
{ includes; uses build/arm aarch64-linux-gnu-nm; uses build/host nm; } >"$scratch/edges"
check "the graph has edges to look at" test "$(wc -l <"$scratch/edges")" -gt 500
check "no file and no folder depends on itself" none circles "$scratch/edges"
check "each #include is written from the root" none misplaced_includes
check "no two files have one name" none repeated_files
check "no two structs, unions or enums have one name" none repeated_types

# A copy with something wrong in it, built with this tree's Makefile.
mkdir -p "$scratch/tree/build"
cp -a Makefile linker.ld deps xen "${parts[@]}" "$scratch/tree"
ln -s "$repository/build/deps" "$scratch/tree/build/deps"
cd "$scratch/tree"

first_header() { # PART
    find "$1" -name '*.h' | sort | head -n 1
}

include_all() { # PART SEEN...: a source of PART for each SEEN, including its first header
    local seen

    for seen in "${@:2}"; do
        echo "#include \"$(find "$seen" -name '*.h' | sort | head -n 1)\"" >"$1/sees_$seen.c"
        objects+=("build/$([ "$1" = harness ] && echo host || echo arm)/$1/sees_$seen.c.o")
    done
}

for part in "${parts[@]}"; do
    allowed=() forbidden=()
    for other in "${parts[@]}"; do
        if [ -e "$repository/build/include/$part/$other" ]; then
            allowed+=("$other")
        else
            forbidden+=("$other")
        fi
    done
    objects=()
    include_all "$part" "${allowed[@]}"
    make "${objects[@]}" >"$scratch/report" 2>&1 && status=0 || status=$?
    check "$part: can include ${allowed[*]}" test "$status" -eq 0
    [ "${#forbidden[@]}" -gt 0 ] || continue
    objects=()
    include_all "$part" "${forbidden[@]}"
    make -k "${objects[@]}" >"$scratch/report" 2>&1 || true
    check "$part: cannot include ${forbidden[*]}" \
        test "$(grep -c "^$part/sees_.*\.c:1:.* No such file or directory" "$scratch/report")" -eq "${#forbidden[@]}"
    rm "$part"/sees_*.c
done

# Two files in a circle by their includes, two by their calls, two folders without any two files.
mkdir -p harness/{one,two}
echo '#include "harness/one/b.h"' >harness/one/a.h
echo '#include "harness/one/a.h"' >harness/one/b.h
echo '#include "harness/two/d.h"' >harness/one/c.c
echo 'void f(void); void g(void); void f(void) { g(); }' >harness/one/f.c
echo 'void f(void); void g(void); void g(void) { f(); }' >harness/one/g.c
echo '#include "harness/one/e.h"' >harness/two/e.c
echo '#include "../one/a.h"' >harness/two/outside.c
echo 'struct planted { int x; };' | tee harness/one/s.h >harness/two/s.h
for source in f g; do
    mkdir -p build/planted/harness/one
    gcc -c -o build/planted/harness/one/$source.c.o harness/one/$source.c
done
{ includes; uses build/planted nm; } >"$scratch/edges"
check "a circle of #includes is found" finds "harness/one/b.h includes harness/one/a.h" circles "$scratch/edges"
check "a circle of calls is found" finds "harness/one/g.c uses f of harness/one/f.c" circles "$scratch/edges"
check "a circle of folders is found" finds "harness/two/e.c includes harness/one/e.h" circles "$scratch/edges"
check "an #include from elsewhere than the root is found" finds harness/two/outside.c misplaced_includes
check "two files of one name are found" finds s.h repeated_files
check "two structs of one name are found" finds planted repeated_types
exit "$failed"
