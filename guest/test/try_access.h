/* SPDX-License-Identifier: BSD-2-Clause */
/* Plain device accesses of vCPU 0 that may abort, by guest physical address: cheaper than a probe.
 */
#ifndef GUEST_TRY_ACCESS_H
#define GUEST_TRY_ACCESS_H

#include <stdbool.h>
#include <stdint.h>

/*
 * One load or store of @size bytes (1, 2, 4, 8) through the Device mapping, or, if it is unaligned,
 * through the Normal non-cacheable one. False if it aborted;
 * *@value is then 0.
 */
bool try_read(uint64_t ipa, unsigned int size, uint64_t *value);
bool try_write(uint64_t ipa, unsigned int size, uint64_t value);

#endif
