/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/fakes/two_reports.h"

#include <stdlib.h>
#include <string.h>

struct compare_options options;
struct comparison comparison;
static struct run old, new;

void options_reset(void *arg)
{
    (void)arg;
    options = (struct compare_options){.percent = -1, .absolute = -1};
}

int compared(const char *before, const char *now)
{
    if (!run_parse("old.json", before, strlen(before), &old) ||
        !run_parse("new.json", now, strlen(now), &new))
        abort();
    compare(&options, &old, &new, &comparison);
    return comparison_status(&comparison);
}

int compared_on(const char *before, const double *then, const char *now, const double *later)
{
    if (!run_parse("old.json", before, strlen(before), &old) ||
        !run_parse("new.json", now, strlen(now), &new))
        abort();
    old.outcomes[0]->seconds = then[0];
    old.outcomes[0]->waited = then[1];
    new.outcomes[0]->seconds = later[0];
    new.outcomes[0]->waited = later[1];
    compare(&options, &old, &new, &comparison);
    return comparison_status(&comparison);
}

void come_apart(void)
{
    comparison_free(&comparison);
    run_free(&old);
    run_free(&new);
}

int status_of(const char *before, const char *now)
{
    const int status = compared(before, now);

    come_apart();
    return status;
}

char *comparison_words(bool json)
{
    char *text;
    size_t size;
    FILE *out = open_memstream(&text, &size);

    if (json ? !comparison_json(out, &comparison) : !comparison_text(out, &comparison, false))
        abort();
    fclose(out);
    return text;
}
