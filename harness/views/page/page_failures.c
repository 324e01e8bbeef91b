/* SPDX-License-Identifier: BSD-2-Clause */
/* What went wrong, in the order in which it did: the first with all that is known of it. */
#include "harness/views/page/sections.h"

#include "harness/views/page/html.h"

static void put_rule(FILE *out, const struct run *run, const struct test_result *test)
{
    const struct rule *rule = rules_find(&run->rules, test->rule);

    if (!rule)
        return;
    html(out, "<p><b>%s</b> %s <span class=\"soft\">(%s)</span></p>\n", rule->id, rule->statement,
         rule->source);
    html(out, "<p class=\"soft\">What usually breaks it: %s</p>\n", rule->hint);
}

/* The same test with the same verdict in scenario number @i. */
static bool fails_alike(const struct run *run, size_t i, const struct test_result *test)
{
    const struct test_result *other = outcome_test(run->outcomes[i], test->name);

    return other && other->verdict == test->verdict && !test_never_ran(other);
}

/* Whether a scenario before number @i has shown it. */
static bool is_shown(const struct run *run, size_t i, const struct test_result *test)
{
    while (i--)
        if (fails_alike(run, i, test))
            return true;
    return false;
}

static void put_others(FILE *out, const struct run *run, size_t i, const struct test_result *test)
{
    size_t count = 0;

    while (++i < run->count)
        if (fails_alike(run, i, test))
            html(out, count++ ? ", %s" : "<p class=\"soft\">Also in %s", run->outcomes[i]->name);
    if (count)
        html(out, ".</p>\n");
}

/* @test of scenario number @i. */
static void put_test(FILE *out, const struct run *run, size_t i, const struct test_result *test,
                     bool first)
{
    html(out,
         "<article class=\"card bad\">\n<h3><span class=\"verdict bad\">%s</span> %s <span "
         "class=\"soft\">in %s, rule %s</span></h3>\n",
         verdict_name(test->verdict), test->name, run->outcomes[i]->name, test->rule);
    if (test->title)
        html(out, "<p>%s</p>\n", test->title);
    if (test_reason(test))
        html(out, "<p>%s</p>\n", test_reason(test));
    if (test->detail_count)
        html(out, "<ul>\n");
    for (size_t k = 0; k < test->detail_count; k++)
        html(out, "<li><code>%s</code>%s</li>\n", test->details[k].text,
             test->details[k].kind == DETAIL_FAIL ? "" : " (note)");
    if (test->detail_count)
        html(out, "</ul>\n");
    if (first)
        put_rule(out, run, test);
    put_others(out, run, i, test);
    html(out, "</article>\n");
}

static void put_problems(FILE *out, const struct outcome *outcome)
{
    size_t no_turn = 0;

    for (size_t i = 0; i < outcome->test_count; i++)
        no_turn += test_never_ran(&outcome->tests[i]);
    html(out,
         "<article class=\"card bad\">\n<h3><span class=\"verdict bad\">%s</span> scenario "
         "%s</h3>\n<ul>\n",
         verdict_name(outcome->verdict), outcome->name);
    for (size_t i = 0; i < outcome->problem_count; i++)
        html(out, "<li>%s</li>\n", outcome->problems[i]);
    if (!outcome->problem_count)
        html(out, "<li>%s</li>\n", outcome->reason ? outcome->reason : "no reason given");
    html(out, "</ul>\n");
    if (no_turn)
        html(out, "<p>%zu of %zu tests never ran.</p>\n", no_turn, outcome->test_count);
    if (outcome->console_count) {
        html(out, "<p class=\"soft\">The console's last lines:</p>\n<pre>");
        for (size_t i = 0; i < outcome->console_count; i++)
            html(out, "%s\n", outcome->console[i]);
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

void page_failures(FILE *out, const struct run *run)
{
    bool explained = false;
    size_t count = 0;

    for (size_t i = 0; i < run->count; i++) {
        const struct outcome *outcome = run->outcomes[i];
        bool shown = outcome->problem_count > 0;

        if (outcome->problem_count) {
            put_heading(out, count++);
            put_problems(out, outcome);
        }
        for (size_t k = 0; k < outcome->test_count; k++) {
            const struct test_result *test = &outcome->tests[k];

            if (!verdict_is_bad(test->verdict) || test_never_ran(test))
                continue;
            shown = true;
            if (is_shown(run, i, test))
                continue;
            put_heading(out, count++);
            put_test(out, run, i, test, !explained);
            explained = true;
        }
        if (!shown && verdict_is_bad(outcome->verdict)) {
            put_heading(out, count++);
            put_problems(out, outcome);
        }
    }
    if (count)
        html(out, "</section>\n");
}
