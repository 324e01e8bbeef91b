/* SPDX-License-Identifier: BSD-2-Clause */
/* doorbell compare */
#include "harness/command/commands.h"

#include <string.h>

#include "harness/views/compare/compare.h"

static int compare_both(const struct options *options, const struct run *old, const struct run *new)
{
    const struct compare_options chosen = compared(options);
    FILE *out = output_open(options);
    struct comparison comparison;
    int status = EXIT_ERROR;
    bool written;

    if (!out)
        return EXIT_USAGE;
    compare(&chosen, old, new, &comparison);
    written = strcmp(options->format, "json")
                  ? comparison_text(out, &comparison, options->boot.verbose)
                  : comparison_json(out, &comparison);
    if (output_close(options, out) && written)
        status = comparison_status(&comparison);
    comparison_free(&comparison);
    return status;
}

int command_compare(const struct options *options, const struct suites *suites)
{
    int status = EXIT_ERROR;
    struct run old, new;

    (void)suites;
    if (!run_read(options->operands[0], &old))
        return EXIT_ERROR;
    if (run_read(options->operands[1], &new)) {
        status = compare_both(options, &old, &new);
        run_free(&new);
    }
    run_free(&old);
    return status;
}
