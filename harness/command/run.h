/* SPDX-License-Identifier: BSD-2-Clause */
/* Booting what the options choose: `doorbell run` up to its report. */
#ifndef HARNESS_RUN_H
#define HARNESS_RUN_H

#include "harness/catalogue/suites.h"
#include "harness/views/views.h"

/*
 * Opens --output as @out and boots. Returns EXIT_OK and a run to report, of which .command and
 * .rules are not copies; else, after one line on stderr, the exit status: nothing is open then.
 * Release with run_free().
 */
int run_boot(const struct options *options, const struct suites *suites, struct run *run,
             FILE **out);
void run_free(struct run *run);

#endif
