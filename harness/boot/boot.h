/* SPDX-License-Identifier: BSD-2-Clause */
/* One boot of one scenario, from the launch to the verdict. */
#ifndef HARNESS_BOOT_H
#define HARNESS_BOOT_H

#include <stdbool.h>

#include "harness/boot/progress.h"
#include "harness/catalogue/scenario.h"
#include "harness/judge/judge.h"
#include "harness/machine/boot_files.h"

/* How to boot. */
struct boot_config {
    struct boot_sources sources;
    const char *keep_log; /* directory; NULL: keep none */
    unsigned int timeout; /* for budget_limit(); a sixth of that limit in silence: a hang */
    unsigned int jobs;    /* boots at a time */
    bool verbose;         /* show the console on stderr while it runs */
};

/*
 * Boots @files of @scenario and judges the console. Returns NULL if that could not be done (one
 * line on stderr) or was interrupted (interrupt_seen()).
 */
struct outcome *boot_run(const struct boot_config *config, const struct scenario *scenario,
                         const struct boot_files *files, const struct expectations *expectations,
                         struct progress_boot *progress);

#endif
