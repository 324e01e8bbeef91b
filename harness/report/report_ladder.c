/* SPDX-License-Identifier: BSD-2-Clause */
#include "report_ladder.h"

#include <inttypes.h>
#include <string.h>

#include "stats.h"

#define BAR_COLUMNS    9
#define SPREAD_COLUMNS 40

/* Layers from the trap up; a metric that is not here comes last under its own id. */
static const struct layer {
    const char *id, *label;
} layers[] = {
    {"LAT-1.null_hypercall", "null hypercall"},
    {"LAT-2.gicd_read", "GICD read"},
    {"LAT-3.background_read", "background read"},
    {"LAT-4.ioreq_read", "IOREQ read"},
    {"LAT-5.kick", "kick"},
    {"LAT-6.request_to_used", "request to used (polled)"},
    {"LAT-6.driver_share", "  of it, the driver"},
    {"LAT-6.request_to_irq", "request to interrupt"},
    {"LAT-7.attach_stall", "attach stall"},
    {"LAT-7.detach_stall", "detach stall"},
    {"LAT-8.enable_to_hit", "enable to first answer"},
    {"LAT-8.found_by_polling", "enable to found, polled"},
    {"LAT-8.found_by_scanning", "enable to found, scanned"},
    {"LAT-9.empty_bus", "scan of a bus, empty"},
    {"LAT-9.served_bus", "scan of a bus, served"},
    {"LAT-9.empty_window", "scan of all buses, empty"},
    {"HOT-01.ask_to_seen", "plug to seen, polled"},
    {"HOT-02.ask_to_irq", "plug to interrupt"},
    {"HOT-02.power_to_found", "slot power to found"},
};
#define LAYERS (sizeof(layers) / sizeof(layers[0]))

static const struct unit {
    const char *id, *name;
} units[] = {{"insn", "instructions"}, {"ns", "nanoseconds"}};

static size_t layer_of(const struct metric *metric)
{
    size_t i = 0;

    while (i < LAYERS && strcmp(metric->id, layers[i].id))
        i++;
    return i;
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

/* Thousands of rungs: it would leave the others without a bar. */
static bool is_scan(const struct metric *metric)
{
    return !strncmp(metric->id, "LAT-9.", 6);
}

static void print_ladder(FILE *out, const struct outcome *outcome, const struct unit *unit)
{
    uint64_t tallest = 0;

    for (size_t i = 0; i < outcome->metric_count; i++) {
        const struct metric *metric = &outcome->metrics[i];
        uint64_t p50 = stats_of(metric->samples, metric->count).p50;

        if (!strcmp(metric->unit, unit->id) && !is_scan(metric) && p50 > tallest)
            tallest = p50;
    }
    fprintf(out, "\nLatency in %s, scenario %s on %s\n", unit->name, outcome->scenario->name,
            outcome_system(outcome));
    fprintf(out, "  %-24s%10s%10s%10s%10s%10s%6s\n", "", "min", "p50", "p90", "p99", "max", "n");
    for (size_t layer = 0; layer <= LAYERS; layer++)
        for (size_t i = 0; i < outcome->metric_count; i++) {
            const struct metric *metric = &outcome->metrics[i];

            if (layer_of(metric) == layer && !strcmp(metric->unit, unit->id))
                print_layer(out, layer < LAYERS ? layers[layer].label : metric->id, metric,
                            tallest);
        }
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
