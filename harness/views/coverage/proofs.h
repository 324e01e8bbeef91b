/* SPDX-License-Identifier: BSD-2-Clause */
/* What shows that a test can fail: mutants of Xen (xen/mutants) and faults of our backend. */
#ifndef HARNESS_PROOFS_H
#define HARNESS_PROOFS_H

#include <stdbool.h>
#include <stddef.h>

#include "harness/catalogue/suites.h"

struct proof {
    char *name;     /* "window-has-no-lanes" */
    char *rule;     /* what has to fail */
    char *scenario; /* where */
    char *breaks;   /* one sentence: what is wrong with the mutant */
    bool is_fault;  /* of the backend, else a mutant of Xen */
};

struct proofs {
    struct proof *list; /* mutants by name, then faults */
    size_t count;
};

/*
 * Reads the header lines of @directory/../xen/mutants/NAME.patch and adds the faults of
 * protocol/fault.h. False after one line on stderr for what is wrong: unreadable, incomplete,
 * a rule or scenario that @suites does not know.
 */
bool proofs_load(const char *directory, const struct suites *suites, struct proofs *out);
void proofs_free(struct proofs *proofs);

#endif
