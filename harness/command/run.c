/* SPDX-License-Identifier: BSD-2-Clause */
/* doorbell run */
#include "harness/command/commands.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "harness/boot/boots.h"
#include "harness/machine/qemu_query.h"
#include "harness/support/heap.h"
#include "harness/support/interrupt.h"
#include "harness/support/process.h"

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

/* A --require that nothing can fulfil would be a check that never fails. */
static bool can_require(const struct options *options, const struct scenario **chosen)
{
    for (size_t i = 0; i < options->require.count; i++) {
        const char *glob = options->require.list[i];
        const struct scenario **scenario = chosen;

        while (*scenario && !glob_matches(glob, (*scenario)->name))
            scenario++;
        if (!*scenario && strcmp(glob, REQUIRE_ALL)) {
            fprintf(stderr, "doorbell: --require %s: not among the scenarios of this run\n", glob);
            return false;
        }
    }
    return true;
}

/* So that no part is empty, which would be an error of its own. */
static bool can_shard(const struct options *options, const struct scenario **chosen)
{
    const struct shard shard = options->shard;
    size_t count = 0;

    while (chosen[count])
        count++;
    if (shard.of <= count)
        return true;
    fprintf(stderr, "doorbell: --shard %u/%u: only %zu scenarios are chosen\n", shard.number,
            shard.of, count);
    return false;
}

/* Adds @word to @text, with a blank between; takes over @text, NULL of none. */
static char *add_word(char *text, const char *word)
{
    char *longer = text ? heap_format("%s %s", text, word) : heap_copy(word);

    free(text);
    return longer;
}

/* Leaves in @chosen what the shard has, and notes in @facts what it was taken from. */
static void take_shard(const struct options *options, const struct scenario **chosen,
                       struct facts *facts)
{
    const struct globs *rules = &options->choice.rules;
    char *names = NULL, *globs = NULL;
    size_t count = 0;

    for (size_t i = 0; chosen[i]; i++) {
        names = add_word(names, chosen[i]->name);
        if (shard_has(options->shard, i))
            chosen[count++] = chosen[i];
    }
    chosen[count] = NULL;
    for (size_t i = 0; i < rules->count; i++)
        globs = add_word(globs, rules->list[i]);
    facts_set_number(facts, "shard.number", options->shard.number);
    facts_set_number(facts, "shard.of", options->shard.of);
    facts_set(facts, "shard.scenarios", names);
    facts_set(facts, "shard.rules", globs ? globs : "*");
    facts_set_flag(facts, "shard.one_xen", options->boot.sources.xen);
    free(names);
    free(globs);
}

/* What a boot or its report needs to know of QEMU: asked once. NULL: nothing needs it. */
static char *ask_version(const struct options *options, const char *qemu,
                         const struct scenario *const *chosen)
{
    /* The only reports that have room for it. */
    bool needed =
        !strcmp(options->format, "json") || !strcmp(options->format, "html") || options->baseline;

    for (; *chosen; chosen++)
        needed |= (*chosen)->bare;
    return needed ? qemu_version(qemu) : NULL;
}

/* Boots all of @files; false if it was cut short. */
static bool boot_all(const struct boot_config *boot, const struct suites *suites,
                     const struct scenario **chosen, const struct boot_files *files,
                     struct run *run)
{
    if (boots_run(boot, &suites->expectations, chosen, files, run->count, run->outcomes))
        return true;
    if (interrupt_seen())
        fputs("doorbell: interrupted: no report\n", stderr);
    return false;
}

static int run_chosen(const struct options *options, struct boot_config *boot,
                      const struct suites *suites, const struct scenario **chosen, struct run *run,
                      FILE **out)
{
    const double start = now();
    int status = EXIT_ERROR;
    struct boot_files *files;
    size_t opened = 0;
    char *qemu;

    *run = (struct run){.started = utc_now(),
                        .command = options->line ? heap_clean(options->line) : NULL};
    if (options->shard.of)
        take_shard(options, chosen, &run->facts);
    while (chosen[run->count])
        run->count++;
    run->outcomes = heap_zero(run->count, sizeof(*run->outcomes));
    qemu = ask_version(options, boot->sources.qemu, chosen);
    boot->sources.qemu_version = qemu;
    files = heap_zero(run->count, sizeof(*files));
    /* Everything that a later boot would miss, before the first. */
    while (opened < run->count && boot_files_open(&boot->sources, chosen[opened], &files[opened]))
        opened++;
    if (opened == run->count) {
        *out = output_open(options);
        if (!*out)
            status = EXIT_USAGE;
        else if (boot_all(boot, suites, chosen, files, run))
            status = EXIT_OK;
        else
            output_close(options, *out);
    }
    while (opened)
        boot_files_free(&files[--opened]);
    free(files);
    if (status == EXIT_OK) {
        run->seconds = now() - start;
        run_take_rules(run, &suites->rules);
        facts_set(&run->facts, "qemu", qemu);
    } else {
        run_free(run);
    }
    free(qemu);
    return status;
}

int run_boot(const struct options *options, const struct suites *suites, struct run *run,
             FILE **out)
{
    struct choice choice = options->choice;
    const struct scenario **chosen;
    char *qemu = find_executable(options->boot.sources.qemu);
    int status = EXIT_USAGE;

    choice.vpci_built = boot_files_have(&options->boot.sources, SCENARIO_VPCI);
    choice.dtbo_built = boot_files_have(&options->boot.sources, SCENARIO_DTBO);
    chosen = suites_choose(suites, &choice, true);
    if (!qemu) {
        fprintf(stderr, "doorbell: %s cannot be found: install qemu-system-arm, or give --qemu\n",
                options->boot.sources.qemu);
        status = EXIT_ERROR;
    } else if (chosen && can_require(options, chosen) && can_shard(options, chosen)) {
        struct boot_config boot = options->boot;

        boot.sources.qemu = qemu;
        boot.sources.select = globs_list(&options->choice.rules);
        status = run_chosen(options, &boot, suites, chosen, run, out);
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
