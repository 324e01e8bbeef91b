/* SPDX-License-Identifier: BSD-2-Clause */
/* What the folder suites/ declares, loaded and checked against the tests in this program. */
#ifndef HARNESS_SUITES_H
#define HARNESS_SUITES_H

#include <stdbool.h>

#include "harness/catalogue/expectations.h"
#include "harness/catalogue/rules.h"
#include "harness/catalogue/scenario.h"
#include "harness/command/options.h"

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

/*
 * The scenarios that @options choose: those its --scenario globs match, else all default ones; of
 * these, the ones in which a test that its --rule globs match can run. In the file's order, ends
 * with NULL, free() the array. NULL after one line on stderr if a glob matches nothing or nothing
 * is left.
 */
const struct scenario **suites_choose(const struct suites *suites, const struct options *options);

#endif
