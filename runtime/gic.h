/* SPDX-License-Identifier: BSD-2-Clause */
/* GICv3 and GICv2, found in the device tree. Handlers are shared by all vCPUs. */
#ifndef RUNTIME_GIC_H
#define RUNTIME_GIC_H

#include <stdbool.h>
#include <stdint.h>

#include "runtime/dt.h"

typedef void (*gic_handler)(uint32_t intid, void *arg);

/* Initialises distributor and CPU interface; panics if the tree has no GIC that we know. */
void gic_init(const void *fdt);

/* The same for the calling vCPU only, if it is not the one that ran gic_init(). */
void gic_init_cpu(void);

/* 2 or 3. */
unsigned int gic_version(void);
struct range gic_distributor(void);
/* All redistributor frames, and their size; GICv3 only. */
struct range gic_redistributors(void);
#define GIC_REDISTRIBUTOR 0x20000
/* The memory-mapped CPU interface; GICv2 only. */
struct range gic_cpu_interface(void);

/* Routes @intid (SGI, PPI or SPI, level-high) to this vCPU and enables it. */
void gic_enable(uint32_t intid, gic_handler handler, void *arg);
void gic_disable(uint32_t intid);

/* The same where nothing can be on its way any more: its place among the handlers, which are looked
 * through at every interrupt, is free again. */
void gic_forget(uint32_t intid);

/* Routes SPI @intid to the vCPU of @mpidr (affinity fields). */
void gic_route(uint32_t intid, uint64_t mpidr);

/*
 * Whether an interrupt without a handler has come since the last call, at any vCPU: *@intid is the
 * last one. It was disabled where it came.
 */
bool gic_unexpected(uint32_t *intid);

/* Sends SGI @intid (0 to 15) to the vCPU of @mpidr, of an Aff0 below 16 (GICv2: 8). */
void gic_send_sgi(uint32_t intid, uint64_t mpidr);

/*
 * For whoever takes interrupts without the handlers above, all of them masked: the highest pending
 * one, or 1020 and above for none; for an SGI of GICv2 with its sender above the INTID. What was
 * acknowledged wants to be ended.
 */
uint32_t gic_acknowledge(void);
void gic_end(uint32_t acknowledged);

static inline void gic_unmask(void)
{
    __asm__ volatile("msr daifclr, #2" ::: "memory");
}

static inline void gic_mask(void)
{
    __asm__ volatile("msr daifset, #2" ::: "memory");
}

#endif
