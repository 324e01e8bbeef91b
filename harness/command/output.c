/* SPDX-License-Identifier: BSD-2-Clause */
/* Where the output of a command goes, and its exit status. */
#include "harness/command/commands.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "harness/catalogue/expectations.h"

FILE *output_open(const struct options *options)
{
    FILE *out;

    if (!options->output)
        return stdout;
    out = fopen(options->output, "we");
    if (!out)
        fprintf(stderr, "doorbell: --output %s: %s\n", options->output, strerror(errno));
    return out;
}

bool output_close(const struct options *options, FILE *out)
{
    bool failed = ferror(out);

    failed |= (out == stdout ? fflush(out) : fclose(out)) != 0;
    if (failed)
        fprintf(stderr, "doorbell: %s could not be written: %s\n",
                options->output ? options->output : "standard output", strerror(errno));
    return !failed;
}

/* Scenarios that a Xen cannot run do not spoil those that passed; alone they are no success. */
int run_status(const struct run *run)
{
    const enum verdict worst = run_verdict(run);

    if (worst == VERDICT_SKIP)
        for (size_t i = 0; i < run->count; i++)
            if (run->outcomes[i]->verdict < VERDICT_SKIP)
                return EXIT_OK;
    return verdict_exit_status(worst);
}

bool report_to(const struct options *options, struct view *view, FILE *out)
{
    bool written;

    view->colour = !options->no_colour && isatty(fileno(out));
    written = view_find(options->format)(out, view);
    return output_close(options, out) && written;
}

/* --require all spares what Xen's version is known to lack, unless it is our Xen, which has it. */
static bool is_required(const struct options *options, const struct outcome *outcome)
{
    const bool ours = options->command->bit == RUN && !options->boot.sources.xen;
    const struct globs *require = &options->require;

    for (size_t i = 0; i < require->count; i++)
        if (strcmp(require->list[i], REQUIRE_ALL) ? glob_matches(require->list[i], outcome->name)
                                                  : ours || !outcome->lacks)
            return true;
    return false;
}

/* Ranges without an end cover it, which may be wrong. */
static void warn_of_newer(const struct run *run)
{
    for (size_t i = 0; i < run->count; i++) {
        const char *version = fact_known(&run->outcomes[i]->facts, "xen.version");

        if (version && !version_in_range(version, "- " XEN_NEWEST)) {
            fprintf(stderr, "doorbell: Xen %s is newer than all that are known: treated as %s\n",
                    version, XEN_NEWEST);
            return;
        }
    }
}

int report_and_status(const struct options *options, struct run *run, FILE *out)
{
    struct view view = {.run = run};

    warn_of_newer(run);
    for (size_t i = 0; i < run->count; i++)
        if (is_required(options, run->outcomes[i]))
            outcome_require(run->outcomes[i]);
    return report_to(options, &view, out) ? run_status(run) : EXIT_ERROR;
}

struct compare_options compared(const struct options *options)
{
    return (struct compare_options){
        .scenarios = options->choice.scenarios,
        .rules = options->choice.rules,
        .percent = options->threshold,
        .absolute = options->threshold_abs,
    };
}
