/* SPDX-License-Identifier: BSD-2-Clause */
#include "harness/views/compare/comparison.h"

#include <stdlib.h>
#include <string.h>

#include "protocol/config.h"

const char *change_name(enum change_kind change)
{
    static const char *const names[CHANGES] = {"same", "other", "better", "untold", "worse"};

    return names[change];
}

/*
 * The least that counts. Instructions are exact, but whatever moves a timer tick moves the medians
 * by a few; two boots of one machine differ by more than the samples of one boot tell.
 */
static const struct {
    const char *unit;
    double percent, absolute;
} limits[] = {{"insn", 0.1, 10}, {"ns", 5, 50}};

void comparison_limits(const struct comparison *comparison, const char *unit, double *percent,
                       double *absolute)
{
    const size_t i = strcmp(unit, limits[0].unit) != 0;

    *percent = comparison->options.percent < 0 ? limits[i].percent : comparison->options.percent;
    *absolute =
        comparison->options.absolute < 0 ? limits[i].absolute : comparison->options.absolute;
}

void comparison_free(struct comparison *comparison)
{
    for (size_t i = 0; i < comparison->fact_count; i++)
        free(comparison->facts[i].scenarios);
    free(comparison->scenarios);
    free(comparison->tests);
    free(comparison->metrics);
    free(comparison->facts);
    *comparison = (struct comparison){0};
}

enum change_kind comparison_worst(const struct comparison *comparison)
{
    enum change_kind worst = CHANGE_WORSE;

    while (worst > CHANGE_NONE && !comparison->tally.scenarios[worst] &&
           !comparison->tally.tests[worst] && !comparison->tally.metrics[worst])
        worst--;
    return worst < CHANGE_UNKNOWN && !comparison->compared ? CHANGE_UNKNOWN : worst;
}

int comparison_status(const struct comparison *comparison)
{
    switch (comparison_worst(comparison)) {
    case CHANGE_WORSE:
        return EXIT_FAIL;
    case CHANGE_UNKNOWN:
        return EXIT_ERROR;
    default:
        return EXIT_OK;
    }
}

const char *change_remark(const struct metric_change *change)
{
    switch (change->doubt) {
    case DOUBT_UNITS:
        return "not comparable";
    case DOUBT_SIDE:
        return change->old ? "gone" : "new";
    case DOUBT_FEW:
        return "too few to tell";
    case DOUBT_HOST:
        return "host too noisy to tell";
    case DOUBT_NOISE:
        return "no significant change";
    default:
        return change->change == CHANGE_WORSE    ? "slower"
               : change->change == CHANGE_BETTER ? "faster"
               : change->difference              ? "too small to count"
                                                 : "";
    }
}

bool change_is_shown(const struct metric_change *change)
{
    return change->change || (change->doubt <= DOUBT_SURE && change->difference);
}

const char *change_verdict(const struct test_result *test)
{
    return test ? verdict_name(test->verdict) : "none";
}
