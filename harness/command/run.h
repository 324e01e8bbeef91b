/* SPDX-License-Identifier: BSD-2-Clause */
/* Booting what the options choose: `doorbell run` up to its report. */
#ifndef HARNESS_RUN_H
#define HARNESS_RUN_H

#include "harness/catalogue/suites.h"
#include "harness/views/views.h"

/*
 * Opens --output as @out and boots. Returns EXIT_OK and a run to report, to be
 * released with run_free(); else, after one line on stderr, the exit status: nothing is open then.
 */
int run_boot(const struct options *options, const struct suites *suites, struct run *run,
             FILE **out);

#endif
