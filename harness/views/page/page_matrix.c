/* SPDX-License-Identifier: BSD-2-Clause */
/* Every rule in every scenario: the worst verdict of its tests there. */
#define _GNU_SOURCE 1
#include "harness/views/page/sections.h"

#include <stdlib.h>
#include <string.h>

#include "harness/support/heap.h"
#include "harness/views/page/html.h"

/* All rules that a test names, sorted: "BG-2" before "BG-10". */
static int by_rule(const void *a, const void *b)
{
    const char *left = *(const char *const *)a, *right = *(const char *const *)b;

    return strverscmp(left, right);
}

static const char **collect(const struct run *run, size_t *count)
{
    const char **rules = NULL;

    *count = 0;
    for (size_t i = 0; i < run->count; i++)
        for (size_t k = 0; k < run->outcomes[i]->test_count; k++) {
            const char *rule = run->outcomes[i]->tests[k].rule;
            size_t at = 0;

            while (at < *count && strcmp(rules[at], rule))
                at++;
            if (at == *count)
                heap_append(rules, *count, rule);
        }
    if (*count)
        qsort(rules, *count, sizeof(*rules), by_rule);
    return rules;
}

static bool is_same_group(const char *a, const char *b)
{
    const size_t length = strcspn(a, "-");

    return length == strcspn(b, "-") && !strncmp(a, b, length);
}

/* A skip counts less than a pass. */
static int weight(enum verdict verdict)
{
    return verdict == VERDICT_SKIP ? -1 : (int)verdict;
}

/* A verdict's sign in the matrix. */
static const char *sign_of(enum verdict verdict)
{
    static const char *const signs[VERDICTS] = {
        [VERDICT_PASS] = "\u00b7", [VERDICT_XFAIL] = "x", [VERDICT_SKIP] = "s",
        [VERDICT_ERROR] = "?",     [VERDICT_FAIL] = "F",  [VERDICT_XPASS] = "P",
        [VERDICT_TIMEOUT] = "T",   [VERDICT_CRASH] = "!",
    };

    return signs[verdict];
}

static void put_cell(FILE *out, const struct outcome *outcome, const char *rule)
{
    const struct test_result *worst = NULL;
    size_t count = 0;

    for (size_t i = 0; i < outcome->test_count; i++) {
        const struct test_result *test = &outcome->tests[i];

        if (strcmp(test->rule, rule))
            continue;
        count++;
        if (!worst || weight(test->verdict) > weight(worst->verdict))
            worst = test;
    }
    if (!worst)
        html(out, "<td></td>");
    else if (worst->verdict == VERDICT_PASS)
        html(out, "<td class=\"pass\" aria-label=\"PASS\">%s</td>", sign_of(VERDICT_PASS));
    else
        html(out, "<td class=\"%s\" aria-label=\"%s\" title=\"%s in %s: %s, %s\">%s</td>",
             page_class(worst->verdict), verdict_name(worst->verdict), rule, outcome->name,
             verdict_name(worst->verdict), worst->name, sign_of(worst->verdict));
}

static void put_row(FILE *out, const struct run *run, const char *rule)
{
    const struct rule *known = rules_find(&run->rules, rule);

    html(out, "<tr><th scope=\"row\" class=\"rule\" title=\"%s\">%s</th>",
         known ? known->statement : "", rule);
    for (size_t i = 0; i < run->count; i++)
        put_cell(out, run->outcomes[i], rule);
    html(out, "<td class=\"statement\" title=\"%s\">%s</td></tr>\n", known ? known->statement : "",
         known ? known->statement : "");
}

static void put_key(FILE *out, const struct run *run)
{
    html(out, "<p class=\"key\">");
    for (enum verdict verdict = VERDICT_PASS; verdict < VERDICTS; verdict++)
        if (run_tally(run, verdict))
            html(out, "<b class=\"%s\">%s</b> %s &ensp;", page_class(verdict), sign_of(verdict),
                 page_label(verdict));
    html(out, "</p>\n");
}

void page_matrix(FILE *out, const struct run *run)
{
    size_t count;
    const char **rules = collect(run, &count);

    html(out,
         "<section aria-labelledby=\"matrix\">\n<h2 id=\"matrix\">Rules and scenarios</h2>\n"
         "<p class=\"lead\">%zu rule%s, each with the worst verdict of its tests in each "
         "scenario; empty where no test of it applies.</p>\n",
         count, html_plural(count));
    put_key(out, run);
    html(out, "<table class=\"matrix\">\n<thead><tr><th class=\"rule\" scope=\"col\">rule</th>");
    for (size_t i = 0; i < run->count; i++)
        html(out, "<th scope=\"col\"><span>%s</span></th>", run->outcomes[i]->name);
    html(out, "<th class=\"statement\" scope=\"col\">what must hold</th></tr></thead>\n");
    for (size_t i = 0; i < count; i++) {
        if (!i || !is_same_group(rules[i], rules[i - 1]))
            fputs(i ? "</tbody>\n<tbody>\n" : "<tbody>\n", out);
        put_row(out, run, rules[i]);
    }
    fputs(count ? "</tbody>\n</table>\n</section>\n" : "</table>\n</section>\n", out);
    free(rules);
}
