/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The virtual and the physical timer of EL1 as tests see them: registers by probes (sysreg.h), so
 * that one that is undefined is a failure and not the end. vCPU 0 only.
 */
#ifndef GUEST_GENERIC_TIMER_H
#define GUEST_GENERIC_TIMER_H

#include <stdbool.h>
#include <stdint.h>

#include "guest/test/sysreg.h"

#define CTL_ENABLE  1u
#define CTL_IMASK   2u
#define CTL_ISTATUS 4u

struct generic_timer {
    const char *name;
    enum sysreg ctl, cval, tval, count;
    uint32_t intid; /* from the device tree */
};

/* The @index-th: 0 is the virtual one, 1 the physical one. NULL if there is no more, or no
 * interrupt in the device tree, which is a failure. */
const struct generic_timer *generic_timer(unsigned int index);

#define for_each_timer(timer)                                                \
    for (unsigned int timer##_index = 0; timer##_index < 2; timer##_index++) \
        for (const struct generic_timer *timer = generic_timer(timer##_index); timer; timer = NULL)

/* One register; a failure if it does not do it. */
uint64_t timer_get(enum sysreg from);
void timer_set(enum sysreg to, uint64_t value);

uint64_t timer_ticks(uint64_t ns);

/* Off, its interrupt enabled, and none pending; off, disabled and none pending. Interrupts masked
 * in between. */
void generic_timer_open(const struct generic_timer *timer);
void generic_timer_close(const struct generic_timer *timer);

/* Interrupt once CVAL is @at. */
void generic_timer_arm(const struct generic_timer *timer, uint64_t at);

/* Waits at most @ns, spinning or asleep (then by the other timer), for @timer's interrupt, and
 * takes it. Whether it came; *@late is how many ticks after its CVAL, negative if before. */
bool generic_timer_fires(const struct generic_timer *timer, uint64_t ns, bool asleep,
                         int64_t *late);

#endif
