/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The domU's memory by guest physical address, as a device sees it.
 *
 * Everything is copied, so no pointer outlives a remapping, and an address that the domU has no RAM
 * at is a false result, never a fault: what a driver puts into a ring is not to be trusted. Both
 * images and the rings are little-endian.
 */
#ifndef BACKEND_GUEST_MEMORY_H
#define BACKEND_GUEST_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define GUEST_PAGE 4096

/* Copy @size bytes; false if any of them is not RAM of the domU. */
bool guest_read(uint64_t addr, void *to, size_t size);
bool guest_write(uint64_t addr, const void *from, size_t size);

/* One access that cannot tear; false also if @addr is odd. */
bool guest_load16(uint64_t addr, uint16_t *value); /* acquire */
bool guest_store16(uint64_t addr, uint16_t value); /* release */

/* The page at @gfn, valid until the next call; NULL if the domU has no RAM there. In the image it
 * is foreign.c's; host tests supply theirs. */
void *guest_page(uint64_t gfn);

#endif
