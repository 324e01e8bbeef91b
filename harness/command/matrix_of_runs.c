/* SPDX-License-Identifier: BSD-2-Clause */
/* doorbell matrix: JSON reports side by side. */
#include "harness/command/commands.h"

#include <stdlib.h>

#include "harness/support/heap.h"
#include "harness/views/matrix/matrix.h"

static int write_matrix(const struct options *options, const struct run *runs, size_t count)
{
    FILE *out = output_open(options);
    int worst = EXIT_OK;
    bool written;

    if (!out)
        return EXIT_USAGE;
    written = matrix_text(out, runs, count);
    if (!output_close(options, out) || !written)
        return EXIT_ERROR;
    for (size_t i = 0; i < count; i++)
        if (run_status(&runs[i]) > worst)
            worst = run_status(&runs[i]);
    return worst;
}

int command_matrix(const struct options *options, const struct suites *suites)
{
    struct run *runs = NULL, run;
    size_t count = 0;
    int status = EXIT_ERROR;

    (void)suites;
    while (options->operands[count] && run_read(options->operands[count], &run))
        heap_append(runs, count, run);
    if (!options->operands[count])
        status = write_matrix(options, runs, count);
    for (size_t i = 0; i < count; i++)
        run_free(&runs[i]);
    free(runs);
    return status;
}
