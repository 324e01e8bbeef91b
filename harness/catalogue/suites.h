/* SPDX-License-Identifier: BSD-2-Clause */
/* What the folder suites/ declares, loaded and checked against the tests in this program. */
#ifndef HARNESS_SUITES_H
#define HARNESS_SUITES_H

#include <stdbool.h>

#include "harness/catalogue/expectations.h"
#include "harness/catalogue/rules.h"
#include "harness/catalogue/scenarios.h"
#include "harness/support/globs.h"

struct suites {
    struct scenarios scenarios;
    struct rules rules;
    struct expectations expectations;
};

/*
 * @expect: a file of known failures, "none", or NULL for expectations.cfg in @directory. Returns
 * false after a line on stderr for what is wrong.
 */
bool suites_load(const char *directory, const char *expect, struct suites *out);
void suites_free(struct suites *suites);

/*
 * Whether each glob of a scenario's `tests` chooses a test that it can run: one that does not has
 * outlived its test. A line on stderr for each that does not.
 */
bool suites_check(const struct suites *suites);

/* What the command line chooses of them. */
struct choice {
    struct globs scenarios;
    struct globs rules;  /* on rule or group.test */
    const char *machine; /* "xen" or "qemu"; NULL: not given */
    bool vpci_built;     /* there is a Xen for the scenarios vpci-* */
    bool dtbo_built;     /* and for dtbo */
    bool hazard;         /* boots that take the host down may be named */
};

/*
 * The scenarios that match a glob of .scenarios, or all default ones if there is none; of these,
 * the ones in which a test that matches a glob of .rules can run. @to_boot: a hazard must be named,
 * and allowed. In the file's order, ends with NULL, free() the array. NULL after one line on stderr
 * if a glob matches nothing or nothing is left.
 */
const struct scenario **suites_choose(const struct suites *suites, const struct choice *choice,
                                      bool to_boot);

#endif
