/* SPDX-License-Identifier: BSD-2-Clause */
/* What changed since the baseline. */
#include "harness/views/page/sections.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "harness/views/page/html.h"

#define ROW  40 /* pixels of one metric in the picture */
#define HEAD 30 /* and of a scenario's name above its metrics */

static void put_facts(FILE *out, const struct comparison *comparison)
{
    if (!comparison->fact_count)
        return;
    html(out, "<h3>The environments differ</h3>\n<table>\n<thead><tr><th scope=\"col\"></th>"
              "<th scope=\"col\">baseline</th><th scope=\"col\">this run</th></tr></thead>\n"
              "<tbody>\n");
    for (size_t i = 0; i < comparison->fact_count; i++) {
        const struct fact_change *fact = &comparison->facts[i];

        html(out, "<tr><th scope=\"row\">%s", fact->key);
        if (fact->scenario_count == 1)
            html(out, "<br>in %s", fact->scenarios[0]);
        else if (fact->scenario_count)
            html(out, "<br>in %zu scenarios", fact->scenario_count);
        html(out, "</th><td>%s</td><td>%s</td></tr>\n", fact->old ? fact->old : "not recorded",
             fact->new ? fact->new : "not recorded");
    }
    html(out, "</tbody>\n</table>\n");
}

static const char *class_of(enum change_kind change)
{
    return change == CHANGE_WORSE     ? "bad"
           : change == CHANGE_BETTER  ? "pass"
           : change == CHANGE_UNKNOWN ? "known"
                                      : "skip";
}

static const char *word_of(enum change_kind change, const void *old, const void *new)
{
    return !old ? "new" : !new ? "gone" : change_name(change);
}

static void put_verdicts(FILE *out, const struct comparison *comparison)
{
    if (!comparison->test_count && !comparison->scenario_count)
        return;
    html(out, "<h3>Verdicts</h3>\n<table>\n<thead><tr><th scope=\"col\">test</th><th "
              "scope=\"col\">baseline</th><th scope=\"col\">this run</th><th scope=\"col\"></th>"
              "</tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < comparison->scenario_count; i++) {
        const struct scenario_change *change = &comparison->scenarios[i];

        html(out, "<tr><td>scenario %s</td><td>%s</td><td>%s</td>",
             (change->new ? change->new : change->old)->name,
             change->old ? verdict_name(change->old->verdict) : "not run",
             change->new ? verdict_name(change->new->verdict) : "not run");
        html(out, "<td><span class=\"verdict %s\">%s</span></td></tr>\n", class_of(change->change),
             word_of(change->change, change->old, change->new));
    }
    for (enum change_kind kind = CHANGE_WORSE; kind > CHANGE_NONE; kind--)
        for (size_t i = 0; i < comparison->test_count; i++) {
            const struct test_change *change = &comparison->tests[i];
            const struct test_result *test = change->new ? change->new : change->old;

            if (change->change != kind)
                continue;
            html(out, "<tr><td>%s <span class=\"soft\">%s in %s</span></td><td>%s</td><td>%s</td>",
                 test->name, test->rule, change->outcome->name, change_verdict(change->old),
                 change_verdict(change->new));
            html(out, "<td><span class=\"verdict %s\">%s</span></td></tr>\n", class_of(kind),
                 word_of(kind, change->old, change->new));
        }
    html(out, "</tbody>\n</table>\n");
}

/* One metric: old to new, and a bar from the middle: right is slower. */
static void put_bar(FILE *out, const struct metric_change *change, double y, double widest)
{
    const struct metric *metric = change->new ? change->new : change->old;
    const double length = fmin(fabs(change->percent) / widest, 1) * 50;
    const bool counts = change->change >= CHANGE_BETTER;

    html(out, "<text x=\"%d\" y=\"%.0f\">%s</text>", metric->of ? 14 : 0, y + 14, metric->label);
    html(out, "<text class=\"%s\" x=\"100%%\" y=\"%.0f\" text-anchor=\"end\">", counts ? "n" : "s",
         y + 14);
    if (change->doubt >= DOUBT_UNITS) {
        html(out, "%s</text>\n", change_remark(change));
        return;
    }
    html(out, "%+.0f (%+.2f&#8201;%%)%s%s</text>", change->difference, change->percent,
         counts ? " " : "", counts ? change_remark(change) : "");
    html(out,
         "<rect class=\"f%s\" x=\"%.2f%%\" y=\"%.0f\" width=\"%.2f%%\" height=\"9\"><title>%s to "
         "%s</title></rect>\n",
         change->change == CHANGE_WORSE    ? "bad"
         : change->change == CHANGE_BETTER ? "pass"
                                           : "skip",
         change->difference > 0 ? 50 : 50 - length, y + 21, fmax(length, 0.3),
         html_number(change->old->stats.p50), html_number(change->new->stats.p50));
}

