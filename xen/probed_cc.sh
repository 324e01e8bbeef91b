#!/bin/bash
# Stands for the compiler $REAL_CC in the $PATH of xen/mutants.sh. Xen's makefiles ask it some 90 times in each
# build, however little there is to compile, which version it is and which options it knows: a third
# of the time that all mutants take. Its answers are kept in the folder $ANSWERS.
case $* in
    -dumpversion | *' -Werror -c -o /dev/null -x c /dev/null')
        answer=$ANSWERS/${*//[^[:alnum:]]/_}
        if [ ! -e "$answer" ]; then
            "$REAL_CC" "$@" >"$answer.$$" 2>/dev/null
            echo "exit $?" >"$answer.$$.status"
            mv "$answer.$$.status" "$answer.status"
            mv "$answer.$$" "$answer"
        fi
        [ ! -s "$answer" ] || echo "$(<"$answer")"
        . "$answer.status"
        ;;
esac
exec "$REAL_CC" "$@"
