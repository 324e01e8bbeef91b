/* SPDX-License-Identifier: BSD-2-Clause */
/* What failed as known, and what was skipped: each reason once, with where it applies. */
#include "harness/views/page/sections.h"

#include <stdlib.h>
#include <string.h>

#include "harness/support/heap.h"
#include "harness/views/page/html.h"

/* One reason, and the tests that have it. */
struct reason {
    const struct test_result *test; /* the first */
    char *tests, *rules, *scenarios;
};

static bool is_in(const char *list, const char *name)
{
    const size_t length = strlen(name);

    for (const char *at = list; (at = strstr(at, name)); at += length)
        if ((at == list || at[-1] == ' ') && (!at[length] || at[length] == ','))
            return true;
    return false;
}

static void add_name(char **list, const char *name)
{
    char *longer;

    if (is_in(*list, name))
        return;
    longer = heap_format("%s%s%s", *list, **list ? ", " : "", name);
    free(*list);
    *list = longer;
}

static const char *reason_of(const struct test_result *test)
{
    return test->known ? test->known : test->reason ? test->reason : "no reason given";
}

static struct reason *collect(const struct run *run, enum verdict verdict, size_t *count)
{
    struct reason *list = NULL;

    *count = 0;
    for (size_t i = 0; i < run->count; i++)
        for (size_t k = 0; k < run->outcomes[i]->test_count; k++) {
            const struct test_result *test = &run->outcomes[i]->tests[k];
            size_t at = 0;

            if (test->verdict != verdict)
                continue;
            while (at < *count && strcmp(reason_of(list[at].test), reason_of(test)))
                at++;
            if (at == *count)
                heap_append(list, *count,
                            (struct reason){test, heap_copy(""), heap_copy(""), heap_copy("")});
            add_name(&list[at].tests, test->name);
            add_name(&list[at].rules, test->rule);
            add_name(&list[at].scenarios, run->outcomes[i]->name);
        }
    return list;
}

static void put(FILE *out, const struct run *run, enum verdict verdict, const char *title)
{
    size_t count;
    struct reason *list = collect(run, verdict, &count);

    if (count)
        html(out, "<h3>%s</h3>\n<div class=\"cards\">\n", title);
    for (size_t i = 0; i < count; i++) {
        const struct test_result *test = list[i].test;

        html(out, "<article class=\"card %s\">\n<p><span class=\"verdict %s\">%s</span> %s</p>\n",
             page_class(verdict), page_class(verdict), verdict_name(verdict), reason_of(test));
        if (test->upstream)
            html(out, "<p class=\"soft\">Upstream: %s.</p>\n", test->upstream);
        html(out, "<p class=\"soft\"><code>%s</code> (%s) in %s</p>\n</article>\n", list[i].tests,
             list[i].rules, list[i].scenarios);
        free(list[i].tests);
        free(list[i].rules);
        free(list[i].scenarios);
    }
    if (count)
        html(out, "</div>\n");
    free(list);
}

void page_known(FILE *out, const struct run *run)
{
    if (!run_tally(run, VERDICT_XFAIL) && !run_tally(run, VERDICT_SKIP))
        return;
    html(out, "<section aria-labelledby=\"known\">\n<h2 id=\"known\">Known and skipped</h2>\n");
    put(out, run, VERDICT_XFAIL, "Known failures");
    put(out, run, VERDICT_SKIP, "Skipped: nothing was checked");
    html(out, "</section>\n");
}
