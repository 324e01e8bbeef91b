/* SPDX-License-Identifier: BSD-2-Clause */
/* RAM that nothing of ours lives in, for tests that write all over it. */
#ifndef GUEST_SPARE_RAM_H
#define GUEST_SPARE_RAM_H

#include "runtime/dt.h"

#define SPARE_BLOCK (1ul << 21) /* what Xen maps by one stage-2 entry, if it can */

/*
 * The whole 2 MiB blocks of the first bank between the image and what follows it there: device tree
 * and control page. Panics if there are fewer than two.
 */
struct range spare_ram(void);

/* One single-register access, which Xen can emulate if it takes the RAM for something else. */
static inline uint64_t ram_load(uint64_t at)
{
    uint64_t value;

    __asm__ volatile("ldr %0, [%1]" : "=r"(value) : "r"(at) : "memory");
    return value;
}

static inline void ram_store(uint64_t at, uint64_t value)
{
    __asm__ volatile("str %0, [%1]" ::"r"(value), "r"(at) : "memory");
}

#endif
