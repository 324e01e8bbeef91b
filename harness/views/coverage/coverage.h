/* SPDX-License-Identifier: BSD-2-Clause */
/* For each rule: the tests that check it, where they run, and what is known to make them fail. */
#ifndef HARNESS_COVERAGE_H
#define HARNESS_COVERAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "harness/views/coverage/proofs.h"

/* A test and the scenarios that run it; both lists of scenarios end with NULL. */
struct covering {
    char *name; /* group.test */
    const char *title;
    const struct scenario **scenarios;
};

struct covered {
    const struct rule *rule;
    struct covering *tests;
    size_t test_count;
    /* Configurations that Xen must refuse: the boot itself is the test. */
    const struct scenario **refusals;
    /* Scenarios in which its tests take the host down (scenario.h, .hazard); ends with NULL. */
    const struct scenario **hazards;
    const struct proof **proofs;      /* ends with NULL */
    const struct expectation **known; /* known failures of its tests; ends with NULL */
};

struct coverage {
    struct covered *rules;
    size_t count;
    size_t without_test; /* of these; not counting the rules that say why there can be none */
    size_t never_failed; /* with a test, but nothing is known to make it fail */
};

/* Those of @scenarios (ends with NULL) that run @test; ends with NULL, free() the array. */
const struct scenario **scenarios_running(const struct scenario **scenarios,
                                          const struct test *test);

/* The rules that one of the globs @select (ends with NULL) matches, in the order of the files. */
void coverage_collect(const struct suites *suites, const struct scenario **scenarios,
                      const struct proofs *proofs, const char *const *select, struct coverage *out);
void coverage_free(struct coverage *coverage);

/* Whether something checks the rule. */
bool covered_by_test(const struct covered *covered);
/* Whether something is known to make its tests fail. */
bool covered_can_fail(const struct covered *covered);

void coverage_text(const struct coverage *coverage, FILE *out);
/* False with errno if that could not be written. */
bool coverage_json(const struct coverage *coverage, FILE *out);
void coverage_markdown(const struct coverage *coverage, FILE *out);

#endif
