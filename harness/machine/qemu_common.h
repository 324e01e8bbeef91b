/* SPDX-License-Identifier: BSD-2-Clause */
/* What every QEMU of ours is told: no surprises, one counter, console and end as the judge reads.
 */
#ifndef HARNESS_QEMU_COMMON_H
#define HARNESS_QEMU_COMMON_H

#include "harness/catalogue/scenario.h"
#include "harness/machine/program.h"

/* Starts @out (zeroes before) with @qemu, a path, and the options that need no file. */
void qemu_common(const char *qemu, const struct scenario *scenario, unsigned int cpus,
                 struct program *out);

#endif
