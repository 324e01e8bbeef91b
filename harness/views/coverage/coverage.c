/* SPDX-License-Identifier: BSD-2-Clause */
#include "harness/views/coverage/coverage.h"

#include <stdlib.h>
#include <string.h>

#include "harness/catalogue/catalogue.h"
#include "harness/support/heap.h"

const struct scenario **scenarios_running(const struct scenario **scenarios,
                                          const struct test *test)
{
    const struct scenario **in = NULL;
    size_t count = 0;

    for (; *scenarios; scenarios++)
        if (catalogue_runs(*scenarios, test))
            heap_append(in, count, *scenarios);
    heap_append(in, count, NULL);
    return in;
}

static void add_tests(struct covered *to, const struct scenario **scenarios)
{
    const struct test **tests = catalogue_all(NULL);

    for (const struct test **at = tests; *at; at++) {
        char name[TEST_NAME_MAX + 1];
        struct covering covering = {.title = (*at)->title};

        /* Those of the hostile group are about the other tests: see add_proofs(). */
        if (strcmp((*at)->rule, to->rule->id) || !strcmp((*at)->group, "hostile"))
            continue;
        covering.name = heap_copy(test_name(*at, name));
        covering.scenarios = scenarios_running(scenarios, *at);
        heap_append(to->tests, to->test_count, covering);
    }
    free(tests);
}

static void add_refusals(struct covered *to, const struct scenario **scenarios)
{
    size_t count = 0;

    for (; *scenarios; scenarios++)
        if ((*scenarios)->refusal && !strcmp((*scenarios)->rule, to->rule->id))
            heap_append(to->refusals, count, *scenarios);
    heap_append(to->refusals, count, NULL);
}

/* Hazards hold what takes the host down, and nothing else. */
static void add_hazards(struct covered *to)
{
    size_t count = 0;

    for (size_t i = 0; i < to->test_count; i++)
        for (const struct scenario **at = to->tests[i].scenarios; *at; at++)
            if ((*at)->hazard)
                heap_append(to->hazards, count, *at);
    heap_append(to->hazards, count, NULL);
}

static void add_proofs(struct covered *to, const struct proofs *proofs)
{
    size_t count = 0;

    for (size_t i = 0; i < proofs->count; i++)
        if (!strcmp(proofs->list[i].rule, to->rule->id))
            heap_append(to->proofs, count, &proofs->list[i]);
    heap_append(to->proofs, count, NULL);
}

static bool is_about(const struct expectation *expectation, const char *rule)
{
    const struct test **tests = catalogue_all(NULL);
    bool found = false;

    for (const struct test **at = tests; *at && !found; at++)
        found = !strcmp((*at)->rule, rule) && expectation_covers(expectation, *at);
    free(tests);
    return found;
}

static void add_known(struct covered *to, const struct expectations *expectations)
{
    size_t count = 0;

    for (size_t i = 0; i < expectations->count; i++)
        if (is_about(&expectations->list[i], to->rule->id))
            heap_append(to->known, count, &expectations->list[i]);
    heap_append(to->known, count, NULL);
}

bool covered_by_test(const struct covered *covered)
{
    return covered->test_count || covered->refusals[0];
}

bool covered_can_fail(const struct covered *covered)
{
    return covered->proofs[0] || covered->known[0] || covered->hazards[0];
}

static bool is_selected(const struct rule *rule, const char *const *select)
{
    const struct test any = {.group = "", .name = "", .rule = rule->id};

    return test_selected(&any, select);
}

void coverage_collect(const struct suites *suites, const struct scenario **scenarios,
                      const struct proofs *proofs, const char *const *select, struct coverage *out)
{
    *out = (struct coverage){0};
    for (size_t i = 0; i < suites->rules.count; i++) {
        struct covered covered = {.rule = &suites->rules.list[i]};

        if (!is_selected(covered.rule, select))
            continue;
        add_tests(&covered, scenarios);
        add_refusals(&covered, scenarios);
        add_hazards(&covered);
        add_proofs(&covered, proofs);
        add_known(&covered, &suites->expectations);
        out->without_test += !covered_by_test(&covered) && !covered.rule->untested;
        out->never_failed += covered_by_test(&covered) && !covered_can_fail(&covered);
        heap_append(out->rules, out->count, covered);
    }
}

void coverage_free(struct coverage *coverage)
{
    for (size_t i = 0; i < coverage->count; i++) {
        struct covered *covered = &coverage->rules[i];

        for (size_t k = 0; k < covered->test_count; k++) {
            free(covered->tests[k].name);
            free(covered->tests[k].scenarios);
        }
        free(covered->tests);
        free(covered->refusals);
        free(covered->hazards);
        free(covered->proofs);
        free(covered->known);
    }
    free(coverage->rules);
    *coverage = (struct coverage){0};
}
