#!/bin/bash
# A sample of the mutants, in the time that `make check` has; `make mutants` runs them all.
exec "$(dirname "$0")/../../xen/mutants.sh" background-reads-zero background-write-traps \
    background-over-ioreq background-no-write-back default-reads-ones
