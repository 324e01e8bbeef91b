/* SPDX-License-Identifier: BSD-2-Clause */
/* What all reports share. */
#include "harness/views/views.h"

#include <string.h>

static const struct {
    const char *name;
    report_writer *write;
} formats[] = {
    {"text", report_text}, {"tap", report_tap}, {"junit", report_junit}, {"json", report_json}};

report_writer *report_find(const char *format)
{
    for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++)
        if (!strcmp(format, formats[i].name))
            return formats[i].write;
    return NULL;
}

bool report_flushed(FILE *out)
{
    return !fflush(out) && !ferror(out);
}

enum verdict run_verdict(const struct run *run)
{
    enum verdict worst = run->count ? VERDICT_PASS : VERDICT_ERROR;

    for (size_t i = 0; i < run->count; i++)
        if (run->outcomes[i]->verdict > worst)
            worst = run->outcomes[i]->verdict;
    return worst;
}

size_t outcome_tally(const struct outcome *outcome, enum verdict verdict)
{
    size_t count = 0;

    for (size_t i = 0; i < outcome->test_count; i++)
        count += outcome->tests[i].verdict == verdict;
    return count;
}

size_t run_tally(const struct run *run, enum verdict verdict)
{
    size_t count = 0;

    for (size_t i = 0; i < run->count; i++)
        count += outcome_tally(run->outcomes[i], verdict);
    return count;
}

const char *outcome_system(const struct outcome *outcome)
{
    static char text[64];

    if (outcome->scenario->plain) {
        snprintf(text, sizeof(text), "QEMU %.40s",
                 outcome->qemu_version ? outcome->qemu_version : "of unknown version");
        return text;
    }
    if (!outcome->xen_version)
        return "Xen of unknown version";
    snprintf(text, sizeof(text), "Xen %.40s %s", outcome->xen_version,
             outcome->xen_debug ? "debug" : "release");
    return text;
}
