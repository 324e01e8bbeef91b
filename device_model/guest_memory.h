/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Guest memory by guest physical address, or by the platform's (home.h), as a device accesses it.
 *
 * Everything is copied, so no pointer outlives a remapping. An address without RAM is a false
 * result, never a fault: what a driver writes to a ring is not trusted. Device model and rings are
 * little-endian.
 */
#ifndef DEVICE_MODEL_GUEST_MEMORY_H
#define DEVICE_MODEL_GUEST_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "device_model/home.h"

/* Copy @size bytes; false if any of them is not RAM. What lies before it may have been copied. */
bool guest_read(struct home *home, uint64_t addr, void *to, size_t size);
bool guest_write(struct home *home, uint64_t addr, const void *from, size_t size);

/* One access that cannot tear; false also if @addr is odd. */
bool guest_load16(struct home *home, uint64_t addr, uint16_t *value); /* acquire */
bool guest_store16(struct home *home, uint64_t addr, uint16_t value); /* release */

#endif
