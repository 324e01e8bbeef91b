/* SPDX-License-Identifier: BSD-2-Clause */
/* The top of the page: what came of it, of which Xen, in one look. */
#include "harness/views/page/sections.h"

#include <stdlib.h>
#include <string.h>

#include "harness/support/heap.h"
#include "harness/views/page/html.h"

/* In this order. */
static const enum verdict tallies[] = {
    VERDICT_PASS,  VERDICT_XFAIL,   VERDICT_FAIL,  VERDICT_XPASS,
    VERDICT_CRASH, VERDICT_TIMEOUT, VERDICT_ERROR, VERDICT_SKIP,
};
#define TALLIES (sizeof(tallies) / sizeof(tallies[0]))

static void put_headline(FILE *out, const struct run *run, const struct comparison *comparison)
{
    size_t broken = 0;

    if (!verdict_is_bad(run_verdict(run)) && comparison &&
        comparison_worst(comparison) == CHANGE_WORSE) {
        html(out, "<h1>Worse than the baseline</h1>\n");
        return;
    }

    for (size_t i = 0; i < run->count; i++)
        broken += verdict_exit_status(run->outcomes[i]->verdict) == EXIT_CRASH;
    switch (run_verdict(run)) {
    case VERDICT_PASS:
        html(out, "<h1>All tests passed</h1>\n");
        break;
    case VERDICT_XFAIL:
        html(out, "<h1>No unexpected failures</h1>\n");
        break;
    case VERDICT_SKIP:
        html(out, "<h1>No failure, but scenarios were skipped</h1>\n");
        break;
    case VERDICT_ERROR:
        html(out, "<h1>Some tests could not tell</h1>\n");
        break;
    case VERDICT_FAIL: {
        const size_t failed = run_tally(run, VERDICT_FAIL);

        html(out, "<h1>%zu test%s failed</h1>\n", failed, html_plural(failed));
        break;
    }
    case VERDICT_XPASS:
        html(out, "<h1>A known failure no longer fails</h1>\n");
        break;
    default:
        html(out, "<h1>%zu scenario%s crashed or hung</h1>\n", broken, html_plural(broken));
    }
}

static void put_bar(FILE *out, const struct run *run)
{
    size_t total = 0;
    double at = 0;

    for (size_t i = 0; i < TALLIES; i++)
        total += run_tally(run, tallies[i]);
    if (!total)
        return;
    html(out,
         "<svg height=\"8\" role=\"img\" aria-labelledby=\"bar-t\"><title id=\"bar-t\">Shares "
         "of the verdicts of %zu tests</title>",
         total);
    for (size_t i = 0; i < TALLIES; i++) {
        const double share = 100 * (double)run_tally(run, tallies[i]) / (double)total;

        if (share > 0)
            html(out, "<rect class=\"f%s\" x=\"%.3f%%\" y=\"0\" width=\"%.3f%%\" height=\"8\"/>",
                 page_class(tallies[i]), at, share > 0.4 ? share - 0.15 : share);
        at += share;
    }
    html(out, "</svg>\n");
}

static void put_number(FILE *out, const char *class, const char *label, size_t count)
{
    html(out, "<div><dt><i class=\"%s\"></i>%s</dt><dd>%s</dd></div>\n", class, label,
         html_number(count));
}

static void put_tally(FILE *out, const struct run *run, const struct comparison *comparison)
{
    html(out, "<dl class=\"tally\">\n");
    for (size_t i = 0; i < TALLIES; i++) {
        const size_t count = run_tally(run, tallies[i]);
        const bool usual = tallies[i] == VERDICT_PASS || tallies[i] == VERDICT_FAIL;

        if (count || usual)
            put_number(out, page_class(tallies[i]), page_label(tallies[i]), count);
    }
    if (comparison) {
        put_number(out, "bad", "metrics slower", comparison->tally.metrics[CHANGE_WORSE]);
        put_number(out, "pass", "faster", comparison->tally.metrics[CHANGE_BETTER]);
    }
    html(out, "</dl>\n");
}

/* @text up to @until. */
static void put_start(FILE *out, const char *label, const char *text, const char *until)
{
    const char *end = strstr(text, until);
    char *start = heap_format("%.*s", (int)(end ? (size_t)(end - text) : strlen(text)), text);

    html(out, "%s%s", label, start);
    free(start);
}

void page_summary(FILE *out, const struct run *run, const struct comparison *comparison)
{
    const char *qemu = fact_known(&run->facts, "qemu");
    const char *xen = run->count ? fact_known(&run->outcomes[0]->facts, "xen.version") : NULL;
    bool metrics = false, quiet = false;

    for (size_t i = 0; i < run->count; i++)
        metrics |= run->outcomes[i]->metric_count > 0;
    quiet = run_tally(run, VERDICT_XFAIL) || run_tally(run, VERDICT_SKIP);
    put_headline(out, run, comparison);
    html(out, "<p class=\"lead\">");
    if (xen)
        html(out, "Xen %s, ", xen);
    html(out, "%zu scenario%s", run->count, html_plural(run->count));
    if (qemu)
        put_start(out, " on QEMU ", qemu, " (");
    if (run->seconds > 0)
        html(out, ", in %.1f s", run->seconds);
    if (run->started)
        html(out, "<br><time>%s</time>", run->started);
    html(out, "</p>\n");
    put_tally(out, run, comparison);
    put_bar(out, run);
    html(out, "<nav aria-label=\"Sections\">");
    if (verdict_is_bad(run_verdict(run)))
        html(out, "<a href=\"#failures\">Failures</a>");
    if (comparison)
        html(out, "<a href=\"#comparison\">Comparison</a>");
    if (metrics)
        html(out, "<a href=\"#latency\">Latency</a>");
    html(out, "<a href=\"#matrix\">Rules</a>");
    if (quiet)
        html(out, "<a href=\"#known\">Known and skipped</a>");
    html(out,
         "<a href=\"#scenarios\">Scenarios</a><a href=\"#environment\">Environment</a></nav>\n");
}
