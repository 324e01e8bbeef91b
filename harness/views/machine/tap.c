/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Test Anything Protocol, version 13. One point for the boot of each scenario as such ("trap/boot":
 * the console was whole, nothing crashed) and one for each of its tests ("trap/bg.narrow_reads").
 */
#include "harness/views/view.h"

/* A description or reason: '#' starts a directive and '\' escapes, so both are escaped. */
static void put(FILE *out, const char *text)
{
    for (; *text; text++) {
        if (*text == '#' || *text == '\\')
            fputc('\\', out);
        fputc(*text, out);
    }
}

static void put_directive(FILE *out, const char *directive, const char *reason)
{
    fprintf(out, " # %s ", directive);
    put(out, reason ? reason : "no reason given");
}

static void put_diagnostic(FILE *out, const char *label, const char *text)
{
    fprintf(out, "#   %s%s\n", label, text);
}

static void put_point(FILE *out, size_t number, bool good, const char *scenario, const char *name)
{
    fprintf(out, "%sok %zu - %s/%s", good ? "" : "not ", number, scenario, name);
}

static void put_test(FILE *out, size_t number, const char *scenario,
                     const struct test_result *result)
{
    put_point(out, number, result->verdict == VERDICT_PASS || result->verdict == VERDICT_SKIP,
              scenario, result->name);
    fprintf(out, " %s ", result->rule);
    put(out, result->title ? result->title : "");
    if (result->verdict == VERDICT_SKIP)
        put_directive(out, "SKIP", result->reason);
    else if (result->verdict == VERDICT_XFAIL)
        put_directive(out, "TODO", result->reason);
    fputc('\n', out);
    if (result->verdict == VERDICT_PASS || result->verdict == VERDICT_SKIP)
        return;
    if (result->reason)
        fprintf(out, "#   %s: %s\n", verdict_name(result->verdict), result->reason);
    for (size_t i = 0; i < result->detail_count; i++)
        put_diagnostic(out, result->details[i].kind == DETAIL_FAIL ? "fail: " : "note: ",
                       result->details[i].text);
}

static void put_boot(FILE *out, size_t number, const struct outcome *outcome)
{
    put_point(out, number, !outcome->problem_count, outcome->name, "boot");
    fprintf(out, " %s\n", outcome->system);
    for (size_t i = 0; i < outcome->problem_count; i++)
        put_diagnostic(out, "", outcome->problems[i]);
    if (outcome->problem_count)
        for (size_t i = 0; i < outcome->console_count; i++)
            put_diagnostic(out, "console: ", outcome->console[i]);
}

bool view_tap(FILE *out, const struct view *view)
{
    const struct run *run = view->run;
    size_t points = run->count, number = 0;

    for (size_t i = 0; i < run->count; i++)
        points += run->outcomes[i]->test_count;
    fprintf(out, "TAP version 13\n1..%zu\n", points);
    for (size_t i = 0; i < run->count; i++) {
        const struct outcome *outcome = run->outcomes[i];

        put_boot(out, ++number, outcome);
        for (size_t k = 0; k < outcome->test_count; k++)
            put_test(out, ++number, outcome->name, &outcome->tests[k]);
    }
    if (!run->count)
        fputs("Bail out! no scenario ran\n", out);
    return !fflush(out) && !ferror(out);
}
