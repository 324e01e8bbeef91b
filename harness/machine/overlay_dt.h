/* SPDX-License-Identifier: BSD-2-Clause */
/* The device tree overlay by which Xen gives a domU a device of the board: its clock, a PL031. */
#ifndef HARNESS_OVERLAY_DT_H
#define HARNESS_OVERLAY_DT_H

#include <stddef.h>

/* free() it; NULL after one line on stderr. */
void *overlay_dt(size_t *size);

#endif
