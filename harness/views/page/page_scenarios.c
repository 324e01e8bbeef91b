/* SPDX-License-Identifier: BSD-2-Clause */
/* The boots one by one, and the machines that they were on. */
#include "harness/views/page/sections.h"

#include <stdlib.h>
#include <string.h>

#include "harness/support/heap.h"
#include "harness/views/page/html.h"

void page_scenarios(FILE *out, const struct run *run)
{
    html(out, "<section aria-labelledby=\"scenarios\">\n<h2 id=\"scenarios\">Scenarios</h2>\n"
              "<table>\n<thead><tr><th scope=\"col\">scenario</th><th scope=\"col\">verdict</th>"
              "<th scope=\"col\" class=\"num\">tests</th><th scope=\"col\" class=\"num wide\">known"
              "</th><th scope=\"col\" class=\"num wide\">skipped</th><th scope=\"col\" "
              "class=\"num\">seconds</th></tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < run->count; i++) {
        const struct outcome *outcome = run->outcomes[i];

        html(out, "<tr><td><b>%s</b><br><span class=\"soft\">%s; %s</span></td>", outcome->name,
             outcome->title ? outcome->title : "", outcome->system);
        html(out, "<td><span class=\"verdict %s\">%s</span></td>", page_class(outcome->verdict),
             verdict_name(outcome->verdict));
        html(out,
             "<td class=\"num\">%zu</td><td class=\"num wide\">%zu</td><td class=\"num wide\">"
             "%zu</td>",
             outcome->test_count, outcome_tally(outcome, VERDICT_XFAIL),
             outcome_tally(outcome, VERDICT_SKIP));
        html(out, "<td class=\"num\">%.2f</td></tr>\n", outcome->seconds);
    }
    html(out, "</tbody>\n</table>\n</section>\n");
}

/* Whether @key is @value in all scenarios. */
static bool is_common(const struct run *run, const char *key, const char *value)
{
    for (size_t i = 0; i < run->count; i++) {
        const char *other = fact_value(&run->outcomes[i]->facts, key);

        if (!other || strcmp(other, value))
            return false;
    }
    return true;
}

static void put_fact(FILE *out, const char *key, const char *value)
{
    html(out, "<tr><th scope=\"row\">%s</th><td>%s</td></tr>\n", key, value);
}

static bool has_value(const struct run *run, size_t i, const char *key, const char *value)
{
    const char *its = fact_value(&run->outcomes[i]->facts, key);

    return its && !strcmp(its, value);
}

static size_t count_of(const struct run *run, const char *key, const char *value)
{
    size_t count = 0;

    for (size_t i = 0; i < run->count; i++)
        count += has_value(run, i, key, value);
    return count;
}

/* The value of @key that most scenarios have; the first of them, if several. */
static const char *usual(const struct run *run, const char *key)
{
    const char *best = NULL;
    size_t most = 0;

    for (size_t i = 0; i < run->count; i++) {
        const char *value = fact_value(&run->outcomes[i]->facts, key);

        if (value && count_of(run, key, value) > most) {
            most = count_of(run, key, value);
            best = value;
        }
    }
    return best;
}

/* The scenarios with @value of @key, by name unless it is what most have. */
static void put_where(FILE *out, const struct run *run, const char *key, const char *value,
                      bool is_usual)
{
    const size_t count = count_of(run, key, value);
    bool more = false;

    html(out, "%s <span class=\"soft\">(", value);
    if (is_usual && count > 3)
        html(out, "%zu scenarios", count);
    else
        for (size_t i = 0; i < run->count; i++)
            if (has_value(run, i, key, value)) {
                html(out, "%s%s", more ? ", " : "", run->outcomes[i]->name);
                more = true;
            }
    html(out, ")</span><br>");
}

/* A fact on which not all scenarios agree: the usual value first. */
static void put_others(FILE *out, const struct run *run, const char *key)
{
    const char *most = usual(run, key);

    html(out, "<tr><th scope=\"row\">%s</th><td>", key);
    put_where(out, run, key, most, true);
    for (size_t i = 0; i < run->count; i++) {
        const char *value = fact_value(&run->outcomes[i]->facts, key);
        size_t first = 0;

        if (!value || !strcmp(value, most))
            continue;
        while (!has_value(run, first, key, value))
            first++;
        if (first == i)
            put_where(out, run, key, value, false);
    }
    html(out, "</td></tr>\n");
}

void page_environment(FILE *out, const struct run *run)
{
    const char **shown = NULL;
    size_t count = 0;

    html(out, "<section aria-labelledby=\"environment\">\n<h2 id=\"environment\">Environment</h2>\n"
              "<p class=\"lead\">What all scenarios share first; then what differs, and "
              "where.</p>\n<table>\n<tbody>\n");
    for (size_t i = 0; i < run->facts.count; i++)
        put_fact(out, run->facts.list[i].key, run->facts.list[i].value);
    for (int common = 1; common >= 0; common--)
        for (size_t i = 0; i < run->count; i++)
            for (size_t k = 0; k < run->outcomes[i]->facts.count; k++) {
                const struct fact *fact = &run->outcomes[i]->facts.list[k];
                size_t at = 0;

                while (at < count && strcmp(shown[at], fact->key))
                    at++;
                if (at < count || is_common(run, fact->key, fact->value) != common)
                    continue;
                heap_append(shown, count, fact->key);
                if (common)
                    put_fact(out, fact->key, fact->value);
                else
                    put_others(out, run, fact->key);
            }
    html(out, "</tbody>\n</table>\n</section>\n");
    free(shown);
}