static void put_bars(FILE *out, const struct comparison *comparison, double widest)
{
    const struct outcome *last = NULL;
    double y = 16;

    for (size_t i = 0; i < comparison->metric_count; i++) {
        const struct metric_change *change = &comparison->metrics[i];

        if (!change_is_shown(change))
            continue;
        if (change->outcome != last) {
            html(out, "<text class=\"s\" x=\"0\" y=\"%.0f\">scenario %s</text>\n", y + 16,
                 change->outcome->name);
            y += HEAD;
            last = change->outcome;
        }
        put_bar(out, change, y, widest);
        y += ROW;
    }
}

static void put_metrics(FILE *out, const struct comparison *comparison)
{
    const struct outcome *last = NULL;
    size_t shown = 0, heads = 0;
    double widest = 0, height;

    for (size_t i = 0; i < comparison->metric_count; i++) {
        const struct metric_change *change = &comparison->metrics[i];

        if (!change_is_shown(change))
            continue;
        shown++;
        heads += change->outcome != last;
        last = change->outcome;
        widest = fmax(widest, fabs(change->percent));
    }
    if (!shown)
        return;
    height = (double)(shown * ROW + heads * HEAD + 18);
    html(out,
         "<h3>Median latency</h3>\n<figure>\n<svg height=\"%.0f\" role=\"img\" "
         "aria-labelledby=\"cmp-t cmp-d\"><title id=\"cmp-t\">Change of the medians</title><desc "
         "id=\"cmp-d\">%zu metrics that changed; bars to the right are slower, to the left faster, "
         "the longest is %.2f percent.</desc>\n",
         height, shown, widest);
    html(out,
         "<text class=\"s\" x=\"0\" y=\"11\">faster</text><text class=\"s\" x=\"100%%\" "
         "y=\"11\" text-anchor=\"end\">slower</text><line class=\"grid\" x1=\"50%%\" x2=\"50%%\" "
         "y1=\"0\" y2=\"%.0f\"/>\n",
         height);
    put_bars(out, comparison, widest > 0 ? widest : 1);
    html(out,
         "</svg>\n<figcaption>The longest bar is %.2f&#8201;%%. Grey bars are changes too small to "
         "count. What is not listed did not change, or not beyond its own noise.</figcaption>\n"
         "</figure>\n",
         widest);
}

void page_comparison(FILE *out, const struct run *run, const struct comparison *comparison)
{
    size_t slower, worse;

    (void)run; /* it is comparison->new */
    if (!comparison)
        return;
    slower = comparison->tally.metrics[CHANGE_WORSE];
    worse = comparison->tally.tests[CHANGE_WORSE] + comparison->tally.scenarios[CHANGE_WORSE];

    html(out,
         "<section aria-labelledby=\"comparison\">\n<h2 id=\"comparison\">Since the "
         "baseline</h2>\n<p class=\"lead\">Compared with <code>%s</code>%s%s: ",
         comparison->old->path, comparison->old->started ? " of " : "",
         comparison->old->started ? comparison->old->started : "");
    switch (comparison_worst(comparison)) {
    case CHANGE_WORSE:
        html(out, "%zu metric%s slower, %zu verdict%s worse.", slower, html_plural(slower), worse,
             html_plural(worse));
        break;
    case CHANGE_UNKNOWN:
        html(out, "nothing is known to be worse, but not all of the baseline could be "
                  "compared.");
        break;
    default:
        html(out, "nothing got worse.");
    }
    html(out, " %zu tests and %zu metrics were compared.</p>\n", comparison->compared,
         comparison->metric_count);
    put_verdicts(out, comparison);
    put_metrics(out, comparison);
    put_facts(out, comparison);
    html(out, "</section>\n");
}
