/* SPDX-License-Identifier: BSD-2-Clause */
/* The domU's partial device tree: the virtual PCI host bridge and the doorbell node. */
#ifndef HARNESS_PARTIAL_DT_H
#define HARNESS_PARTIAL_DT_H

#include <stddef.h>

#include "harness/catalogue/scenario.h"
#include "harness/machine/dt_writer.h"

/*
 * @select: NULL or a NULL-terminated list of globs for the guest. Returns the blob (free() it) and
 * its @size in bytes, or NULL after one line on stderr.
 */
void *partial_dt(const struct scenario *scenario, const char *const *select, size_t *size);

/* The nodes of it that Xen copies into the domU's tree, into an open root. */
void partial_dt_passthrough(struct dt_writer *dt, const struct scenario *scenario,
                            const char *const *select);

#endif
