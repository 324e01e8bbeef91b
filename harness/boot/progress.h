/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a person sees on standard error while the scenarios run: on a terminal one line that
 * rewrites itself, with all boots that are under way, else one line for each scenario when it is
 * judged. Safe to be called from several threads.
 */
#ifndef HARNESS_PROGRESS_H
#define HARNESS_PROGRESS_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

#include "harness/judge/judge.h"

#define PROGRESS_BOOTS 64 /* at a time */

/* One boot that is under way. */
struct progress_boot {
    struct progress *progress;
    const char *scenario; /* NULL: none */
    char phase[80];
    double seconds; /* since its launch */
};

struct progress {
    pthread_mutex_t lock;
    bool live;
    size_t total, judged; /* scenarios */
    struct progress_boot boots[PROGRESS_BOOTS];
};

/* @verbose: the console is shown as it comes, so the line does not rewrite itself. */
void progress_init(struct progress *progress, size_t total, bool verbose);

/* A boot starts; at most PROGRESS_BOOTS at a time. */
struct progress_boot *progress_begin(struct progress *progress, const char *scenario);
/* @seconds since the scenario's launch. */
void progress_phase(struct progress_boot *boot, const char *phase, double seconds);
/* The boot is over; @outcome: NULL if it could not be judged. */
void progress_end(struct progress_boot *boot, const struct outcome *outcome);

#endif
