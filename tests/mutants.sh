#!/bin/bash
# A sample of the mutants, in the time that `make check` has; `make mutants` runs them all.
exec "$(dirname "$0")/../xen/mutants.sh" 'background-[nrwz]*' default-reads-ones
