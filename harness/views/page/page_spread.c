/* SPDX-License-Identifier: BSD-2-Clause */
/* Where the samples lie: all metrics on one logarithmic axis, then each that spreads on its own. */
#include "harness/views/page/sections.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "harness/result/outcome.h"
#include "harness/views/page/html.h"
#include "harness/views/page/scale.h"

#define ROW     36 /* pixels of a metric in the overview */
#define AXIS    22
#define SPREAD  86 /* of one with its histogram */
#define COLUMNS 60
#define TALL    34.0
#define LEAST   0.005 /* of the median: what spreads less is no picture */
#define FEW     10    /* samples: fewer are no distribution */
#define FAR     8.0   /* max over min, from where a logarithmic axis shows more */

static void put_axis(FILE *out, const struct scale *scale, double from, double to)
{
    double ticks[SCALE_TICKS];
    const size_t count = scale_ticks(scale, ticks);
    double last = -100;

    for (size_t i = 0; i < count; i++) {
        const double at = scale_at(scale, ticks[i]);

        html(out, "<line class=\"grid\" x1=\"%.2f%%\" x2=\"%.2f%%\" y1=\"%.0f\" y2=\"%.0f\"/>", at,
             at, from, to);
        if (at - last < 9) /* labels that would touch on a phone */
            continue;
        html(out, "<text class=\"s\" x=\"%.2f%%\" y=\"%.0f\" text-anchor=\"%s\">%s</text>", at,
             to + 14,
             at < 4    ? "start"
             : at > 96 ? "end"
                       : "middle",
             scale_label(ticks[i]));
        last = at;
    }
    fputc('\n', out);
}

static bool spreads(const struct metric *metric)
{
    return (double)(metric->stats.max - metric->stats.min) > LEAST * (double)metric->stats.p50;
}

/* Whether there is more to it than the ladder shows. */
static bool has_more(const struct metric *metric)
{
    return !metric->of && (!metric_is_rung(metric->id) || spreads(metric));
}

void page_overview(FILE *out, const struct outcome *outcome, const struct metric **metrics,
                   const char *unit, unsigned int number)
{
    const struct metric **metric;
    uint64_t least = UINT64_MAX, most = 0;
    unsigned int count = 0;
    bool worth = false;
    struct scale scale;
    double y = 0;

    for (metric = metrics; *metric; metric++)
        if (!(*metric)->of) {
            count++;
            least = (*metric)->stats.min < least ? (*metric)->stats.min : least;
            most = (*metric)->stats.max > most ? (*metric)->stats.max : most;
        }
    for (metric = metrics; *metric; metric++)
        worth |= has_more(*metric);
    if (count > 1 && worth) {
        scale = scale_of((double)least, (double)most, true);
        html(out,
             "<figure>\n<svg height=\"%u\" role=\"img\" aria-labelledby=\"all%u-t all%u-d\">"
             "<title id=\"all%u-t\">All metrics of scenario %s on one axis</title><desc "
             "id=\"all%u-d\">A dot at each median, a line from the least to the largest "
             "sample, in %s, on a logarithmic axis.</desc>\n",
             count * ROW + AXIS, number, number, number, outcome->name, number, metric_unit(unit));
        put_axis(out, &scale, 0, count * ROW + 2);
        for (metric = metrics; *metric; metric++) {
            const struct stats *stats = &(*metric)->stats;

            if ((*metric)->of)
                continue;
            html(out,
                 "<text x=\"0\" y=\"%.0f\" class=\"halo\">%s</text><text class=\"n halo\" "
                 "x=\"100%%\" y=\"%.0f\" text-anchor=\"end\">%s</text>",
                 y + 14, (*metric)->label, y + 14, html_number(stats->p50));
            html(out,
                 "<line class=\"range\" x1=\"%.2f%%\" x2=\"%.2f%%\" y1=\"%.0f\" y2=\"%.0f\"/>"
                 "<circle class=\"dot\" cx=\"%.2f%%\" cy=\"%.0f\" r=\"4.5\"><title>%s: %s to "
                 "%s</title></circle>\n",
                 scale_at(&scale, (double)stats->min), scale_at(&scale, (double)stats->max), y + 26,
                 y + 26, scale_at(&scale, (double)stats->p50), y + 26, (*metric)->label,
                 html_number(stats->min), html_number(stats->max));
            y += ROW;
        }
        html(out,
             "</svg>\n<figcaption>All of it on one logarithmic axis, in %s: a dot at the "
             "median, a line from the least to the largest sample.</figcaption>\n</figure>\n",
             metric_unit(unit));
    }
}

