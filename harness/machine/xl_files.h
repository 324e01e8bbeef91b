/* SPDX-License-Identifier: BSD-2-Clause */
/* What xl in a Linux dom0 makes the domU of (protocol/dom0_script.h): its configuration, the image
 * and the partial device tree. */
#ifndef HARNESS_XL_FILES_H
#define HARNESS_XL_FILES_H

#include "harness/catalogue/scenario.h"
#include "harness/machine/dt_writer.h"

/* The text of doorbell.cfg, xl.cfg(5); to free(). */
char *xl_cfg(const struct scenario *scenario);

/* @initramfs, dom0's, followed by an archive of these files; free() its .data. */
struct dt_blob xl_files(const struct scenario *scenario, const struct dt_blob *initramfs,
                        const struct dt_blob *image, const struct dt_blob *tree);

#endif
