/* SPDX-License-Identifier: BSD-2-Clause */
#include "runtime/time/idle.h"

#include <stddef.h>

#include "runtime/dt.h"
#include "runtime/gic.h"
#include "runtime/panic.h"
#include "runtime/time/clock.h"
#include "runtime/time/timer.h"

#define SLEEP_MAX CLOCK_S /* at a time: what is in ticks then fits 64 bits */

static void on_timer(uint32_t intid, void *arg)
{
    (void)intid, (void)arg;
    timer_stop();
}

static uint32_t timer_intid(void)
{
    static struct timer_interrupt line;

    if (!line.intid && !timer_interrupt(dt_boot(), TIMER_VIRTUAL, &line))
        panic("device tree: no virtual timer to sleep by");
    return line.intid;
}

void idle_once(uint64_t ns)
{
    const uint32_t intid = timer_intid();

    gic_enable(intid, on_timer, NULL);
    gic_mask();
    timer_start(clock_ticks() + ns * clock_frequency() / CLOCK_S);
    __asm__ volatile("wfi" ::: "memory"); /* wakes for a masked interrupt, too */
    gic_unmask();
    __asm__ volatile("isb" ::: "memory");
    timer_stop();
    gic_disable(intid);
}

void idle_for(uint64_t ns)
{
    const uint64_t deadline = clock_ns() + ns; /* nobody is waited for */

    for (uint64_t now = clock_ns(); now < deadline; now = clock_ns())
        idle_once(deadline - now < SLEEP_MAX ? deadline - now : SLEEP_MAX);
}
