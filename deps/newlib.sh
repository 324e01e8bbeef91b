#!/bin/bash
# Builds what the bare-metal images use of newlib, their C library, into build/deps/newlib: its headers
# and lib/libc.a. newlib's own configure and make would take longer than everything else together.
set -euo pipefail
cd "$(dirname "$0")/.."
. deps/lib.sh

CC=aarch64-linux-gnu-gcc

# Sources below newlib/libc. If an image does not link because one of newlib's functions is undefined,
# its source is missing here. A source that this version of newlib does not have is left out.
sources=(
    ctype/ctype_.c
    errno/errno.c
    locale/{locale,localeconv}.c
    machine/aarch64/setjmp.S
    reent/{closer,fstatr,impure,isattyr,lseekr,readr,reent,sbrkr,writer}.c
    stdio/{fflush,findfp,fputwc,fvwrite,fwalk,makebuf,printf,puts,snprintf,sprint_r,ssprint_r,sfputs_r,ssputs_r,stdio,vsnprintf,wbuf,wsetup}.c
    stdlib/{exit,mbtowc_r,mlock,strtol,strtoul,strtoll,strtoull,wcrtomb,wctomb_r}.c
    search/qsort.c
    string/mem{chr,cmp,cpy,move,set}.c
    string/str{chr,cmp,cpy,cspn,len,ncat,ncmp,ncpy,nlen,rchr,spn,str}.c
)
# Sources of several functions, one at a time.
variants=(
    stdio/vfprintf.c:{,STRING_ONLY,INTEGER_ONLY,INTEGER_ONLY+STRING_ONLY}
    stdlib/nano-mallocr.c:DEFINE_{MALLOC,FREE,CALLOC,REALLOC,MALLOC_USABLE_SIZE}
)

# Position independent, for any load address, and without the SIMD registers, which our exception frames
# do not hold. What moves and fills memory is compiled for speed, the rest for size.
cflags=(-mgeneral-regs-only -fpie -ffunction-sections -fdata-sections -fno-stack-protector -mno-outline-atomics
    -fno-asynchronous-unwind-tables -fno-builtin)
defines=(-D_COMPILING_NEWLIB -D_LIBC -DINTERNAL_NEWLIB -DHAVE_INIT_FINI -D__SINGLE_THREAD__ -D__NO_SYSCALLS__
    -DNO_FLOATING_POINT)

# What configure would write for one thread, a small malloc, a small struct _reent, and printf with
# C99's integer formats (newlib's nano formatter has no %zu, %llx) but without floating point.
settings=(
    _ATEXIT_DYNAMIC_ALLOC _FSEEK_OPTIMIZATION _FVWRITE_IN_STREAMIO
    _HAVE_CC_INHIBIT_LOOP_TO_LIBCALL _HAVE_INITFINI_ARRAY _HAVE_LONG_DOUBLE _LITE_EXIT _MB_LEN_MAX
    _NANO_MALLOC _REENT_CHECK_VERIFY _UNBUF_STREAM_OPT _WANT_IO_C99_FORMATS _WANT_IO_LONG_LONG
    _WANT_REENT_SMALL _WIDE_ORIENT
)

# Lines "OBJECT SOURCE -O... [-DNAME...]".
objects() {
    local source names optimize

    for source in "${sources[@]}" "${variants[@]}"; do
        names=${source#*:}
        [ "$names" != "$source" ] || names=
        source=${source%:*}
        optimize=-Os
        [[ $source != string/mem* ]] || optimize=-O2
        [ ! -e "libc/$source" ] ||
            echo "objects/$(basename "$source")$names.o" "libc/$source" $optimize ${names:+-D${names//+/ -D}}
    done
}

build() { # TARBALL
    cd "$new" &&
        tar -xf "$1" --strip-components=2 --wildcards '*/newlib/libc/*' &&
        mkdir objects newlib/lib &&
        cp -r libc/include newlib &&
        for folder in machine sys; do # the latter since newlib 4
            [ ! -d libc/machine/aarch64/$folder ] || cp -r libc/machine/aarch64/$folder newlib/include ||
                return
        done &&
        printf '#define %s 1\n' "${settings[@]}" >newlib/include/newlib.h &&
        : >newlib/include/_newlib_version.h &&
        objects | xargs -P "$(nproc)" -L 1 "$CC" "${cflags[@]}" "${defines[@]}" -nostdinc -Ilibc/string \
            -isystem newlib/include -isystem "$("$CC" -print-file-name=include)" -c -o &&
        aarch64-linux-gnu-ar rcs newlib/lib/libc.a objects/*.o
}

tarball=$(find /usr/src/newlib -name 'newlib-*.tar.*' 2>/dev/null | sort -V | tail -n 1)
[ -n "$tarball" ] || die "no newlib source in /usr/src/newlib: apt-get install --reinstall newlib-source"

inputs=$(printf '%s\n' "$tarball" "$("$CC" --version | sed -n 1p)" && cksum <deps/newlib.sh)
if begin newlib "$inputs"; then
    say "building newlib, the images' C library"
    (build "$tarball") >"$log" 2>&1 || {
        tail -n 15 "$log" >&2
        die "newlib does not build; the whole log is $log"
    }
    finish
fi
