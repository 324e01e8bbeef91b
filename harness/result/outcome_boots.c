/* SPDX-License-Identifier: BSD-2-Clause */
#include "harness/result/outcome_boots.h"

#include <stdlib.h>
#include <string.h>

#include "harness/support/heap.h"

#define BOOTS "machine.boots" /* a fact; absent: one */

size_t outcome_boots(const struct outcome *outcome)
{
    const char *boots = fact_known(&outcome->facts, BOOTS);
    const unsigned long count = boots ? strtoul(boots, NULL, 10) : 1;

    return count ? count : 1;
}

/* A metric that @outcome, of @boots boots so far, and @next do not have alike; NULL: none. */
static const struct metric *odd_metric(const struct outcome *outcome, const struct outcome *next,
                                       size_t boots)
{
    for (size_t i = 0; i < outcome->metric_count; i++) {
        const struct metric *metric = &outcome->metrics[i];
        const struct metric *more = outcome_metric(next, metric->id);

        if (!more || more->count * boots != metric->count)
            return metric;
    }
    for (size_t i = 0; i < next->metric_count; i++)
        if (!outcome_metric(outcome, next->metrics[i].id))
            return &next->metrics[i];
    return NULL;
}

static void refuse(struct outcome *outcome, const struct metric *metric)
{
    outcome->verdict = VERDICT_ERROR;
    free(outcome->reason);
    outcome->reason = heap_format("two boots did not measure %s equally often", metric->id);
    heap_append(outcome->problems, outcome->problem_count, heap_copy(outcome->reason));
}

static void add_samples(struct outcome *outcome, const struct outcome *next)
{
    for (size_t i = 0; i < outcome->metric_count; i++) {
        struct metric *metric = &outcome->metrics[i];
        const struct metric *more = outcome_metric(next, metric->id);

        for (size_t k = 0; k < more->count; k++)
            heap_append(metric->samples, metric->count, more->samples[k]);
        metric->stats = stats_of(metric->samples, metric->count);
    }
}

struct outcome *outcome_add_boot(struct outcome *outcome, struct outcome *next)
{
    const bool keep = outcome->verdict > VERDICT_XFAIL || next->verdict <= VERDICT_XFAIL;
    struct outcome *kept = keep ? outcome : next, *other = keep ? next : outcome;
    const size_t boots = outcome_boots(outcome);
    const struct metric *odd;

    kept->seconds += other->seconds;
    kept->waited += other->waited;
    if (kept->verdict <= VERDICT_XFAIL) {
        odd = odd_metric(kept, other, boots);
        if (odd)
            refuse(kept, odd);
        else
            add_samples(kept, other);
        facts_set_number(&kept->facts, BOOTS, boots + 1);
    }
    outcome_free(other);
    return kept;
}
