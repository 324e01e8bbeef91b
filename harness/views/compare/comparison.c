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

size_t comparison_tally_scenarios(const struct comparison *comparison, enum change_kind change)
{
    size_t count = 0;

    for (size_t i = 0; i < comparison->scenario_count; i++)
        count += comparison->scenarios[i].change == change;
    return count;
}

size_t comparison_tally_tests(const struct comparison *comparison, enum change_kind change)
{
    size_t count = 0;

    for (size_t i = 0; i < comparison->test_count; i++)
        count += comparison->tests[i].change == change;
    return count;
}

size_t comparison_tally_metrics(const struct comparison *comparison, enum change_kind change)
{
    size_t count = 0;

    for (size_t i = 0; i < comparison->metric_count; i++)
        count += comparison->metrics[i].change == change;
    return count;
}

enum change_kind comparison_worst(const struct comparison *comparison)
{
    enum change_kind worst = CHANGE_WORSE;

    while (worst > CHANGE_NONE && !comparison_tally_scenarios(comparison, worst) &&
           !comparison_tally_tests(comparison, worst) &&
           !comparison_tally_metrics(comparison, worst))
        worst--;
    return worst < CHANGE_UNTOLD && !comparison->compared ? CHANGE_UNTOLD : worst;
}

int comparison_status(const struct comparison *comparison)
{
    switch (comparison_worst(comparison)) {
    case CHANGE_WORSE:
        return EXIT_FAIL;
    case CHANGE_UNTOLD:
        return EXIT_ERROR;
    default:
        return EXIT_OK;
    }
}
