/* SPDX-License-Identifier: BSD-2-Clause */
/* doorbell run */
#include "harness/command/run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "harness/boot/boots.h"
#include "harness/boot/launch.h"
#include "harness/command/commands.h"
#include "harness/machine/parts.h"
#include "harness/machine/qemu_version.h"
#include "harness/support/heap.h"
#include "harness/support/interrupt.h"

static double now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* As in reports; to free(). */
static char *utc_now(void)
{
    const time_t seconds = time(NULL);
    char text[32];

    strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", gmtime(&seconds));
    return heap_copy(text);
}

/* Everything that a later boot would miss, before the first. */
static bool can_boot(const struct options *options, const struct scenario **chosen)
{
    struct parts parts;

    for (; *chosen; chosen++) {
        if (!parts_open(options, *chosen, &parts))
            return false;
        parts_free(&parts);
    }
    return true;
}

/* A --require that nothing can fulfil would be a check that never fails. */
static bool can_require(const struct options *options, const struct scenario **chosen)
{
    for (size_t i = 0; i < options->require.count; i++) {
        const struct globs one = {.list = {options->require.list[i]}, .count = 1};
        const struct scenario **scenario = chosen;

        while (*scenario && !globs_match(&one, (*scenario)->name))
            scenario++;
        if (!*scenario) {
            fprintf(stderr, "doorbell: --require %s: not among the scenarios of this run\n",
                    options->require.list[i]);
            return false;
        }
    }
    return true;
}

/* Boots all; false if it was cut short. */
static bool boot_all(const struct options *options, const struct suites *suites,
                     const struct scenario **chosen, struct run *run)
{
    while (chosen[run->count])
        run->count++;
    run->outcomes = heap_zero(run->count, sizeof(*run->outcomes));
    if (boots_run(options, &suites->expectations, chosen, run->count, run->outcomes))
        return true;
    if (interrupt_seen())
        fputs("doorbell: interrupted: no report\n", stderr);
    return false;
}

static int run_chosen(const struct options *options, const struct suites *suites,
                      const struct scenario **chosen, struct run *run, FILE **out)
{
    const double start = now();
    char *qemu = NULL;

    *run = (struct run){.started = utc_now(),
                        .command = options->line ? heap_clean(options->line) : NULL};
    if (!can_boot(options, chosen))
        return EXIT_ERROR;
    *out = output_open(options);
    if (!*out)
        return EXIT_USAGE;
    if (!boot_all(options, suites, chosen, run)) {
        output_close(options, *out);
        run_free(run);
        return EXIT_ERROR;
    }
    run->seconds = now() - start;
    run_take_rules(run, &suites->rules);
    /* The only reports that have room for it. */
    if (!strcmp(options->format, "json") || !strcmp(options->format, "html") || options->baseline)
        qemu = qemu_version(options->qemu);
    facts_set(&run->facts, "qemu", qemu);
    free(qemu);
    return EXIT_OK;
}

int run_boot(const struct options *options, const struct suites *suites, struct run *run,
             FILE **out)
{
    const struct scenario **chosen = suites_choose(suites, options);
    struct options found = *options;
    char *qemu = launch_find(options->qemu);
    int status = EXIT_USAGE;

    if (!qemu) {
        fprintf(stderr, "doorbell: %s cannot be found: install qemu-system-arm, or give --qemu\n",
                options->qemu);
        status = EXIT_ERROR;
    } else if (chosen && can_require(options, chosen)) {
        found.qemu = qemu;
        status = run_chosen(&found, suites, chosen, run, out);
    }
    free(qemu);
    free(chosen);
    return status;
}

int command_run(const struct options *options, const struct suites *suites)
{
    struct run run;
    FILE *out;
    int status = run_boot(options, suites, &run, &out);

    if (status)
        return status;
    status = report_and_status(options, &run, out);
    run_free(&run);
    return status;
}
