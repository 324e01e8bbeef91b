/* SPDX-License-Identifier: BSD-2-Clause */
/* The tests of all suites, as linked into this program by protocol/test.h's TEST(). */
#ifndef HARNESS_CATALOGUE_H
#define HARNESS_CATALOGUE_H

#include <stdbool.h>
#include <stddef.h>

#include "harness/catalogue/scenario.h"

struct rules;

/* All tests in run order; ends with NULL. free() the array. */
const struct test **catalogue_all(size_t *count);

/*
 * The tests that @scenario must run, in run order; ends with NULL, free() the array. A refusal runs
 * none: its one result is the boot itself. @select: NULL or globs on rule or group.test.
 */
const struct test **catalogue_select(const struct scenario *scenario, const char *const *select,
                                     size_t *count);

/* Whether @test is one of them, if nothing is selected. */
bool catalogue_runs(const struct scenario *scenario, const struct test *test);

/* Whether @scenario, narrowed by @select, has anything to tell; if not, do not boot it. */
bool catalogue_has(const struct scenario *scenario, const char *const *select);

/*
 * The test that stands for a refusal's boot: "<group>.refusal", its rule and title the scenario's.
 * Release with catalogue_refusal_free().
 */
struct test *catalogue_refusal(const struct scenario *scenario);
void catalogue_refusal_free(struct test *test);

/* Start-up check: no two tests of one name, every test's rule known. One line on stderr for each
 * offence; false if there was any. */
bool catalogue_check(const struct rules *rules);

#endif
