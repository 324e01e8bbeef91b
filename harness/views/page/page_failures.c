/* SPDX-License-Identifier: BSD-2-Clause */
/* What went wrong, in the order in which it did: the first with all that is known of it. */
#include "harness/views/page/page.h"

#include <stdlib.h>
#include <string.h>

#include "harness/judge/judge.h"
#include "harness/views/page/html.h"

static bool had_no_turn(const struct saved_test *test)
{
    return test->reason && !strcmp(test->reason, NEVER_RAN);
}

static void put_rule(FILE *out, const struct saved *saved, const struct saved_test *test)
{
    const struct saved_rule *rule = saved_find_rule(saved, test->rule);

    if (!rule)
        return;
    html(out, "<p><b>%s</b> %s <span class=\"soft\">(%s)</span></p>\n", rule->id, rule->statement,
         rule->source);
    html(out, "<p class=\"soft\">What usually breaks it: %s</p>\n", rule->hint);
}

/* The same test with the same verdict in scenario number @i. */
static bool fails_alike(const struct saved *saved, size_t i, const struct saved_test *test)
{
    const struct saved_test *other = saved_find_test(&saved->scenarios[i], test->name);

    return other && other->verdict == test->verdict && !had_no_turn(other);
}

/* Whether a scenario before number @i has told it. */
static bool is_told(const struct saved *saved, size_t i, const struct saved_test *test)
{
    while (i--)
        if (fails_alike(saved, i, test))
            return true;
    return false;
}

static void put_others(FILE *out, const struct saved *saved, size_t i,
                       const struct saved_test *test)
{
    size_t count = 0;

    while (++i < saved->scenario_count)
        if (fails_alike(saved, i, test))
            html(out, count++ ? ", %s" : "<p class=\"soft\">Also in %s", saved->scenarios[i].name);
    if (count)
        html(out, ".</p>\n");
}

/* @test of scenario number @i. */
static void put_test(FILE *out, const struct saved *saved, size_t i, const struct saved_test *test,
                     bool first)
{
    html(out,
         "<article class=\"card bad\">\n<h3><span class=\"verdict bad\">%s</span> %s <span "
         "class=\"soft\">in %s, rule %s</span></h3>\n",
         verdict_name(test->verdict), test->name, saved->scenarios[i].name, test->rule);
    if (*test->title)
        html(out, "<p>%s</p>\n", test->title);
    if (saved_reason(test))
        html(out, "<p>%s</p>\n", saved_reason(test));
    if (test->detail_count)
        html(out, "<ul>\n");
    for (size_t k = 0; k < test->detail_count; k++)
        html(out, "<li><code>%s</code>%s</li>\n", test->details[k].text,
             test->details[k].is_fail ? "" : " (note)");
    if (test->detail_count)
        html(out, "</ul>\n");
    if (first)
        put_rule(out, saved, test);
    put_others(out, saved, i, test);
    html(out, "</article>\n");
}

static void put_problems(FILE *out, const struct saved_scenario *scenario)
{
    size_t no_turn = 0;

    for (size_t i = 0; i < scenario->test_count; i++)
        no_turn += had_no_turn(&scenario->tests[i]);
    html(out,
         "<article class=\"card bad\">\n<h3><span class=\"verdict bad\">%s</span> scenario "
         "%s</h3>\n<ul>\n",
         verdict_name(scenario->verdict), scenario->name);
    for (size_t i = 0; i < scenario->problem_count; i++)
        html(out, "<li>%s</li>\n", scenario->problems[i]);
    if (!scenario->problem_count)
        html(out, "<li>%s</li>\n", scenario->reason ? scenario->reason : "no reason given");
    html(out, "</ul>\n");
    if (no_turn)
        html(out, "<p>%zu of %zu tests never ran.</p>\n", no_turn, scenario->test_count);
    if (scenario->console_count) {
        html(out, "<p class=\"soft\">The console's last lines:</p>\n<pre>");
        for (size_t i = 0; i < scenario->console_count; i++)
            html(out, "%s\n", scenario->console[i]);
        html(out, "</pre>\n");
    }
    html(out, "</article>\n");
}

/* Before card number @count: the heading that it stands under. */
static void put_heading(FILE *out, size_t count)
{
    if (count == 0)
        html(out, "<section aria-labelledby=\"failures\">\n<h2 id=\"failures\">What failed "
                  "first</h2>\n");
    else if (count == 1)
        html(out, "<h3>And then</h3>\n");
}

void page_failures(FILE *out, const struct saved *saved)
{
    bool explained = false;
    size_t count = 0;

    for (size_t i = 0; i < saved->scenario_count; i++) {
        const struct saved_scenario *scenario = &saved->scenarios[i];
        bool told = scenario->problem_count > 0;

        if (scenario->problem_count) {
            put_heading(out, count++);
            put_problems(out, scenario);
        }
        for (size_t k = 0; k < scenario->test_count; k++) {
            const struct saved_test *test = &scenario->tests[k];

            if (!page_is_bad(test->verdict) || had_no_turn(test))
                continue;
            told = true;
            if (is_told(saved, i, test))
                continue;
            put_heading(out, count++);
            put_test(out, saved, i, test, !explained);
            explained = true;
        }
        if (!told && page_is_bad(scenario->verdict)) {
            put_heading(out, count++);
            put_problems(out, scenario);
        }
    }
    if (count)
        html(out, "</section>\n");
}
