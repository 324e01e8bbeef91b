/* SPDX-License-Identifier: BSD-2-Clause */
/* doorbell merge: the JSON reports of all parts of a run (--shard) as one. */
#include "harness/command/commands.h"

#include <stdlib.h>

#include "harness/result/shard.h"
#include "harness/support/heap.h"

static int report_merged(const struct options *options, const struct suites *suites,
                         struct run *parts, size_t count)
{
    struct run run;
    int status = EXIT_ERROR;
    FILE *out;

    if (!shards_merge(parts, count, &run))
        return EXIT_ERROR;
    run.command = options->line ? heap_clean(options->line) : NULL;
    run_take_rules(&run, &suites->rules);
    out = output_open(options);
    status = out ? report_and_status(options, &run, out) : EXIT_USAGE;
    run_free(&run);
    return status;
}

int command_merge(const struct options *options, const struct suites *suites)
{
    struct run *parts = NULL, part;
    size_t count = 0;
    int status = EXIT_ERROR;

    while (options->operands[count] && run_read(options->operands[count], &part))
        heap_append(parts, count, part);
    if (!options->operands[count])
        status = report_merged(options, suites, parts, count);
    for (size_t i = 0; i < count; i++)
        run_free(&parts[i]);
    free(parts);
    return status;
}
