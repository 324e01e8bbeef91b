/* SPDX-License-Identifier: BSD-2-Clause */
/* The overlay by which a guest without a host bridge learns of ours: CONTROL_OVERLAY. */
#ifndef IOREQ_OVERLAY_BLOB_H
#define IOREQ_OVERLAY_BLOB_H

#include <stddef.h>
#include <stdint.h>

#include "homes/ioreq/args.h"
#include "protocol/control.h"

#define OVERLAY_BLOB_MAX 2048

/*
 * Composes it in @blob, of OVERLAY_BLOB_MAX bytes, aligned to 8: for the bridge of @args, with @gic
 * as the phandle of the guest's interrupt controller, and with what is wrong in the way of @kind.
 * Returns its size in bytes, or 0 if there is no such kind.
 */
size_t overlay_blob(const struct args *args, uint32_t gic, uint64_t kind, void *blob);

#endif
