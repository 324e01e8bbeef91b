/* SPDX-License-Identifier: BSD-2-Clause */
#include "harness/views/compare/compare.h"

#include <stdlib.h>
#include <string.h>

#include "harness/support/heap.h"

const char *change_name(enum change change)
{
    static const char *const names[CHANGES] = {"same", "other", "better", "untold", "worse"};

    return names[change];
}

/* A test that did not run, or could not tell, says as little as one that is not there. */
static bool is_untold(enum verdict verdict)
{
    return verdict == VERDICT_SKIP || verdict == VERDICT_ERROR;
}

static enum change change_of(enum verdict old, enum verdict new)
{
    if (old == new)
        return CHANGE_NONE;
    if (is_untold(new))
        return CHANGE_UNTOLD;
    if (new > VERDICT_ERROR)
        return is_untold(old) || new > old ? CHANGE_WORSE : CHANGE_OTHER;
    return old > VERDICT_ERROR ? CHANGE_BETTER : CHANGE_OTHER;
}

static bool is_chosen(const struct options *options, const struct saved_test *test)
{
    return !options->rules.count || globs_match(&options->rules, test->rule) ||
           globs_match(&options->rules, test->name);
}

static void compare_test(const struct saved_scenario *scenario, const struct saved_test *old,
                         const struct saved_test *new, struct comparison *out)
{
    struct test_change change = {CHANGE_OTHER, scenario, old, new};

    if (!new)
        change.change = CHANGE_UNTOLD;
    else if (old)
        change.change = change_of(old->verdict, new->verdict);
    out->compared += old && new;
    if (change.change)
        heap_append(out->tests, out->test_count, change);
}

static void compare_tests(const struct options *options, const struct saved_scenario *old,
                          const struct saved_scenario *new, struct comparison *out)
{
    for (size_t i = 0; i < old->test_count; i++) {
        const struct saved_test *before = &old->tests[i];
        const struct saved_test *now = saved_find_test(new, before->name);

        if (is_chosen(options, before))
            compare_test(now ? new : old, before, now, out);
    }
    for (size_t i = 0; i < new->test_count; i++)
        if (is_chosen(options, &new->tests[i]) && !saved_find_test(old, new->tests[i].name))
            compare_test(new, NULL, &new->tests[i], out);
}

/* A crash or a garbled console may be no test's: then it is the scenario's. */
static void compare_whole(const struct saved_scenario *old, const struct saved_scenario *new,
                          struct comparison *out)
{
    const enum change change = change_of(old->verdict, new->verdict);

    if (change >= CHANGE_UNTOLD && !saved_scenario_tally(new, new->verdict))
        heap_append(out->scenarios, out->scenario_count,
                    (struct scenario_change){change, old, new});
}

/* Whether anything of @scenario is chosen at all. */
static bool has_chosen(const struct options *options, const struct saved_scenario *scenario)
{
    if (options->scenarios.count && !globs_match(&options->scenarios, scenario->name))
        return false;
    for (size_t i = 0; i < scenario->test_count; i++)
        if (is_chosen(options, &scenario->tests[i]))
            return true;
    return !options->rules.count;
}

void compare(const struct options *options, const struct saved *old, const struct saved *new,
             struct comparison *out)
{
    *out = (struct comparison){
        .old = old, .new = new, .percent = options->threshold, .absolute = options->threshold_abs};
    for (size_t i = 0; i < old->scenario_count; i++) {
        const struct saved_scenario *before = &old->scenarios[i];
        const struct saved_scenario *now = saved_find(new, before->name);

        if (!has_chosen(options, before))
            continue;
        if (!now) {
            heap_append(out->scenarios, out->scenario_count,
                        (struct scenario_change){CHANGE_UNTOLD, before, NULL});
            continue;
        }
        compare_whole(before, now, out);
        compare_tests(options, before, now, out);
        compare_metrics(options, before, now, out);
    }
    for (size_t i = 0; i < new->scenario_count; i++)
        if (has_chosen(options, &new->scenarios[i]) && !saved_find(old, new->scenarios[i].name))
            heap_append(out->scenarios, out->scenario_count,
                        (struct scenario_change){CHANGE_OTHER, NULL, &new->scenarios[i]});
    compare_facts(options, out);
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

size_t comparison_tally_scenarios(const struct comparison *comparison, enum change change)
{
    size_t count = 0;

    for (size_t i = 0; i < comparison->scenario_count; i++)
        count += comparison->scenarios[i].change == change;
    return count;
}

size_t comparison_tally_tests(const struct comparison *comparison, enum change change)
{
    size_t count = 0;

    for (size_t i = 0; i < comparison->test_count; i++)
        count += comparison->tests[i].change == change;
    return count;
}

size_t comparison_tally_metrics(const struct comparison *comparison, enum change change)
{
    size_t count = 0;

    for (size_t i = 0; i < comparison->metric_count; i++)
        count += comparison->metrics[i].change == change;
    return count;
}

enum change comparison_worst(const struct comparison *comparison)
{
    enum change worst = CHANGE_WORSE;

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
