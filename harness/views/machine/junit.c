/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * JUnit XML as CI systems read it: a testsuite for each scenario; in it a testcase "boot" for the
 * run as such, and one for each test. XFAIL counts as skipped, with its reason.
 */
#include "harness/views/view.h"

#include <stdlib.h>
#include <string.h>

#include "harness/support/escape.h"
#include "harness/support/heap.h"

#define ENV "env."

static void put_attribute(FILE *out, const char *name, const char *value)
{
    fprintf(out, " %s=\"", name);
    escape(out, value);
    fputc('"', out);
}

static void put_property(FILE *out, const char *name, const char *value)
{
    fputs("      <property", out);
    put_attribute(out, "name", name);
    put_attribute(out, "value", value);
    fputs("/>\n", out);
}

/* A fact that the guest found, as "key value". */
static void put_env(FILE *out, const struct fact *fact)
{
    char *text;

    if (strncmp(fact->key, ENV, strlen(ENV)))
        return;
    text = heap_format("%s %s", fact->key + strlen(ENV), fact->value);
    put_property(out, "env", text);
    free(text);
}

static void put_line(FILE *out, const char *label, const char *text)
{
    fputs(label, out);
    escape(out, text);
    fputc('\n', out);
}

static void open_case(FILE *out, const char *scenario, const char *name)
{
    fputs("    <testcase", out);
    put_attribute(out, "classname", scenario);
    put_attribute(out, "name", name);
}

static void open_fault(FILE *out, const char *element, enum verdict verdict, const char *message)
{
    fprintf(out, ">\n      <%s", element);
    put_attribute(out, "type", verdict_name(verdict));
    put_attribute(out, "message", message ? message : "no reason given");
    fputs(">", out);
}

/* Name of the element for @verdict; NULL for a pass. */
static const char *element_of(enum verdict verdict)
{
    switch (verdict) {
    case VERDICT_PASS:
        return NULL;
    case VERDICT_XFAIL:
    case VERDICT_SKIP:
        return "skipped";
    case VERDICT_FAIL:
    case VERDICT_XPASS:
        return "failure";
    case VERDICT_ERROR:
    case VERDICT_TIMEOUT:
    case VERDICT_CRASH:
        break;
    }
    return "error";
}

static void put_test(FILE *out, const char *scenario, const struct test_result *result)
{
    const char *element = element_of(result->verdict);

    open_case(out, scenario, result->name);
    if (!element) {
        fputs("/>\n", out);
        return;
    }
    open_fault(out, element, result->verdict, result->reason);
    put_line(out, "\n", result->title ? result->title : "");
    put_line(out, "rule ", result->rule);
    for (size_t i = 0; i < result->detail_count; i++)
        put_line(out, result->details[i].kind == DETAIL_FAIL ? "fail: " : "note: ",
                 result->details[i].text);
    fprintf(out, "      </%s>\n    </testcase>\n", element);
}

static void put_boot(FILE *out, const struct outcome *outcome)
{
    open_case(out, outcome->name, "boot");
    if (!outcome->problem_count) {
        fputs("/>\n", out);
        return;
    }
    open_fault(out, "error", outcome->verdict, outcome->problems[0]);
    fputc('\n', out);
    for (size_t i = 0; i < outcome->problem_count; i++)
        put_line(out, "", outcome->problems[i]);
    for (size_t i = 0; i < outcome->console_count; i++)
        put_line(out, "console: ", outcome->console[i]);
    fputs("      </error>\n    </testcase>\n", out);
}

static size_t count_of(const struct outcome *outcome, const char *element)
{
    size_t count = !strcmp(element, "error") && outcome->problem_count;

    for (enum verdict verdict = VERDICT_XFAIL; verdict < VERDICTS; verdict++)
        if (!strcmp(element_of(verdict), element))
            count += outcome_tally(outcome, verdict);
    return count;
}

static void put_suite(FILE *out, const struct run *run, const struct outcome *outcome)
{
    fputs("  <testsuite", out);
    put_attribute(out, "name", outcome->name);
    fprintf(out, " tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" skipped=\"%zu\" time=\"%.3f\"",
            outcome->test_count + 1, count_of(outcome, "failure"), count_of(outcome, "error"),
            count_of(outcome, "skipped"), outcome->seconds);
    if (run->started) /* without the Z: of the forms of ISO 8601 this is the one that all read */
        fprintf(out, " timestamp=\"%.19s\"", run->started);
    fputs(">\n    <properties>\n", out);
    put_property(out, "title", outcome->title ? outcome->title : "");
    put_property(out, outcome_has_no_xen(outcome) ? "qemu" : "xen",
                 strchr(outcome->system, ' ') + 1);
    if (run->command)
        put_property(out, "command", run->command);
    for (size_t i = 0; i < outcome->facts.count; i++)
        put_env(out, &outcome->facts.list[i]);
    fputs("    </properties>\n", out);
    put_boot(out, outcome);
    for (size_t i = 0; i < outcome->test_count; i++)
        put_test(out, outcome->name, &outcome->tests[i]);
    fputs("  </testsuite>\n", out);
}

bool view_junit(FILE *out, const struct view *view)
{
    const struct run *run = view->run;
    size_t tests = 0, failures = 0, errors = 0, skipped = 0;

    for (size_t i = 0; i < run->count; i++) {
        tests += run->outcomes[i]->test_count + 1;
        failures += count_of(run->outcomes[i], "failure");
        errors += count_of(run->outcomes[i], "error");
        skipped += count_of(run->outcomes[i], "skipped");
    }
    fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n", out);
    fprintf(out,
            "<testsuites name=\"doorbell\" tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" "
            "skipped=\"%zu\" time=\"%.3f\">\n",
            tests, failures, errors, skipped, run->seconds);
    for (size_t i = 0; i < run->count; i++)
        put_suite(out, run, run->outcomes[i]);
    fputs("</testsuites>\n", out);
    return !fflush(out) && !ferror(out);
}
