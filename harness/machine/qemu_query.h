/* SPDX-License-Identifier: BSD-2-Clause */
/* What a QEMU tells of itself before it boots anything. */
#ifndef HARNESS_QEMU_QUERY_H
#define HARNESS_QEMU_QUERY_H

#include <stdbool.h>
#include <stddef.h>

#include "harness/catalogue/scenario.h"

/* The version of @qemu (a path), "7.2.22 (Debian 1:7.2+dfsg-7+deb12u18)", to free(); NULL if it
 * does not tell within seconds. */
char *qemu_version(const char *qemu);

/* Whether a QEMU of @version (of qemu_version(), or NULL) can be a bare machine of ours; if not,
 * one line on stderr, in which it is called @qemu. */
bool qemu_version_usable(const char *qemu, const char *version);

/* Whether a QEMU of @version (as above) has vfio-user-pci. */
bool qemu_version_has_vfio_user(const char *version);

/* The device tree of the bare machine that @qemu (a path) makes for @scenario, to free(), and its
 * @size in bytes; NULL after one line on stderr. */
void *qemu_board_dt(const char *qemu, const struct scenario *scenario, size_t *size);

#endif
