/* SPDX-License-Identifier: BSD-2-Clause */
/* GICv3 and GICv2 for one vCPU, found in the device tree. */
#ifndef RUNTIME_GIC_H
#define RUNTIME_GIC_H

#include <stdint.h>

#include "dt.h"

typedef void (*gic_handler)(uint32_t intid, void *arg);

/* Initialises distributor and CPU interface; panics if the tree has no GIC that we know. */
void gic_init(const void *fdt);

/* 2 or 3. */
unsigned int gic_version(void);
struct range gic_distributor(void);

/* Routes @intid (SGI, PPI or SPI, level-high) to this vCPU and enables it. */
void gic_enable(uint32_t intid, gic_handler handler, void *arg);
void gic_disable(uint32_t intid);

static inline void gic_unmask(void)
{
    __asm__ volatile("msr daifclr, #2" ::: "memory");
}

static inline void gic_mask(void)
{
    __asm__ volatile("msr daifset, #2" ::: "memory");
}

#endif
