/* SPDX-License-Identifier: BSD-2-Clause */
/* doorbell compare */
#include "harness/command/commands.h"

#include <string.h>

#include "harness/views/compare/compare.h"

int command_compare(const struct options *options, const struct suites *suites)
{
    struct comparison comparison;
    struct saved old, new;
    int status = EXIT_ERROR;
    bool written;
    FILE *out;

    (void)suites;
    if (!saved_read(options->operands[0], &old))
        return EXIT_ERROR;
    if (!saved_read(options->operands[1], &new)) {
        saved_free(&old);
        return EXIT_ERROR;
    }
    out = output_open(options);
    if (out) {
        compare(options, &old, &new, &comparison);
        written = strcmp(options->format, "json")
                      ? comparison_text(out, &comparison, options->verbose)
                      : comparison_json(out, &comparison);
        if (output_close(options, out) && written)
            status = comparison_status(&comparison);
        comparison_free(&comparison);
    } else {
        status = EXIT_USAGE;
    }
    saved_free(&old);
    saved_free(&new);
    return status;
}
