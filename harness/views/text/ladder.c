/* SPDX-License-Identifier: BSD-2-Clause */
#include "harness/views/text/ladder.h"

#include <inttypes.h>
#include <stdlib.h>

#include "harness/result/outcome.h"
#include "protocol/metric.h"

#define BAR_COLUMNS    9
#define SPREAD_COLUMNS 40
#define SPREAD_LEAST   4 /* buckets */
#define LABEL_COLUMNS  METRIC_LABEL_MAX
#define HEADER         "%9s%9s%9s%9s%9s%9s%6s\n"

/* What the line of a metric starts with: a part stands indented under its whole. */
static void put_label(FILE *out, const struct metric *metric)
{
    const int indent = metric->of ? 2 : 0;
    char label[LABEL_COLUMNS * 2];

    snprintf(label, sizeof(label), "%s%s%s%s", metric->label, metric->kvm ? " [" : "",
             metric->kvm ? metric->kvm : "", metric->kvm ? "]" : "");
    fprintf(out, "  %*s%-*s", indent, "", LABEL_COLUMNS - indent, label);
}

/* Where the samples lie, on a logarithmic scale; nothing if they lie together. */
static void put_spread(FILE *out, const struct metric *metric)
{
    const struct stats *stats = &metric->stats;
    static const char shades[] = " .:-=+*#%@";
    unsigned int first = histogram_bucket(stats->min), last = histogram_bucket(stats->max);
    unsigned int merge = (last - first) / SPREAD_COLUMNS + 1;
    static struct histogram histogram; /* too large for a stack */

    if (last - first < SPREAD_LEAST)
        return;
    histogram_of(metric->samples, metric->count, &histogram);
    fprintf(out, "  %*s %" PRIu64 " [", LABEL_COLUMNS, "", histogram_low(first));
    for (unsigned int bucket = first; bucket <= last; bucket += merge) {
        size_t count = 0, top = sizeof(shades) - 2;

        for (unsigned int i = bucket; i < bucket + merge && i <= last; i++)
            count += histogram.count[i];
        /* What is there at all is never blank. */
        fputc(shades[count ? 1 + count * (top - 1) / metric->count : 0], out);
    }
    fprintf(out, "] %" PRIu64 "\n", stats->max);
}

/* In a column that has room for eight digits; of a percentile that wants more samples, nothing. */
static void put_number(FILE *out, uint64_t number, bool enough)
{
    if (!enough)
        fprintf(out, "%9s", "-");
    else if (number < 100000000)
        fprintf(out, "%9" PRIu64, number);
    else
        fprintf(out, "%8" PRIu64 "k", number / 1000);
}

static void put_metric(FILE *out, const struct metric *metric, uint64_t tallest)
{
    const struct stats *stats = &metric->stats;
    unsigned int bar = tallest ? (unsigned int)(stats->p50 * BAR_COLUMNS / tallest) : 0;

    if (bar > BAR_COLUMNS)
        bar = BAR_COLUMNS;
    put_label(out, metric);
    put_number(out, stats->min, true);
    put_number(out, stats->p50, true);
    put_number(out, stats->p90, stats->n >= 10);
    put_number(out, stats->p99, stats->n >= 100);
    put_number(out, stats->p999, stats->n >= 1000);
    put_number(out, stats->max, true);
    fprintf(out, "%6zu ", stats->n);
    do
        fputc('#', out);
    while (bar-- > 1);
    fputc('\n', out);
    put_spread(out, metric);
}

static void put_ladder(FILE *out, const struct outcome *outcome, const char *unit)
{
    const struct metric **metrics = outcome_metrics(outcome, unit);
    uint64_t tallest = 0;
    bool has_kvm_name = false;

    for (const struct metric **metric = metrics; *metric; metric++) {
        if (metric_is_rung((*metric)->id) && (*metric)->stats.p50 > tallest)
            tallest = (*metric)->stats.p50;
        has_kvm_name |= (*metric)->kvm != NULL;
    }
    fprintf(out, "\nLatency in %s, scenario %s on %s\n", metric_unit(unit), outcome->name,
            outcome->system);
    fprintf(out, "  %*s" HEADER, LABEL_COLUMNS, "", "min", "p50", "p90", "p99", "p99.9", "max",
            "n");
    for (const struct metric **metric = metrics; *metric; metric++)
        put_metric(out, *metric, tallest);
    if (has_kvm_name)
        fputs("  [name]: what kvm-unit-tests calls it, in arm/micro-bench\n", out);
    free(metrics);
}

void text_ladders(FILE *out, const struct run *run)
{
    static const char *const units[] = {"insn", "ns"};

    for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
        for (size_t k = 0; k < run->count; k++)
            if (outcome_has_ladder(run, run->outcomes[k], units[i]))
                put_ladder(out, run->outcomes[k], units[i]);
}
