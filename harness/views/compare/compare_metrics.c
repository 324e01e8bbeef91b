/* SPDX-License-Identifier: BSD-2-Clause */
/* Medians against medians: exact in instructions, with an interval where a clock was read. */
#include "harness/views/compare/compare.h"

#include <math.h>
#include <string.h>

#include "harness/result/metric_names.h"
#include "harness/support/heap.h"
#include "harness/views/compare/confidence.h"

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

    *percent = comparison->percent < 0 ? limits[i].percent : comparison->percent;
    *absolute = comparison->absolute < 0 ? limits[i].absolute : comparison->absolute;
}

static bool counts(const struct comparison *comparison, const struct metric_change *change)
{
    double percent, absolute;

    comparison_limits(comparison, change->old->unit, &percent, &absolute);
    /* From 0 on, whatever comes is more than any percentage. */
    return fabs(change->difference) > absolute &&
           (!change->old->stats.p50 || fabs(change->percent) > percent);
}

static void compare_medians(const struct comparison *comparison, struct metric_change *change)
{
    const struct stats *old = &change->old->stats, *new = &change->new->stats;

    change->difference = (double)new->p50 - (double)old->p50;
    change->percent = old->p50 ? 100 * change->difference / (double)old->p50 : 0;
    if (!strcmp(change->old->unit, "insn"))
        change->doubt = DOUBT_NONE;
    else if (!confidence_of_medians(change->old->samples, old->n, change->new->samples, new->n,
                                    &change->low, &change->high))
        change->doubt = DOUBT_FEW;
    else
        change->doubt = change->low > 0 || change->high < 0 ? DOUBT_SURE : DOUBT_NOISE;
    if (change->doubt <= DOUBT_SURE && counts(comparison, change))
        change->change = change->difference > 0 ? CHANGE_WORSE : CHANGE_BETTER;
}

/* The metrics of a rule come from its tests: its id is what stands before the dot. */
static bool is_of_rule(const struct saved_metric *metric, const char *rule)
{
    const size_t length = strcspn(metric->id, ".");

    return !strncmp(metric->id, rule, length) && !rule[length];
}

/*
 * Whether --rule leaves @metric in: all tests of its rule are chosen, so that it must be there.
 * Which of them measured it the report does not say.
 */
static bool is_chosen(const struct options *options, const struct saved_scenario *scenario,
                      const struct saved_metric *metric)
{
    bool found = false;

    if (!options->rules.count)
        return true;
    for (size_t i = 0; i < scenario->test_count; i++) {
        const struct saved_test *test = &scenario->tests[i];

        if (!is_of_rule(metric, test->rule))
            continue;
        if (!globs_match(&options->rules, test->rule) && !globs_match(&options->rules, test->name))
            return false;
        found = true;
    }
    return found;
}

static void compare_metric(const struct saved_scenario *scenario, const struct saved_metric *old,
                           const struct saved_metric *new, struct comparison *out)
{
    struct metric_change change = {.scenario = scenario, .old = old, .new = new};

    if (!old || !new) {
        change.doubt = DOUBT_SIDE;
        change.change = old ? CHANGE_UNTOLD : CHANGE_OTHER;
    } else if (strcmp(old->unit, new->unit)) {
        change.doubt = DOUBT_UNITS;
        change.change = CHANGE_UNTOLD;
    } else {
        compare_medians(out, &change);
    }
    heap_append(out->metrics, out->metric_count, change);
}

void compare_metrics(const struct options *options, const struct saved_scenario *old,
                     const struct saved_scenario *new, struct comparison *out)
{
    for (size_t rank = 0; rank <= metric_name_count; rank++) {
        for (size_t i = 0; i < old->metric_count; i++) {
            const struct saved_metric *before = &old->metrics[i];
            const struct saved_metric *now = saved_find_metric(new, before->id);

            if (metric_rank(before->id) == rank && is_chosen(options, old, before))
                compare_metric(now ? new : old, before, now, out);
        }
        for (size_t i = 0; i < new->metric_count; i++)
            if (metric_rank(new->metrics[i].id) == rank &&
                is_chosen(options, new, &new->metrics[i]) &&
                !saved_find_metric(old, new->metrics[i].id))
                compare_metric(new, NULL, &new->metrics[i], out);
    }
}