/* Columns of equal width on @scale, heights relative to the fullest. */
static void put_histogram(FILE *out, const struct metric *metric, const struct scale *scale,
                          double bottom)
{
    size_t counts[COLUMNS] = {0}, fullest = 1;

    for (size_t i = 0; i < metric->stats.n; i++) {
        size_t column = (size_t)(scale_at(scale, (double)metric->samples[i]) * COLUMNS / 100);

        if (column >= COLUMNS)
            column = COLUMNS - 1;
        if (++counts[column] > fullest)
            fullest = counts[column];
    }
    for (size_t i = 0; i < COLUMNS; i++) {
        /* What is there at all can be seen. */
        const double tall = counts[i] ? fmax(2, TALL * (double)counts[i] / (double)fullest) : 0;

        if (counts[i])
            html(out,
                 "<rect class=\"column\" x=\"%.2f%%\" y=\"%.1f\" width=\"%.2f%%\" "
                 "height=\"%.1f\"/>",
                 100.0 * (double)i / COLUMNS, bottom - tall, 100.0 / COLUMNS - 0.15, tall);
    }
}

static void put_spread(FILE *out, const struct metric *metric, double y)
{
    const struct stats *stats = &metric->stats;
    const struct scale scale = {
        .low = (double)stats->min,
        .high = (double)stats->max,
        .log = stats->min >= 1 && (double)stats->max / (double)stats->min >= FAR,
    };
    const double bottom = y + 22 + TALL, median = scale_at(&scale, (double)stats->p50);

    html(out, "<text x=\"0\" y=\"%.0f\">%s</text>", y + 14, metric->label);
    html(out, "<text class=\"s\" x=\"100%%\" y=\"%.0f\" text-anchor=\"end\">p50 %s, p99 %s</text>",
         y + 14, html_number(stats->p50), html_number(stats->p99));
    put_histogram(out, metric, &scale, bottom);
    html(out,
         "<line class=\"grid\" x1=\"0\" x2=\"100%%\" y1=\"%.1f\" y2=\"%.1f\"/><line "
         "class=\"median\" x1=\"%.2f%%\" x2=\"%.2f%%\" y1=\"%.1f\" y2=\"%.1f\"/>",
         bottom, bottom, median, median, bottom - TALL, bottom + 5);
    html(out,
         "<text class=\"s\" x=\"0\" y=\"%.1f\">%s</text><text class=\"s\" x=\"100%%\" "
         "y=\"%.1f\" text-anchor=\"end\">%s%s</text>\n",
         bottom + 15, html_number(stats->min), bottom + 15, scale.log ? "log, " : "",
         html_number(stats->max));
}

void page_spreads(FILE *out, const struct outcome *outcome, const struct metric **metrics,
                  const char *unit, unsigned int number)
{
    const struct metric **metric;
    unsigned int spread = 0, even = 0, few = 0;
    double y = 0;

    for (metric = metrics; *metric; metric++)
        *((*metric)->stats.n < FEW ? &few : spreads(*metric) ? &spread : &even) += 1;
    if (spread) {
        html(out,
             "<figure>\n<svg height=\"%u\" role=\"img\" aria-labelledby=\"his%u-t his%u-d\">"
             "<title id=\"his%u-t\">Distributions of scenario %s</title><desc "
             "id=\"his%u-d\">A histogram of each metric that spreads, from its least "
             "to its largest sample, in %s.</desc>\n",
             spread * SPREAD, number, number, number, outcome->name, number, metric_unit(unit));
        for (metric = metrics; *metric; metric++)
            if ((*metric)->stats.n >= FEW && spreads(*metric)) {
                put_spread(out, *metric, y);
                y += SPREAD;
            }
        html(out, "</svg>\n<figcaption>Each from its least to its largest sample, the upright line "
                  "at the median.");
        if (even)
            html(out, " The other %u metric%s the same within half a percent, every time.", even,
                 even == 1 ? " is" : "s are");
        if (few)
            html(out, " %u with fewer than %d samples %s left out.", few, FEW,
                 few == 1 ? "is" : "are");
        html(out, "</figcaption>\n</figure>\n");
    } else if (even) {
        html(out, "<p class=\"soft\">The samples of each metric are the same within half a "
                  "percent.</p>\n");
    }
}
