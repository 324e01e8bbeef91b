/* SPDX-License-Identifier: BSD-2-Clause */
/* doorbell report */
#include "harness/command/commands.h"

#include "harness/views/page/page.h"

static int write_page(const struct options *options, const struct saved *saved,
                      const struct comparison *comparison)
{
    FILE *out = output_open(options);
    bool written;

    if (!out)
        return EXIT_USAGE;
    written = page_write(out, saved, comparison);
    return output_close(options, out) && written ? EXIT_OK : EXIT_ERROR;
}

int command_report(const struct options *options, const struct suites *suites)
{
    struct comparison comparison;
    struct saved saved, baseline;
    int status = EXIT_ERROR;

    (void)suites;
    if (!saved_read(options->operands[0], &saved))
        return EXIT_ERROR;
    if (!options->baseline) {
        status = write_page(options, &saved, NULL);
    } else if (saved_read(options->baseline, &baseline)) {
        compare(options, &baseline, &saved, &comparison);
        status = write_page(options, &saved, &comparison);
        comparison_free(&comparison);
        saved_free(&baseline);
    }
    saved_free(&saved);
    return status;
}
