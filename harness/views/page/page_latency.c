/* SPDX-License-Identifier: BSD-2-Clause */
/* Latency: for each unit and Xen the scenario that measured most, in pictures and in figures. */
#include "harness/views/page/sections.h"

#include <stdlib.h>

#include "harness/result/outcome.h"
#include "harness/views/page/html.h"

static void put_row(FILE *out, const struct metric *metric)
{
    const struct stats *stats = &metric->stats;
    const uint64_t values[] = {stats->min, stats->p50,  stats->p90,
                               stats->p99, stats->p999, stats->max};
    static const bool wide[] = {true, false, true, false, true, false};

    html(out, "<tr><td class=\"%s\">%s</td>", metric->of ? "part" : "whole", metric->label);
    for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
        html(out, "<td class=\"num%s\">%s</td>", wide[i] ? " wide" : "", html_number(values[i]));
    html(out, "<td class=\"num wide\">%zu</td></tr>\n", stats->n);
}

static void put_table(FILE *out, const struct metric **metrics, const char *unit)
{
    static const char *const columns[] = {"min", "p50", "p90", "p99", "p99.9", "max", "n"};
    static const bool wide[] = {true, false, true, false, true, false, true};

    html(out,
         "<details>\n<summary>All figures, in %s</summary>\n<table>\n<thead><tr><th "
         "scope=\"col\">metric</th>",
         metric_unit(unit));
    for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++)
        html(out, "<th scope=\"col\" class=\"num%s\">%s</th>", wide[i] ? " wide" : "", columns[i]);
    html(out, "</tr></thead>\n<tbody>\n");
    for (; *metrics; metrics++)
        put_row(out, *metrics);
    html(out, "</tbody>\n</table>\n</details>\n");
}

static void put_scenario(FILE *out, const struct outcome *outcome, const char *unit,
                         unsigned int number)
{
    const struct metric **metrics = outcome_metrics(outcome, unit);

    html(out, "<h3>Scenario %s on %s, in %s</h3>\n", outcome->name, outcome->system,
         metric_unit(unit));
    page_ladder(out, outcome, metrics, unit, number);
    page_overview(out, outcome, metrics, unit, number);
    page_spreads(out, outcome, metrics, unit, number);
    put_table(out, metrics, unit);
    free(metrics);
}

void page_latency(FILE *out, const struct run *run)
{
    static const char *const units[] = {"insn", "ns"};
    unsigned int number = 0;

    for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
        for (size_t k = 0; k < run->count; k++) {
            const struct outcome *outcome = run->outcomes[k];

            if (!outcome_has_ladder(run, outcome, units[i]))
                continue;
            if (!number)
                html(out, "<section aria-labelledby=\"latency\">\n<h2 id=\"latency\">Latency"
                          "</h2>\n<p class=\"lead\">Medians, from the bare trap up. Instructions "
                          "are counted by the emulator and exact; nanoseconds are read from a "
                          "clock.</p>\n");
            put_scenario(out, outcome, units[i], number++);
        }
    if (number)
        html(out, "</section>\n");
}
