/* SPDX-License-Identifier: BSD-2-Clause */
/* doorbell bisect: the tree that `git bisect run` has checked out is built, booted and judged. */
#include "harness/command/commands.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/boot/build_xen.h"
#include "harness/support/heap.h"
#include "harness/support/interrupt.h"
#include "harness/views/compare/compare.h"

/* One build folder for each tree, so that a commit costs what it changes. FNV-1a of its path. */
static char *build_folder(const char *images, const char *source)
{
    uint32_t hash = 2166136261u;

    for (; *source; source++)
        hash = (hash ^ (unsigned char)*source) * 16777619u;
    return heap_format("%s/xen/bisect-%08x", images, hash);
}

/* Whether a test had a turn. A Xen that does not get that far may have any number of faults. */
static bool booted(const struct outcome *outcome)
{
    for (size_t i = 0; i < outcome->test_count; i++)
        if (!test_never_ran(&outcome->tests[i]))
            return true;
    return false;
}

static bool all_booted(const struct run *run)
{
    for (size_t i = 0; i < run->count; i++)
        if (verdict_exit_status(run->outcomes[i]->verdict) == EXIT_CRASH &&
            !booted(run->outcomes[i]))
            return false;
    return true;
}

static int conclude(int status, const char *why)
{
    const char *what = status == EXIT_OK              ? "good"
                       : status == BISECT_SKIP        ? "skip"
                       : status == BISECT_ABORT       ? "stop"
                       : status == BISECT_INTERRUPTED ? "stop"
                                                      : "bad";

    fprintf(stderr, "doorbell: bisect: %s: %s\n", what, why);
    return status;
}

/* For this tree alone: a failure is bad whatever else is unknown. */
static int judge_alone(const struct run *run)
{
    const int status = run_status(run);
    bool crashed = false, failed = false;

    for (size_t i = 0; i < run->count; i++) {
        const struct outcome *outcome = run->outcomes[i];

        crashed |= verdict_exit_status(outcome->verdict) == EXIT_CRASH && booted(outcome);
        failed |= outcome_tally(outcome, VERDICT_FAIL) || outcome_tally(outcome, VERDICT_XPASS);
    }
    if (crashed)
        return conclude(EXIT_CRASH, "it crashed or hung");
    if (failed)
        return conclude(EXIT_FAIL, "a test failed");
    if (status == EXIT_OK)
        return conclude(EXIT_OK, "nothing failed");
    return conclude(BISECT_SKIP, status == EXIT_SKIP    ? "everything was skipped"
                                 : status == EXIT_CRASH ? "it does not boot"
                                                        : "could not tell");
}

/* Against --baseline: bad is what got worse since. */
static int judge_against(const struct options *options, const struct run *baseline,
                         const struct run *run)
{
    const struct compare_options chosen = compared(options);
    struct comparison comparison;
    int status;

    if (!all_booted(run))
        return conclude(BISECT_SKIP, "it does not boot");
    compare(&chosen, baseline, run, &comparison);
    status = comparison_status(&comparison);
    comparison_text(stdout, &comparison, options->boot.verbose);
    fflush(stdout);
    comparison_free(&comparison);
    if (status == EXIT_OK)
        return conclude(EXIT_OK, "nothing got worse");
    return status == EXIT_FAIL ? conclude(EXIT_FAIL, "something got worse")
                               : conclude(BISECT_SKIP, "could not tell all that the baseline has");
}

static int boot_and_judge(const struct options *options, const struct suites *suites,
                          const struct run *baseline)
{
    struct run run;
    FILE *out;
    int status;

    if (run_boot(options, suites, &run, &out) != EXIT_OK)
        return interrupt_seen() ? conclude(BISECT_INTERRUPTED, "interrupted")
                                : conclude(BISECT_ABORT, "no commit could be booted");
    if (report_and_status(options, &run, out) == EXIT_ERROR && run_status(&run) != EXIT_ERROR)
        status = conclude(BISECT_ABORT, "the report could not be written");
    else
        status = baseline ? judge_against(options, baseline, &run) : judge_alone(&run);
    run_free(&run);
    return status;
}

static int build_and_judge(const struct options *options, const struct suites *suites,
                           const struct run *baseline)
{
    char *script = heap_format("%s/../xen/build.sh", options->suites);
    char *source = realpath(options->xen_src ? options->xen_src : ".", NULL);
    struct options built = *options;
    char *folder, *xen;
    int status = BISECT_ABORT;

    if (!source) {
        fprintf(stderr, "doorbell: --xen-src %s: %s\n", options->xen_src, strerror(errno));
        free(script);
        return status;
    }
    folder = build_folder(options->boot.sources.images, source);
    xen = heap_format("%s/xen", folder);
    built.boot.sources.xen = xen;
    interrupt_catch();
    switch (build_xen(script, source, folder)) {
    case BUILD_DONE:
        status = boot_and_judge(&built, suites, baseline);
        break;
    case BUILD_FAILED:
        status = conclude(BISECT_SKIP, "it does not build");
        break;
    case BUILD_IMPOSSIBLE:
        status = conclude(BISECT_ABORT, "no commit could be built");
        break;
    case BUILD_INTERRUPTED:
        status = conclude(BISECT_INTERRUPTED, "interrupted");
        break;
    }
    free(xen);
    free(folder);
    free(source);
    free(script);
    return status;
}

int command_bisect(const struct options *options, const struct suites *suites)
{
    struct run baseline;
    int status;

    if (!options->baseline)
        return build_and_judge(options, suites, NULL);
    if (!run_read(options->baseline, &baseline))
        return BISECT_ABORT;
    status = build_and_judge(options, suites, &baseline);
    run_free(&baseline);
    return status;
}
