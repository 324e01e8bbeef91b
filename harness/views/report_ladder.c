/* SPDX-License-Identifier: BSD-2-Clause */
#include "harness/views/report_ladder.h"

#include <inttypes.h>
#include <string.h>

#include "harness/result/metric_names.h"
#include "harness/result/stats.h"

#define BAR_COLUMNS    9
#define SPREAD_COLUMNS 40
#define SPREAD_LEAST   4 /* buckets */
#define LABEL_COLUMNS  30
#define HEADER         "%9s%9s%9s%9s%9s%9s%6s\n"

static const struct unit {
    const char *id, *name;
} units[] = {{"insn", "instructions"}, {"ns", "nanoseconds"}};

/* What the line of a metric starts with: a part stands indented under its whole. */
static void put_label(FILE *out, const struct metric *metric)
{
    const struct metric_name *name = metric_name(metric->id);
    const int indent = name && name->of ? 2 : 0;
    char label[LABEL_COLUMNS * 2];

    snprintf(label, sizeof(label), "%s%s%s%s", name ? name->label : metric->id,
             name && name->kvm ? " [" : "", name && name->kvm ? name->kvm : "",
             name && name->kvm ? "]" : "");
    fprintf(out, "  %*s%-*s", indent, "", LABEL_COLUMNS - indent, label);
}

static size_t count_of(const struct outcome *outcome, const char *unit)
{
    size_t count = 0;

    for (size_t i = 0; i < outcome->metric_count; i++)
        count += !strcmp(outcome->metrics[i].unit, unit);
    return count;
}

static const struct outcome *richest(const struct run *run, const char *unit, bool debug)
{
    const struct outcome *best = NULL;

    for (size_t i = 0; i < run->count; i++)
        if (!run->outcomes[i]->scenario->plain && run->outcomes[i]->xen_debug == debug &&
            count_of(run->outcomes[i], unit) > (best ? count_of(best, unit) : 0))
            best = run->outcomes[i];
    return best;
}

/* Where the samples lie, on a logarithmic scale; nothing if they lie together. */
static void print_spread(FILE *out, const struct metric *metric, const struct stats *stats)
{
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

static void print_layer(FILE *out, const struct metric *metric, uint64_t tallest)
{
    struct stats stats = stats_of(metric->samples, metric->count);
    unsigned int bar = tallest ? (unsigned int)(stats.p50 * BAR_COLUMNS / tallest) : 0;

    if (bar > BAR_COLUMNS)
        bar = BAR_COLUMNS;
    put_label(out, metric);
    put_number(out, stats.min, true);
    put_number(out, stats.p50, true);
    put_number(out, stats.p90, stats.n >= 10);
    put_number(out, stats.p99, stats.n >= 100);
    put_number(out, stats.p999, stats.n >= 1000);
    put_number(out, stats.max, true);
    fprintf(out, "%6zu ", stats.n);
    do
        fputc('#', out);
    while (bar-- > 1);
    fputc('\n', out);
    print_spread(out, metric, &stats);
}

/* Whether @metric belongs to rung @layer of metric_names[]; those without a name are the last. */
static bool is_at(const struct metric *metric, size_t layer)
{
    const struct metric_name *name = metric_name(metric->id);

    return (name ? (size_t)(name - metric_names) : metric_name_count) == layer;
}

static bool has_kvm_name(const struct outcome *outcome)
{
    for (size_t i = 0; i < outcome->metric_count; i++) {
        const struct metric_name *name = metric_name(outcome->metrics[i].id);

        if (name && name->kvm)
            return true;
    }
    return false;
}

static void print_ladder(FILE *out, const struct outcome *outcome, const struct unit *unit)
{
    uint64_t tallest = 0;

    for (size_t i = 0; i < outcome->metric_count; i++) {
        const struct metric *metric = &outcome->metrics[i];
        uint64_t p50 = stats_of(metric->samples, metric->count).p50;

        if (!strcmp(metric->unit, unit->id) && metric_is_rung(metric->id) && p50 > tallest)
            tallest = p50;
    }
    fprintf(out, "\nLatency in %s, scenario %s on %s\n", unit->name, outcome->scenario->name,
            outcome_system(outcome));
    fprintf(out, "  %*s" HEADER, LABEL_COLUMNS, "", "min", "p50", "p90", "p99", "p99.9", "max",
            "n");
    for (size_t layer = 0; layer <= metric_name_count; layer++)
        for (size_t i = 0; i < outcome->metric_count; i++) {
            const struct metric *metric = &outcome->metrics[i];

            if (is_at(metric, layer) && !strcmp(metric->unit, unit->id))
                print_layer(out, metric, tallest);
        }
    if (has_kvm_name(outcome))
        fputs("  [name]: what kvm-unit-tests calls it, in arm/micro-bench\n", out);
}

void report_ladders(FILE *out, const struct run *run)
{
    for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
        for (int debug = 1; debug >= 0; debug--) {
            const struct outcome *outcome = richest(run, units[i].id, debug);

            if (outcome)
                print_ladder(out, outcome, &units[i]);
        }
    /* Without Xen there is no ladder: each scenario measures other devices. */
    for (size_t i = 0; i < run->count; i++)
        for (size_t k = 0; k < sizeof(units) / sizeof(units[0]); k++)
            if (run->outcomes[i]->scenario->plain && count_of(run->outcomes[i], units[k].id))
                print_ladder(out, run->outcomes[i], &units[k]);
}
