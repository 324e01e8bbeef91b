/* SPDX-License-Identifier: BSD-2-Clause */
/* The device tree of plain QEMU: QEMU's own, with the doorbell node. */
#ifndef HARNESS_BARE_DT_H
#define HARNESS_BARE_DT_H

#include <stdbool.h>
#include <stddef.h>

#include "harness/catalogue/scenario.h"

/*
 * Adds the doorbell node at the root of @own, a tree of @own_size bytes that QEMU made. @version is
 * QEMU's; @select as for partial_dt(). Returns a new blob (free() it) and its @size in bytes, or
 * NULL after one line on stderr.
 */
void *bare_dt(const void *own, size_t own_size, const struct scenario *scenario,
              const char *const *select, const char *version, size_t *size);

/*
 * Break @blob's host bridge: in its interrupt-map every pin gets the line of the next one, or in
 * its ranges the 32-bit window gets a PCI address 1 MiB too high. False if there is nothing to
 * break.
 */
bool bare_dt_break_pins(void *blob);
bool bare_dt_break_window(void *blob);

#endif
