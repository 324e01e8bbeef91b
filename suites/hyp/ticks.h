/* SPDX-License-Identifier: BSD-2-Clause */
/* Timer interrupts so close to each other that Xen has to stop and continue a long hypercall. */
#ifndef SUITES_HYP_TICKS_H
#define SUITES_HYP_TICKS_H

#include <stddef.h>
#include <stdint.h>

#include "runtime/dt.h"
#include "runtime/gic.h"
#include "runtime/panic.h"
#include "runtime/time/clock.h"
#include "runtime/time/timer.h"

#define TICKS_PERIOD (20 * CLOCK_US)

static unsigned int ticks_so_far;

static inline void ticks_handler(uint32_t intid, void *context)
{
    (void)intid;
    (void)context;
    ticks_so_far++;
    timer_start(clock_ticks() + TICKS_PERIOD * clock_frequency() / CLOCK_S);
}

static inline void ticks_start(struct timer_interrupt *timer)
{
    if (!timer_interrupt(dt_boot(), TIMER_VIRTUAL, timer))
        panic("device tree: no virtual timer to interrupt hypercalls");
    ticks_so_far = 0;
    gic_enable(timer->intid, ticks_handler, NULL);
    timer_start(clock_ticks());
}

/* How many there were. */
static inline unsigned int ticks_stop(const struct timer_interrupt *timer)
{
    timer_stop();
    gic_disable(timer->intid);
    return ticks_so_far;
}

#endif
