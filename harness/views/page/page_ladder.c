/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The ladder: a bar for each rung, cut into its legs where they were measured. Horizontal places
 * are percentages, so that the picture fits any width while its letters keep their size.
 */
#include "harness/views/page/sections.h"

#include <stdlib.h>
#include <string.h>

#include "harness/result/outcome.h"
#include "harness/views/page/html.h"
#include "harness/views/page/scale.h"

#define ROW     42 /* pixels */
#define BAR     13
#define LETTERS 5.0 /* percent: a narrower leg has no letter */

static bool is_leg(const struct metric *metric, const struct metric *whole)
{
    return metric->of && !strcmp(metric->of, whole->id) && strstr(metric->id, "leg_");
}

static void put_legs(FILE *out, const struct metric **metrics, const struct metric *whole,
                     const struct scale *scale, double y)
{
    unsigned int number = 0;
    double at = 0;

    for (; *metrics; metrics++) {
        const double value = (double)(*metrics)->stats.p50;
        const double from = scale_at(scale, at), to = scale_at(scale, at + value);

        if (!is_leg(*metrics, whole))
            continue;
        html(out,
             "<rect class=\"leg%u\" x=\"%.2f%%\" y=\"%.0f\" width=\"%.2f%%\" height=\"%d\">"
             "<title>%s: %s</title></rect>",
             number % 2, from, y, to - from, BAR, (*metrics)->label,
             html_number((*metrics)->stats.p50));
        if (to - from >= LETTERS)
            html(out,
                 "<text class=\"letter%u\" x=\"%.2f%%\" y=\"%.1f\" text-anchor=\"middle\">"
                 "%s</text>",
                 number % 2, (from + to) / 2, y + BAR - 3, (char[]){(char)('a' + number), '\0'});
        number++;
        at += value;
    }
}

static bool has_legs(const struct metric **metrics, const struct metric *whole)
{
    while (*metrics && !is_leg(*metrics, whole))
        metrics++;
    return *metrics;
}

static void put_rung(FILE *out, const struct metric **metrics, const struct metric *metric,
                     const struct scale *scale, double y)
{
    html(out,
         "<text x=\"0\" y=\"%.0f\">%s</text><text class=\"n\" x=\"100%%\" y=\"%.0f\" "
         "text-anchor=\"end\">%s</text>",
         y + 14, metric->label, y + 14, html_number(metric->stats.p50));
    html(out, "<rect class=\"whole\" x=\"0\" y=\"%.0f\" width=\"%.2f%%\" height=\"%d\"/>", y + 20,
         scale_at(scale, (double)metric->stats.p50), BAR);
    if (has_legs(metrics, metric))
        put_legs(out, metrics, metric, scale, y + 20);
    fputc('\n', out);
}

/* The legs' letters, which a phone has no room for in the picture. */
static void put_key(FILE *out, const struct metric **metrics)
{
    bool any = false;

    for (const struct metric **whole = metrics; *whole; whole++) {
        unsigned int number = 0;

        if (!metric_is_rung((*whole)->id) || !has_legs(metrics, *whole))
            continue;
        fputs(any ? ". Of " : "<figcaption>Legs of ", out);
        html(out, "%s: ", (*whole)->label);
        for (const struct metric **leg = metrics; *leg; leg++)
            if (is_leg(*leg, *whole)) {
                html(out, "%s<b>%s</b>&nbsp;%s&nbsp;%s", number ? ", " : "",
                     (char[]){(char)('a' + number), '\0'}, (*leg)->label,
                     html_number((*leg)->stats.p50));
                number++;
            }
        any = true;
    }
    if (any)
        html(out, ".</figcaption>\n");
}

static bool is_rung(const struct metric *metric)
{
    return metric_is_rung(metric->id) && !metric->of;
}

void page_ladder(FILE *out, const struct outcome *outcome, const struct metric **metrics,
                 const char *unit, unsigned int number)
{
    const struct metric **metric;
    unsigned int rungs = 0;
    uint64_t tallest = 0;
    struct scale scale;
    double y = 0;

    for (metric = metrics; *metric; metric++)
        if (is_rung(*metric)) {
            rungs++;
            if ((*metric)->stats.p50 > tallest)
                tallest = (*metric)->stats.p50;
        }
    if (rungs) {
        scale = (struct scale){.low = 0, .high = tallest ? (double)tallest : 1};
        html(out,
             "<figure>\n<svg height=\"%u\" role=\"img\" aria-labelledby=\"lad%u-t lad%u-d\">"
             "<title id=\"lad%u-t\">Latency ladder of scenario %s</title><desc "
             "id=\"lad%u-d\">%u bars, medians in %s, linear from zero; the longest is "
             "%s.</desc>\n",
             rungs * ROW, number, number, number, outcome->name, number, rungs, metric_unit(unit),
             html_number(tallest));
        for (metric = metrics; *metric; metric++)
            if (is_rung(*metric)) {
                put_rung(out, metrics, *metric, &scale, y);
                y += ROW;
            }
        html(out, "</svg>\n");
        put_key(out, metrics);
        html(out, "</figure>\n");
    }
}
