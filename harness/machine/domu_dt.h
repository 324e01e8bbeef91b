/* SPDX-License-Identifier: BSD-2-Clause */
/* A domU that the backend makes at run time: its device tree, and what the backend makes it of. */
#ifndef HARNESS_DOMU_DT_H
#define HARNESS_DOMU_DT_H

#include <stddef.h>

#include "harness/catalogue/scenario.h"
#include "harness/machine/dt_writer.h"

/*
 * The whole tree, as Xen would make it of the same scenario at boot. @select as for partial_dt().
 * Returns the blob (free() it) and its @size in bytes, or NULL after one line on stderr.
 */
void *domu_dt(const struct scenario *scenario, const char *const *select, size_t *size);

/*
 * The backend's ramdisk, protocol/domains.h: @image and the domU with @tree; two of these if there
 * is a @backend, which is its image, not NULL. Result as above.
 */
void *domains_dt(const struct scenario *scenario, const struct dt_blob *image,
                 const struct dt_blob *tree, const struct dt_blob *backend, size_t *size);

#endif
