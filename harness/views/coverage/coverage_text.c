/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>

#include "harness/support/heap.h"
#include "harness/support/wrap.h"
#include "harness/views/coverage/coverage.h"

#define INDENT "           "

static void put_names(FILE *out, const char *label, const struct scenario **scenarios)
{
    char *names = heap_copy(*scenarios ? "in" : "in no scenario");

    for (; *scenarios; scenarios++) {
        char *longer = heap_format("%s %s", names, (*scenarios)->name);

        free(names);
        names = longer;
    }
    wrap(out, label, names);
    free(names);
}

static const char *const kinds[] = {
    [PROOF_MUTANT] = "mutant", [PROOF_VARIANT] = "variant", [PROOF_FAULT] = "fault"};

static void put_covered(const struct covered *covered, FILE *out)
{
    char *label = heap_format("%-9s", covered->rule->id);

    wrap(out, label, covered->rule->statement);
    free(label);
    for (size_t i = 0; i < covered->test_count; i++) {
        fprintf(out, "  test     %s\n", covered->tests[i].name);
        put_names(out, INDENT, covered->tests[i].scenarios);
    }
    for (const struct scenario **at = covered->refusals; *at; at++)
        fprintf(out, "  refusal  %s\n", (*at)->name);
    for (const struct proof **at = covered->proofs; *at; at++)
        fprintf(out, "  %-8s %s in %s\n", kinds[(*at)->kind], (*at)->name, (*at)->scenario);
    for (const struct expectation **at = covered->known; *at; at++) {
        char *what = heap_format("fails on %s %s: %s", expectation_system(*at),
                                 expectation_range(*at), (*at)->reason);

        wrap(out, "  known    ", what);
        free(what);
    }
    for (const struct scenario **at = covered->hazards; *at; at++)
        wrap(out, "  hazard   ", (*at)->hazard);
    if (covered->rule->untested)
        wrap(out, "  no test  ", covered->rule->untested);
    else if (!covered_by_test(covered))
        wrap(out, "  no test  ", "yet");
    else if (!covered_can_fail(covered))
        wrap(out, "  unproven ", "nothing is known to make its tests fail");
}

void coverage_text(const struct coverage *coverage, FILE *out)
{
    for (size_t i = 0; i < coverage->count; i++)
        put_covered(&coverage->rules[i], out);
    fprintf(out, "\n%zu rules: %zu without a test, %zu with tests that nothing is known to fail\n",
            coverage->count, coverage->without_test, coverage->never_failed);
}
