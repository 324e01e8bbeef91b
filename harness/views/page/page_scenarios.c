/* SPDX-License-Identifier: BSD-2-Clause */
/* The boots one by one, and the machines that they were on. */
#include "harness/views/page/page.h"

#include <stdlib.h>
#include <string.h>

#include "harness/support/heap.h"
#include "harness/views/page/html.h"

void page_scenarios(FILE *out, const struct saved *saved)
{
    html(out, "<section aria-labelledby=\"scenarios\">\n<h2 id=\"scenarios\">Scenarios</h2>\n"
              "<table>\n<thead><tr><th scope=\"col\">scenario</th><th scope=\"col\">verdict</th>"
              "<th scope=\"col\" class=\"num\">tests</th><th scope=\"col\" class=\"num wide\">known"
              "</th><th scope=\"col\" class=\"num wide\">skipped</th><th scope=\"col\" "
              "class=\"num\">seconds</th></tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < saved->scenario_count; i++) {
        const struct saved_scenario *scenario = &saved->scenarios[i];
        char *system = saved_system(scenario);

        html(out, "<tr><td><b>%s</b><br><span class=\"soft\">%s; %s</span></td>", scenario->name,
             scenario->title, system);
        html(out, "<td><span class=\"verdict %s\">%s</span></td>", page_class(scenario->verdict),
             verdict_name(scenario->verdict));
        html(out,
             "<td class=\"num\">%zu</td><td class=\"num wide\">%zu</td><td class=\"num wide\">"
             "%zu</td>",
             scenario->test_count, saved_scenario_tally(scenario, VERDICT_XFAIL),
             saved_scenario_tally(scenario, VERDICT_SKIP));
        html(out, "<td class=\"num\">%.2f</td></tr>\n", scenario->seconds);
        free(system);
    }
    html(out, "</tbody>\n</table>\n</section>\n");
}

/* Whether all scenarios say @value of @key. */
static bool is_common(const struct saved *saved, const char *key, const char *value)
{
    for (size_t i = 0; i < saved->scenario_count; i++) {
        const char *other = saved_fact(&saved->scenarios[i].facts, key);

        if (!other || strcmp(other, value))
            return false;
    }
    return true;
}

static void put_fact(FILE *out, const char *key, const char *value)
{
    html(out, "<tr><th scope=\"row\">%s</th><td>%s</td></tr>\n", key, value);
}

static bool has_value(const struct saved *saved, size_t i, const char *key, const char *value)
{
    const char *its = saved_fact(&saved->scenarios[i].facts, key);

    return its && !strcmp(its, value);
}

static size_t count_of(const struct saved *saved, const char *key, const char *value)
{
    size_t count = 0;

    for (size_t i = 0; i < saved->scenario_count; i++)
        count += has_value(saved, i, key, value);
    return count;
}

/* The value of @key that most scenarios have; the first of them, if several. */
static const char *usual(const struct saved *saved, const char *key)
{
    const char *best = NULL;
    size_t most = 0;

    for (size_t i = 0; i < saved->scenario_count; i++) {
        const char *value = saved_fact(&saved->scenarios[i].facts, key);

        if (value && count_of(saved, key, value) > most) {
            most = count_of(saved, key, value);
            best = value;
        }
    }
    return best;
}

/* The scenarios with @value of @key, by name unless it is what most have. */
static void put_where(FILE *out, const struct saved *saved, const char *key, const char *value,
                      bool is_usual)
{
    const size_t count = count_of(saved, key, value);
    bool more = false;

    html(out, "%s <span class=\"soft\">(", value);
    if (is_usual && count > 3)
        html(out, "%zu scenarios", count);
    else
        for (size_t i = 0; i < saved->scenario_count; i++)
            if (has_value(saved, i, key, value)) {
                html(out, "%s%s", more ? ", " : "", saved->scenarios[i].name);
                more = true;
            }
    html(out, ")</span><br>");
}

/* A fact on which not all scenarios agree: what most say first. */
static void put_others(FILE *out, const struct saved *saved, const char *key)
{
    const char *most = usual(saved, key);

    html(out, "<tr><th scope=\"row\">%s</th><td>", key);
    put_where(out, saved, key, most, true);
    for (size_t i = 0; i < saved->scenario_count; i++) {
        const char *value = saved_fact(&saved->scenarios[i].facts, key);
        size_t first = 0;

        if (!value || !strcmp(value, most))
            continue;
        while (!has_value(saved, first, key, value))
            first++;
        if (first == i)
            put_where(out, saved, key, value, false);
    }
    html(out, "</td></tr>\n");
}

void page_environment(FILE *out, const struct saved *saved)
{
    const char **shown = NULL;
    size_t count = 0;

    html(out, "<section aria-labelledby=\"environment\">\n<h2 id=\"environment\">Environment</h2>\n"
              "<p class=\"lead\">What all scenarios share first; then what differs, and "
              "where.</p>\n<table>\n<tbody>\n");
    for (size_t i = 0; i < saved->facts.count; i++)
        put_fact(out, saved->facts.list[i].key, saved->facts.list[i].value);
    for (int common = 1; common >= 0; common--)
        for (size_t i = 0; i < saved->scenario_count; i++)
            for (size_t k = 0; k < saved->scenarios[i].facts.count; k++) {
                const struct saved_fact *fact = &saved->scenarios[i].facts.list[k];
                size_t at = 0;

                while (at < count && strcmp(shown[at], fact->key))
                    at++;
                if (at < count || is_common(saved, fact->key, fact->value) != common)
                    continue;
                heap_append(shown, count, fact->key);
                if (common)
                    put_fact(out, fact->key, fact->value);
                else
                    put_others(out, saved, fact->key);
            }
    html(out, "</tbody>\n</table>\n</section>\n");
    free(shown);
}
