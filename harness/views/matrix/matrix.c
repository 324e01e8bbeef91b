/* SPDX-License-Identifier: BSD-2-Clause */
#include "harness/views/matrix/matrix.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "harness/support/heap.h"

static const struct {
    const char *title, *metric;
} latencies[] = {
    {"background", "LAT-3.background_read"},
    {"IOREQ", "LAT-4.ioreq_read"},
    {"polled", "LAT-6.request_to_used"},
    {"interrupt", "LAT-6.request_to_irq"},
};
#define LATENCIES (sizeof(latencies) / sizeof(latencies[0]))
#define NAMES     2 /* columns before the groups: the run, and what it ran on */

/* The groups of all runs: "BG" of BG-01, in alphabetical order. */
struct groups {
    char **list;
    size_t count;
};

static bool in_group(const struct test_result *test, const char *group)
{
    const size_t length = strlen(group);

    return !strncmp(test->rule, group, length) &&
           (test->rule[length] == '-' || !test->rule[length]);
}

static void add_group(struct groups *groups, const struct test_result *test)
{
    for (size_t i = 0; i < groups->count; i++)
        if (in_group(test, groups->list[i]))
            return;
    heap_append(groups->list, groups->count,
                heap_format("%.*s", (int)strcspn(test->rule, "-"), test->rule));
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static struct groups collect(const struct run *runs, size_t count)
{
    struct groups groups = {0};

    for (size_t r = 0; r < count; r++)
        for (size_t o = 0; o < runs[r].count; o++)
            for (size_t t = 0; t < runs[r].outcomes[o]->test_count; t++)
                add_group(&groups, &runs[r].outcomes[o]->tests[t]);
    if (groups.count)
        qsort(groups.list, groups.count, sizeof(*groups.list), by_name);
    return groups;
}

/* "31/4/0/2", or "-" if there is none. */
static char *tally(const struct run *run, const char *group)
{
    size_t passed = 0, known = 0, failed = 0, skipped = 0;

    for (size_t o = 0; o < run->count; o++)
        for (size_t t = 0; t < run->outcomes[o]->test_count; t++) {
            const struct test_result *test = &run->outcomes[o]->tests[t];

            if (!in_group(test, group))
                continue;
            passed += test->verdict == VERDICT_PASS;
            known += test->verdict == VERDICT_XFAIL;
            skipped += test->verdict == VERDICT_SKIP;
            failed += test->verdict > VERDICT_SKIP;
        }
    if (!(passed + known + failed + skipped))
        return heap_copy("-");
    return heap_format("%zu/%zu/%zu/%zu", passed, known, failed, skipped);
}

/* The median in instructions, of the first outcome that has it; "-" if none has. */
static char *median(const struct run *run, const char *id)
{
    for (size_t o = 0; o < run->count; o++) {
        const struct metric *metric = outcome_metric(run->outcomes[o], id);

        if (metric && metric->count && !strcmp(metric->unit, "insn"))
            return heap_format("%" PRIu64, metric->stats.p50);
    }
    return heap_copy("-");
}

/* The name of the report's file, without folder and ".json". */
static char *run_name(const struct run *run)
{
    const char *slash = strrchr(run->path, '/'), *name = slash ? slash + 1 : run->path;
    const size_t length = strlen(name);
    const bool json = length > 5 && !strcmp(name + length - 5, ".json");

    return heap_format("%.*s", (int)(json ? length - 5 : length), name);
}

static char **title_row(const struct groups *groups)
{
    char **row = heap_zero(NAMES + groups->count + LATENCIES, sizeof(*row)), **cell = row;

    *cell++ = heap_copy("run");
    *cell++ = heap_copy("on");
    for (size_t i = 0; i < groups->count; i++)
        *cell++ = heap_copy(groups->list[i]);
    for (size_t i = 0; i < LATENCIES; i++)
        *cell++ = heap_copy(latencies[i].title);
    return row;
}

static char **run_row(const struct groups *groups, const struct run *run)
{
    char **row = heap_zero(NAMES + groups->count + LATENCIES, sizeof(*row)), **cell = row;

    *cell++ = run_name(run);
    *cell++ = heap_copy(run->count ? run->outcomes[0]->system : "-");
    for (size_t i = 0; i < groups->count; i++)
        *cell++ = tally(run, groups->list[i]);
    for (size_t i = 0; i < LATENCIES; i++)
        *cell++ = median(run, latencies[i].metric);
    return row;
}

/* Writes and frees @rows of @columns each: names to the left, numbers to the right. */
static void write_rows(FILE *out, char ***rows, size_t count, size_t columns)
{
    int *width = heap_zero(columns, sizeof(*width));

    for (size_t r = 0; r < count; r++)
        for (size_t c = 0; c < columns; c++)
            if ((int)strlen(rows[r][c]) > width[c])
                width[c] = (int)strlen(rows[r][c]);
    for (size_t r = 0; r < count; r++) {
        for (size_t c = 0; c < columns; c++) {
            fprintf(out, "%s%*s", c ? "  " : "", c < NAMES ? -width[c] : width[c], rows[r][c]);
            free(rows[r][c]);
        }
        fputc('\n', out);
        free(rows[r]);
    }
    free(width);
}

bool matrix_text(FILE *out, const struct run *runs, size_t count)
{
    struct groups groups = collect(runs, count);
    char ***rows = heap_zero(count + 1, sizeof(*rows));

    rows[0] = title_row(&groups);
    for (size_t i = 0; i < count; i++)
        rows[i + 1] = run_row(&groups, &runs[i]);
    fputs("Tests by group of rules: passed/failed as known/failed/skipped. Latencies: the medians, "
          "in instructions.\n\n",
          out);
    write_rows(out, rows, count + 1, NAMES + groups.count + LATENCIES);
    for (size_t i = 0; i < groups.count; i++)
        free(groups.list[i]);
    free(groups.list);
    free(rows);
    return !ferror(out);
}
