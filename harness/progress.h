/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a person sees on standard error while the scenarios run: one line that rewrites itself on a
 * terminal, else one line for each scenario when it is judged.
 */
#ifndef HARNESS_PROGRESS_H
#define HARNESS_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>

#include "judge/judge.h"

struct progress {
    bool live;
    size_t total; /* scenarios */
    size_t index; /* of the current one, from 1 */
    const char *scenario;
};

/* @verbose: the console is shown as it comes, so the line does not rewrite itself. */
void progress_init(struct progress *progress, size_t total, bool verbose);
void progress_begin(struct progress *progress, const char *scenario);
/* @seconds since the scenario's launch. */
void progress_phase(const struct progress *progress, const char *phase, double seconds);
void progress_end(const struct progress *progress, const struct outcome *outcome);

/* Erases the live line, if there is one: something else is about to be printed. */
void progress_clear(const struct progress *progress);

#endif
