/* SPDX-License-Identifier: BSD-2-Clause */
/* The generic timer's virtual timer, for one interrupt at a time. Ticks are those of clock.h. */
#ifndef RUNTIME_TIMER_H
#define RUNTIME_TIMER_H

#include <stdbool.h>
#include <stdint.h>

/* Entries of the timer node's interrupts, by its binding (arm,armv8-timer). */
enum timer_kind {
    TIMER_PHYSICAL_SECURE,
    TIMER_PHYSICAL,
    TIMER_VIRTUAL,
};

struct timer_interrupt {
    uint32_t intid;
    uint32_t flags; /* the specifier's third cell: trigger, and for GICv2 a mask of CPUs */
};

/* What the device tree says; false if it has no such entry, or one that is no PPI. */
bool timer_interrupt(const void *fdt, enum timer_kind kind, struct timer_interrupt *out);

/* Fires once the counter has reached @at. */
static inline void timer_start(uint64_t at)
{
    __asm__ volatile("msr cntv_cval_el0, %0; msr cntv_ctl_el0, %1; isb" ::"r"(at), "r"(1ul)
                     : "memory");
}

static inline void timer_stop(void)
{
    __asm__ volatile("msr cntv_ctl_el0, %0; isb" ::"r"(0ul) : "memory");
}

#endif
