/* SPDX-License-Identifier: BSD-2-Clause */
#include "idle.h"

#include <stddef.h>

#include "clock.h"
#include "gic.h"
#include "panic.h"
#include "timer.h"

static void on_timer(uint32_t intid, void *arg)
{
    (void)intid, (void)arg;
    timer_stop(); /* level-sensitive */
}

void idle(uint64_t ns)
{
    static struct timer_interrupt timer;

    if (!timer.intid && !timer_interrupt(dt_boot(), TIMER_VIRTUAL, &timer))
        panic("device tree: no virtual timer to sleep by");
    gic_enable(timer.intid, on_timer, NULL);
    /* Masked, so that no interrupt slips in before WFI, which wakes all the same. */
    gic_mask();
    timer_start(clock_ticks() + ns * clock_frequency() / CLOCK_S);
    __asm__ volatile("wfi" ::: "memory");
    gic_unmask();
    __asm__ volatile("isb" ::: "memory"); /* what is pending is taken here */
    timer_stop();
    gic_disable(timer.intid);
}
