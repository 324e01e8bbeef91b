/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Time from the generic timer's virtual counter. Under QEMU's icount with a 1 GHz counter one tick
 * is one instruction; elsewhere ticks are converted to nanoseconds.
 */
#ifndef RUNTIME_CLOCK_H
#define RUNTIME_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#define CLOCK_US 1000ul
#define CLOCK_MS 1000000ul
#define CLOCK_S  1000000000ul

#ifdef __aarch64__

/* The counter, ordered after all earlier instructions and before all later ones. */
static inline uint64_t clock_ticks(void)
{
    uint64_t ticks;

    __asm__ volatile("isb; mrs %0, cntvct_el0; isb" : "=r"(ticks)::"memory");
    return ticks;
}

/* Where user space has the virtual counter only, the build says so. */
#ifndef CLOCK_PHYSICAL
#define CLOCK_PHYSICAL "cntpct_el0"
#endif

/*
 * The physical counter, ordered likewise: the same for all domains, while each has the virtual one
 * from its own start. Xen lets guests read it.
 */
static inline uint64_t clock_physical(void)
{
    uint64_t ticks;

    __asm__ volatile("isb; mrs %0, " CLOCK_PHYSICAL "; isb" : "=r"(ticks)::"memory");
    return ticks;
}

#else /* a unit test has its own */
uint64_t clock_ticks(void);
uint64_t clock_physical(void);
#endif

uint64_t clock_frequency(void); /* Hz */
uint64_t clock_ns(void);        /* since an arbitrary start */
uint64_t clock_to_ns(uint64_t ticks);

/* When something is due, and whether it is; what is waited for has a struct timeout. */
uint64_t clock_deadline(uint64_t ns);
bool clock_expired(uint64_t deadline);

#endif
