/* SPDX-License-Identifier: BSD-2-Clause */
/* One boot of one scenario, from the launch to the verdict. */
#ifndef HARNESS_BOOT_H
#define HARNESS_BOOT_H

#include "harness/catalogue/scenario.h"
#include "harness/command/options.h"
#include "harness/command/progress.h"
#include "harness/judge/judge.h"

/*
 * Boots @scenario and judges it; .images of @options must be set and .qemu be a path. Returns NULL
 * if that could not be done (one line on stderr) or was interrupted (interrupt_seen()).
 */
struct outcome *boot_run(const struct options *options, const struct scenario *scenario,
                         const struct expectations *expectations, struct progress_boot *progress);

#endif
