/* SPDX-License-Identifier: BSD-2-Clause */
#include "harness/boot/boots.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "harness/boot/progress.h"
#include "harness/result/outcome_boots.h"
#include "harness/support/interrupt.h"

struct boots {
    const struct boot_config *config;
    const struct expectations *expectations;
    const struct scenario *const *chosen;
    const struct boot_files *files;
    size_t count;
    struct outcome **outcomes;
    struct progress progress;
    atomic_size_t next; /* of .chosen, for whoever is free */
    atomic_bool failed; /* start no more */
};

/* Boots scenario @i, as often as it wants as long as that is a success. */
static struct outcome *boot(struct boots *boots, size_t i, struct progress_boot *progress)
{
    const struct scenario *scenario = boots->chosen[i];
    struct outcome *outcome = NULL;

    for (unsigned int k = 0; k < scenario->boots; k++) {
        struct outcome *next =
            boot_run(boots->config, scenario, &boots->files[i], boots->expectations, progress);

        if (!next) {
            if (outcome)
                outcome_free(outcome);
            return NULL;
        }
        outcome = outcome ? outcome_add_boot(outcome, next) : next;
        if (outcome->verdict > VERDICT_XFAIL)
            break;
    }
    return outcome;
}

/* One thread: boots what is next until nothing is left. */
static void *work(void *arg)
{
    struct boots *boots = arg;

    while (!boots->failed) {
        const size_t i = boots->next++;
        struct progress_boot *progress;

        if (i >= boots->count)
            break;
        progress = progress_begin(&boots->progress, boots->chosen[i]->name);
        boots->outcomes[i] = boot(boots, i, progress);
        progress_end(progress, boots->outcomes[i]);
        if (!boots->outcomes[i])
            boots->failed = true;
    }
    return NULL;
}

bool boots_run(const struct boot_config *config, const struct expectations *expectations,
               const struct scenario *const *chosen, const struct boot_files *files, size_t count,
               struct outcome **outcomes)
{
    struct boots boots = {
        .config = config,
        .expectations = expectations,
        .chosen = chosen,
        .files = files,
        .count = count,
        .outcomes = outcomes,
    };
    pthread_t threads[PROGRESS_BOOTS];
    size_t started = 0;

    progress_init(&boots.progress, count, config->verbose);
    interrupt_catch();
    /* The first worker is this thread: where no other can be had, it does all. */
    while (started + 1 < config->jobs && started + 1 < count &&
           !pthread_create(&threads[started], NULL, work, &boots))
        started++;
    work(&boots);
    while (started)
        pthread_join(threads[--started], NULL);
    return !boots.failed;
}
