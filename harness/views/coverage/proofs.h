/* SPDX-License-Identifier: BSD-2-Clause */
/* What shows that a test can fail: mutants of Xen (xen/mutants), variants of a scenario
 * (tests/variants) and faults of our backend. */
#ifndef HARNESS_PROOFS_H
#define HARNESS_PROOFS_H

#include <stdbool.h>
#include <stddef.h>

#include "harness/catalogue/suites.h"

enum proof_kind {
    PROOF_MUTANT,  /* a Xen that is broken on purpose */
    PROOF_VARIANT, /* the scenario, changed so that what its rule says does not happen */
    PROOF_FAULT,   /* of the backend */
};

struct proof {
    enum proof_kind kind;
    char *name;     /* "window-has-no-lanes" */
    char *rule;     /* what has to fail */
    char *scenario; /* where */
    char *breaks;   /* one sentence: what is wrong with it */
};

struct proofs {
    struct proof *list; /* mutants and variants by name, then faults */
    size_t count;
};

/*
 * Reads the header lines of @directory/../xen/mutants/NAME.patch and of
 * @directory/../tests/variants/NAME.variant, and adds the faults of protocol/fault.h. False after
 * one line on stderr for what is wrong: unreadable, incomplete, a rule or scenario that @suites
 * does not know.
 */
bool proofs_load(const char *directory, const struct suites *suites, struct proofs *out);
void proofs_free(struct proofs *proofs);

#endif
