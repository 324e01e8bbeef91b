/* SPDX-License-Identifier: BSD-2-Clause */
#include "harness/views/page/page.h"

#include <stdlib.h>
#include <string.h>

#include "harness/result/metric_names.h"
#include "harness/support/heap.h"
#include "harness/views/page/html.h"

bool page_is_bad(enum verdict verdict)
{
    return verdict > VERDICT_SKIP;
}

const char *page_class(enum verdict verdict)
{
    return page_is_bad(verdict)       ? "bad"
           : verdict == VERDICT_PASS  ? "pass"
           : verdict == VERDICT_XFAIL ? "known"
                                      : "skip";
}

const char *page_sign(enum verdict verdict)
{
    static const char *const signs[VERDICTS] = {
        [VERDICT_PASS] = "\u00b7", [VERDICT_XFAIL] = "x", [VERDICT_SKIP] = "s",
        [VERDICT_ERROR] = "?",     [VERDICT_FAIL] = "F",  [VERDICT_XPASS] = "P",
        [VERDICT_TIMEOUT] = "T",   [VERDICT_CRASH] = "!",
    };

    return signs[verdict];
}

const struct saved_metric **page_metrics(const struct saved_scenario *scenario, const char *unit)
{
    const struct saved_metric **list = NULL;
    size_t count = 0;

    for (size_t rank = 0; rank <= metric_name_count; rank++)
        for (size_t i = 0; i < scenario->metric_count; i++)
            if (metric_rank(scenario->metrics[i].id) == rank &&
                !strcmp(scenario->metrics[i].unit, unit))
                heap_append(list, count, &scenario->metrics[i]);
    heap_append(list, count, NULL);
    return list;
}

bool page_write(FILE *out, const struct saved *saved, const struct comparison *comparison)
{
    fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
          "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
          "<meta name=\"referrer\" content=\"no-referrer\">\n",
          out);
    html(out, "<title>doorbell: %s%s%s</title>\n<style>\n", verdict_name(saved->verdict),
         saved->started ? ", " : "", saved->started ? saved->started : "");
    fputs(page_style, out);
    fputs("</style>\n</head>\n<body>\n", out);
    page_summary(out, saved, comparison);
    fputs("<main>\n", out);
    page_failures(out, saved);
    if (comparison)
        page_comparison(out, comparison);
    page_latency(out, saved);
    page_matrix(out, saved);
    page_known(out, saved);
    page_scenarios(out, saved);
    page_environment(out, saved);
    fputs("</main>\n<footer>\n", out);
    if (saved->command)
        html(out,
             "<p>Written by <code>doorbell report</code> from the run of "
             "<code>%s</code>.</p>\n",
             saved->command);
    fputs("</footer>\n</body>\n</html>\n", out);
    return !fflush(out) && !ferror(out);
}
