/* SPDX-License-Identifier: BSD-2-Clause */
/* doorbell report: a JSON report in another format. */
#include "harness/command/commands.h"

#include "harness/views/compare/compare.h"

static int write_report(const struct options *options, struct view *view)
{
    FILE *out = output_open(options);

    if (!out)
        return EXIT_USAGE;
    return report_to(options, view, out) ? EXIT_OK : EXIT_ERROR;
}

int command_report(const struct options *options, const struct suites *suites)
{
    const struct compare_options chosen = compared(options);
    struct comparison comparison;
    struct run run, baseline;
    struct view view = {.run = &run};
    int status = EXIT_ERROR;

    (void)suites;
    if (!run_read(options->operands[0], &run))
        return EXIT_ERROR;
    if (!options->baseline) {
        status = write_report(options, &view);
    } else if (run_read(options->baseline, &baseline)) {
        compare(&chosen, &baseline, &run, &comparison);
        view.comparison = &comparison;
        status = write_report(options, &view);
        comparison_free(&comparison);
        run_free(&baseline);
    }
    run_free(&run);
    return status;
}
