/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A vCPU's interface to the GIC for tests that take interrupts one by one, by acknowledging them
 * with interrupts masked: runtime/gic.h has gic_acknowledge() and gic_end(). Each function is about
 * the calling vCPU.
 */
#ifndef GUEST_GIC_CPU_H
#define GUEST_GIC_CPU_H

#include <stdbool.h>
#include <stdint.h>

/* As the runtime leaves them: for all interrupts that no test uses otherwise. */
#define GIC_PRIORITY 0xa0
#define GIC_NONE     1020 /* INTIDs from here on say that there is no interrupt */

/* INTIDs that GICD_TYPER promises: a multiple of 32, at most 1020. */
unsigned int gic_lines(void);

/* Gives all SPIs, and the private interrupts of all vCPUs, the runtime's priority again. */
void gic_forget_priorities(void);

enum gic_cpu_register {
    GIC_CPU_CTLR,
    GIC_CPU_PMR,
    GIC_CPU_BPR,
    GIC_CPU_RPR,
    GIC_CPU_HPPIR,
};

uint32_t gic_cpu_read(enum gic_cpu_register from);
void gic_cpu_write(enum gic_cpu_register to, uint32_t value);

/* EOImode: whether gic_end() only drops the priority, and gic_deactivate() does the rest. */
void gic_split_end(bool split);
void gic_deactivate(uint32_t acknowledged);

/*
 * Fields of one interrupt. Private ones are those of vCPU @cpu, which GICv2 allows for itself only.
 * gic_open(): disabled, edge-triggered, of the usual priority, routed to @cpu.
 */
void gic_open(uint32_t intid, unsigned int cpu);
void gic_set_enable(uint32_t intid, unsigned int cpu, bool enabled);
void gic_set_pending(uint32_t intid, unsigned int cpu);
void gic_set_priority(uint32_t intid, unsigned int cpu, uint8_t priority);
uint8_t gic_priority(uint32_t intid, unsigned int cpu);
void gic_set_edge(uint32_t intid, bool edge); /* SPIs */

/* gic_open(), enabled and, if it is this vCPU's, not pending; disabled and not pending any more.
 * Call them with interrupts masked. */
void gic_start(uint32_t intid, unsigned int cpu);
void gic_stop(uint32_t intid, unsigned int cpu);

/* Whether a register with a bit for each INTID has @intid's set: GICD_ISPENDR and the like. */
bool gic_bit(unsigned int registers, uint32_t intid, unsigned int cpu);
void gic_write_bit(unsigned int registers, uint32_t intid, unsigned int cpu);

#define GICD_ISENABLER 0x0100
#define GICD_ICENABLER 0x0180
#define GICD_ISPENDR   0x0200
#define GICD_ICPENDR   0x0280
#define GICD_ISACTIVER 0x0300
#define GICD_ICACTIVER 0x0380

/* The next interrupt, acknowledged and ended at once; GIC_NONE and above for none. An SGI of GICv2
 * is without its sender. */
uint32_t gic_take(void);

/* The same, if need be after some time of Xen's: it makes what came while the interrupt was active
 * pending at the next exit only. */
uint32_t gic_take_soon(void);

/* Takes all there are and says how many. */
unsigned int gic_drain(void);

/*
 * What another vCPU takes between gic_catch_start() and gic_catch_end(), interrupts masked; SGI 0,
 * by which smp.c wakes it, is not counted. In between it keeps its interrupts for itself.
 */
#define GIC_CATCH 16
struct gic_catch {
    volatile uint32_t ready, stop, count;
    volatile uint32_t intid[GIC_CATCH];
};

/* Has @cpu, not 0, catch; false, and the running test an ERROR, if it does not start. */
bool gic_catch_start(unsigned int cpu, struct gic_catch *catch);

/* Waits, for 2 ms, until @want have come, or a little for none; ends it. How many have come. */
unsigned int gic_catch_end(unsigned int cpu, struct gic_catch *catch, unsigned int want);

/* A private interrupt that nobody has, and the n-th SPI from the end: none of them is a device's.
 */
#define GIC_FREE_PPI 20
uint32_t gic_free_spi(unsigned int n);

#endif
