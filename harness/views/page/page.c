/* SPDX-License-Identifier: BSD-2-Clause */
#define _GNU_SOURCE 1 /* memmem() */
#include "harness/views/page/page.h"

#include <stdlib.h>
#include <string.h>

#include "harness/views/page/html.h"
#include "harness/views/page/sections.h"

/* page.html and page.css, which the linker has put here. */
extern const char _binary_harness_views_page_page_html_start[];
extern const char _binary_harness_views_page_page_html_end[];
extern const char _binary_harness_views_page_page_css_start[];
extern const char _binary_harness_views_page_page_css_end[];

static void put_title(FILE *out, const struct run *run)
{
    html(out, "%s%s%s", verdict_name(run_verdict(run)), run->started ? ", " : "",
         run->started ? run->started : "");
}

static void put_style(FILE *out, const struct run *run)
{
    const char *style = _binary_harness_views_page_page_css_start;

    (void)run;
    fwrite(style, 1, (size_t)(_binary_harness_views_page_page_css_end - style), out);
}

static void put_command(FILE *out, const struct run *run)
{
    if (run->command)
        html(out,
             "<p>Written by <code>doorbell report</code> from the run of "
             "<code>%s</code>.</p>\n",
             run->command);
}

static const struct {
    const char *name; /* in page.html, between {{ and }} */
    void (*put)(FILE *out, const struct run *run);
    void (*put_compared)(FILE *out, const struct run *run, const struct comparison *comparison);
} places[] = {
    {"title", put_title, NULL},
    {"style", put_style, NULL},
    {"summary", NULL, page_summary},
    {"failures", page_failures, NULL},
    {"comparison", NULL, page_comparison},
    {"latency", page_latency, NULL},
    {"matrix", page_matrix, NULL},
    {"known", page_known, NULL},
    {"scenarios", page_scenarios, NULL},
    {"environment", page_environment, NULL},
    {"command", put_command, NULL},
};

/* What stands at the place @name, of @length characters. */
static void put_place(FILE *out, const char *name, size_t length, const struct run *run,
                      const struct comparison *comparison)
{
    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
        if (strlen(places[i].name) == length && !strncmp(places[i].name, name, length)) {
            if (places[i].put)
                places[i].put(out, run);
            else
                places[i].put_compared(out, run, comparison);
            return;
        }
    abort(); /* page.html has a place that is not in the table */
}

bool page_write(FILE *out, const struct run *run, const struct comparison *comparison)
{
    const char *at = _binary_harness_views_page_page_html_start;
    const char *end = _binary_harness_views_page_page_html_end;

    while (at < end) {
        const char *open = memmem(at, (size_t)(end - at), "{{", 2);
        const char *close = open ? memmem(open, (size_t)(end - open), "}}", 2) : NULL;

        fwrite(at, 1, (size_t)((close ? open : end) - at), out);
        if (close)
            put_place(out, open + 2, (size_t)(close - open) - 2, run, comparison);
        at = close ? close + 2 : end;
    }
    return !fflush(out) && !ferror(out);
}
