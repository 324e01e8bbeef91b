/* SPDX-License-Identifier: BSD-2-Clause */
/* Medians against medians: exact in instructions, with an interval where a clock was read. */
#include "harness/views/compare/comparison.h"

#include <math.h>
#include <string.h>

#include "harness/result/outcome.h"
#include "harness/support/heap.h"
#include "harness/views/compare/confidence.h"

/* Shares of the time that QEMU waited for a CPU: at most, and in one run more than in the other. */
#define HOST_BUSY  0.5
#define HOST_APART 0.2

static double waited(const struct outcome *outcome)
{
    return outcome->seconds > 0 ? outcome->waited / outcome->seconds : 0;
}

/* Whether the host had little else to do, and about as much, while @old and @new were measured. */
static bool hosts_alike(const struct outcome *old, const struct outcome *new)
{
    return fmax(waited(old), waited(new)) <= HOST_BUSY &&
           fabs(waited(new) - waited(old)) <= HOST_APART;
}

static bool counts(const struct comparison *comparison, const struct metric_change *change)
{
    double percent, absolute;

    comparison_limits(comparison, change->old->unit, &percent, &absolute);
    /* From 0 on, whatever comes is more than any percentage. */
    return fabs(change->difference) > absolute &&
           (!change->old->stats.p50 || fabs(change->percent) > percent);
}

static void compare_medians(const struct comparison *comparison, bool alike,
                            struct metric_change *change)
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
    if (change->doubt > DOUBT_SURE || !counts(comparison, change))
        return;
    if (change->doubt == DOUBT_SURE && !alike) {
        change->doubt = DOUBT_HOST;
        change->change = CHANGE_UNKNOWN;
    } else {
        change->change = change->difference > 0 ? CHANGE_WORSE : CHANGE_BETTER;
    }
}

/* The metrics of a rule come from its tests: its id is what stands before the dot. */
static bool is_of_rule(const struct metric *metric, const char *rule)
{
    const size_t length = strcspn(metric->id, ".");

    return !strncmp(metric->id, rule, length) && !rule[length];
}

/*
 * Whether --rule leaves @metric in: all tests of its rule are chosen, so that it must be there.
 * Which of them measured it is not in the report.
 */
static bool is_chosen(const struct compare_options *options, const struct outcome *outcome,
                      const struct metric *metric)
{
    bool found = false;

    if (!options->rules.count)
        return true;
    for (size_t i = 0; i < outcome->test_count; i++) {
        const struct test_result *test = &outcome->tests[i];

        if (!is_of_rule(metric, test->rule))
            continue;
        if (!globs_match(&options->rules, test->rule) && !globs_match(&options->rules, test->name))
            return false;
        found = true;
    }
    return found;
}

static void compare_metric(const struct outcome *outcome, bool alike, const struct metric *old,
                           const struct metric *new, struct comparison *out)
{
    struct metric_change change = {.outcome = outcome, .old = old, .new = new};

    if (!old || !new) {
        change.doubt = DOUBT_SIDE;
        change.change = old ? CHANGE_UNKNOWN : CHANGE_OTHER;
    } else if (strcmp(old->unit, new->unit)) {
        change.doubt = DOUBT_UNITS;
        change.change = CHANGE_UNKNOWN;
    } else {
        compare_medians(out, alike, &change);
    }
    heap_append(out->metrics, out->metric_count, change);
    out->tally.metrics[change.change]++;
}

void compare_metrics(const struct outcome *old, const struct outcome *new, struct comparison *out)
{
    const bool alike = hosts_alike(old, new);

    for (size_t i = 0; i < old->metric_count; i++) {
        const struct metric *before = &old->metrics[i];
        const struct metric *now = outcome_metric(new, before->id);

        if (is_chosen(&out->options, old, before))
            compare_metric(now ? new : old, alike, before, now, out);
    }
    for (size_t i = 0; i < new->metric_count; i++)
        if (is_chosen(&out->options, new, &new->metrics[i]) &&
            !outcome_metric(old, new->metrics[i].id))
            compare_metric(new, alike, NULL, &new->metrics[i], out);
}
