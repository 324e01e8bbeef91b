/* SPDX-License-Identifier: BSD-2-Clause */
/* Accesses of 1 to 8 bytes at any address, dword by dword with byte lanes. */
#ifndef DEVICE_MODEL_DWORD_PART_H
#define DEVICE_MODEL_DWORD_PART_H

#include <stdint.h>

/* The part of an access that falls into one dword. */
struct dword_part {
    uint64_t dword; /* its address */
    unsigned int shift;
    unsigned int bits;
    uint32_t lanes;
};

static inline struct dword_part part_at(uint64_t addr, unsigned int size)
{
    const unsigned int room = 4 - addr % 4;
    const unsigned int bytes = size < room ? size : room;
    struct dword_part part = {addr & ~3ull, addr % 4 * 8, bytes * 8, 0};

    part.lanes = (~0u >> (32 - part.bits)) << part.shift;
    return part;
}

#endif
