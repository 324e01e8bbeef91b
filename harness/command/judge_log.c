/* SPDX-License-Identifier: BSD-2-Clause */
/* doorbell judge: a recorded console gets the verdict that the live one would have got. */
#include "harness/command/commands.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/boot/lines.h"
#include "harness/judge/judge.h"
#include "harness/support/heap.h"
#include "harness/support/read_file.h"
#include "protocol/record.h"

struct log {
    char *bytes;
    size_t count;
};

static void each_line(const struct log *log, lines_take *take, void *arg)
{
    struct lines lines = {0};

    lines_feed(&lines, log->bytes, log->count, take, arg);
    lines_end(&lines, take, arg);
}

/* The scenario's name from the first plan record, "<version> <tests> <scenario>". */
static void take_name(void *arg, const char *line)
{
    char **name = arg;
    struct record record;
    const char *last;

    if (*name || record_parse(line, &record) != RECORD_OK || strcmp(record.kind, "plan"))
        return;
    last = strrchr(record.payload, ' ');
    *name = heap_copy(last ? last + 1 : "");
}

static const struct scenario *find_scenario(const struct options *options,
                                            const struct suites *suites, const char *path,
                                            const struct log *log)
{
    const struct scenario *scenario;
    char *name = NULL;

    if (options->choice.scenarios.count)
        name = heap_copy(options->choice.scenarios.list[0]);
    else
        each_line(log, take_name, &name);
    scenario = name ? scenarios_find(&suites->scenarios, name) : NULL;
    if (!name)
        fprintf(stderr, "doorbell: %s: no plan record says of which scenario: give --scenario\n",
                path);
    else if (!scenario)
        fprintf(stderr, "doorbell: %s: no scenario \"%s\"\n", path, name);
    free(name);
    return scenario;
}

static void take_line(void *arg, const char *line)
{
    judge_line(arg, line);
}

static struct outcome *judge_one(const struct options *options, const struct suites *suites,
                                 const char *path)
{
    struct log log = {0};
    const struct scenario *scenario = NULL;
    struct outcome *outcome = NULL;

    if (read_file(path, &log.bytes, &log.count))
        scenario = find_scenario(options, suites, path, &log);
    if (scenario) {
        struct judge *judge =
            judge_new(scenario, globs_list(&options->choice.rules), &suites->expectations);

        each_line(&log, take_line, judge);
        outcome = judge_finish(judge, ENDING_EOF, 0);
    }
    free(log.bytes);
    return outcome;
}

int command_judge(const struct options *options, const struct suites *suites)
{
    struct run run = {.command = options->line ? heap_clean(options->line) : NULL};
    int status = EXIT_ERROR;
    FILE *out = output_open(options);
    bool ok = out != NULL;

    if (!out)
        return EXIT_USAGE;
    for (char *const *path = options->operands; ok && *path; path++) {
        struct outcome *outcome = judge_one(options, suites, *path);

        ok = outcome != NULL;
        if (ok)
            heap_append(run.outcomes, run.count, outcome);
    }
    run_take_rules(&run, &suites->rules);
    facts_set(&run.facts, "qemu", NULL);
    if (ok)
        status = report_and_status(options, &run, out);
    else
        output_close(options, out);
    run_free(&run);
    return status;
}
