/* SPDX-License-Identifier: BSD-2-Clause */
/* Measurements: metric and sample records. */
#include "harness/judge/judge_state.h"

#include <stdlib.h>
#include <string.h>

#include "harness/catalogue/metrics.h"
#include "harness/support/heap.h"
#include "harness/support/words.h"

#define SAMPLES_MAX 1000000 /* of one metric */

/* The running test's last metric, or NULL. */
static struct metric *last_metric(const struct judge *judge)
{
    return judge->metrics ? &judge->outcome->metrics[judge->outcome->metric_count - 1] : NULL;
}

void judge_check_samples(struct judge *judge)
{
    const struct metric *last = last_metric(judge);

    if (last && last->count != judge->announced)
        judge_problem(judge, VERDICT_ERROR, "%s: %zu samples announced, %zu arrived", last->id,
                      judge->announced, last->count);
}

void judge_on_metric(struct judge *judge, struct record *record)
{
    struct outcome *outcome = judge->outcome;
    const struct declared_metric *declared;
    char *rest = record->payload, *id = word_take(&rest), *unit = word_take(&rest);
    uint64_t count, overhead, batch = 1;

    if (!*id || (strcmp(unit, "insn") && strcmp(unit, "ns")) || !word_take_number(&rest, &count) ||
        !word_take_number(&rest, &overhead) || (*rest && !word_take_number(&rest, &batch)) ||
        *rest || !count || count > SAMPLES_MAX || !batch) {
        judge_malformed(judge, record);
        return;
    }
    for (size_t i = 0; i < outcome->metric_count; i++)
        if (!strcmp(outcome->metrics[i].id, id)) {
            judge_problem(judge, VERDICT_ERROR, "%s was measured twice", id);
            return;
        }
    if (outcome->metric_count && strcmp(outcome->metrics[0].unit, unit)) {
        judge_problem(judge, VERDICT_ERROR, "%s is in %s, %s in %s: one run has one clock", id,
                      unit, outcome->metrics[0].id, outcome->metrics[0].unit);
        return;
    }
    judge_check_samples(judge);
    judge->metrics++;
    judge->announced = (size_t)count;
    declared = metrics_find(id);
    if (!declared)
        judge_problem(judge, VERDICT_ERROR, "%s was measured, but no METRIC() declares it", id);
    heap_append(outcome->metrics, outcome->metric_count,
                (struct metric){.id = heap_copy(id),
                                .label = heap_copy(declared ? declared->label : id),
                                .of = declared && declared->of ? heap_copy(declared->of) : NULL,
                                .kvm = declared && declared->kvm ? heap_copy(declared->kvm) : NULL,
                                .phased = declared && declared->phased,
                                .unit = heap_copy(unit),
                                .overhead = overhead,
                                .batch = batch});
}

static int by_order(const void *a, const void *b)
{
    return metrics_order(((const struct metric *)a)->id, ((const struct metric *)b)->id);
}

void judge_sort_metrics(struct outcome *outcome)
{
    if (outcome->metric_count)
        qsort(outcome->metrics, outcome->metric_count, sizeof(outcome->metrics[0]), by_order);
}

/* "<value>" or "<value>x<times>". */
static bool read_run(char *word, uint64_t *value, uint64_t *times)
{
    char *x = strchr(word, 'x');

    *times = 1;
    if (x)
        *x++ = '\0';
    return word_number(word, value) && (!x || word_number(x, times)) && *times;
}

void judge_on_sample(struct judge *judge, struct record *record)
{
    char *rest = record->payload, *id = word_take(&rest);
    struct metric *metric = last_metric(judge);
    uint64_t value, times;

    if (!metric || strcmp(metric->id, id)) {
        judge_problem(judge, VERDICT_ERROR, "record %04x: samples of %s, which was not announced",
                      record->seq, id);
        return;
    }
    do {
        if (!read_run(word_take(&rest), &value, &times)) {
            judge_malformed(judge, record);
            return;
        }
        if (times > judge->announced - metric->count) {
            judge_problem(judge, VERDICT_ERROR, "%s: more samples than the %zu announced", id,
                          judge->announced);
            return;
        }
        while (times--)
            heap_append(metric->samples, metric->count, value);
    } while (*rest);
}
