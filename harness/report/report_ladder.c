/* SPDX-License-Identifier: BSD-2-Clause */
#include "report_ladder.h"

#include <inttypes.h>
#include <string.h>

#include "metric_names.h"
#include "stats.h"

#define BAR_COLUMNS    9
#define SPREAD_COLUMNS 40

static const char *const units[] = {"insn", "ns"};

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
        if (run->outcomes[i]->xen_debug == debug &&
            count_of(run->outcomes[i], unit) > (best ? count_of(best, unit) : 0))
            best = run->outcomes[i];
    return best;
}

/* Where the samples lie, on a logarithmic scale; nothing if they all lie together. */
static void print_spread(FILE *out, const struct metric *metric, const struct stats *stats)
{
    static const char shades[] = " .:-=+*#%@";
    unsigned int first = histogram_bucket(stats->min), last = histogram_bucket(stats->max);
    unsigned int merge = (last - first) / SPREAD_COLUMNS + 1;
    struct histogram histogram;

    if (first == last)
        return;
    histogram_of(metric->samples, metric->count, &histogram);
    fprintf(out, "  %-24s %" PRIu64 " [", "", histogram_low(first));
    for (unsigned int bucket = first; bucket <= last; bucket += merge) {
        size_t count = 0, top = sizeof(shades) - 2;

        for (unsigned int i = bucket; i < bucket + merge && i <= last; i++)
            count += histogram.count[i];
        /* What is there at all is never blank. */
        fputc(shades[count ? 1 + count * (top - 1) / metric->count : 0], out);
    }
    fprintf(out, "] %" PRIu64 "\n", stats->max);
}

static void print_layer(FILE *out, const char *label, const struct metric *metric, uint64_t tallest)
{
    struct stats stats = stats_of(metric->samples, metric->count);
    unsigned int bar = tallest ? (unsigned int)(stats.p50 * BAR_COLUMNS / tallest) : 0;

    if (bar > BAR_COLUMNS)
        bar = BAR_COLUMNS;
    fprintf(out, "  %-24s", label);
    fprintf(out, "%10" PRIu64 "%10" PRIu64 "%10" PRIu64 "%10" PRIu64 "%10" PRIu64 "%6zu ",
            stats.min, stats.p50, stats.p90, stats.p99, stats.max, stats.n);
    do
        fputc('#', out);
    while (bar-- > 1);
    fputc('\n', out);
    print_spread(out, metric, &stats);
}

static void print_ladder(FILE *out, const struct outcome *outcome, const char *unit)
{
    uint64_t tallest = 0;

    for (size_t i = 0; i < outcome->metric_count; i++) {
        const struct metric *metric = &outcome->metrics[i];
        uint64_t p50 = stats_of(metric->samples, metric->count).p50;

        if (!strcmp(metric->unit, unit) && !metric_is_scan(metric->id) && p50 > tallest)
            tallest = p50;
    }
    fprintf(out, "\nLatency in %s, scenario %s on Xen %s\n", metric_unit_name(unit),
            outcome->scenario->name, outcome_xen(outcome));
    fprintf(out, "  %-24s%10s%10s%10s%10s%10s%6s\n", "", "min", "p50", "p90", "p99", "max", "n");
    for (size_t rank = 0; rank < METRIC_RANKS_MAX; rank++)
        for (size_t i = 0; i < outcome->metric_count; i++) {
            const struct metric *metric = &outcome->metrics[i];

            if (metric_rank(metric->id) == rank && !strcmp(metric->unit, unit))
                print_layer(out, metric_label(metric->id), metric, tallest);
        }
}

void report_ladders(FILE *out, const struct run *run)
{
    for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
        for (int debug = 1; debug >= 0; debug--) {
            const struct outcome *outcome = richest(run, units[i], debug);

            if (outcome)
                print_ladder(out, outcome, units[i]);
        }
}
