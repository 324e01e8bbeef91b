/* SPDX-License-Identifier: BSD-2-Clause */
/* The doorbell node of the guest's device tree, protocol/config.h: with Xen and without. */
#ifndef HARNESS_DOORBELL_NODE_H
#define HARNESS_DOORBELL_NODE_H

#include "harness/catalogue/scenario.h"
#include "harness/machine/dt_writer.h"

/*
 * Writes the node. @select: NULL or a NULL-terminated list of globs for the guest. @qemu: the
 * version of a plain QEMU; NULL with Xen.
 */
void doorbell_node(struct dt_writer *dt, const struct scenario *scenario, const char *const *select,
                   const char *qemu);

/* The guest physical address of the control page. */
uint64_t doorbell_control(const struct scenario *scenario);

#endif
