/* SPDX-License-Identifier: BSD-2-Clause */
#include "harness/boot/boots.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "harness/boot/progress.h"
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
        boots->outcomes[i] = boot_run(boots->config, boots->chosen[i], &boots->files[i],
                                      boots->expectations, progress);
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
