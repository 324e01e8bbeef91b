/* SPDX-License-Identifier: BSD-2-Clause */
#include "runtime/idle.h"

#include <stddef.h>

#include "runtime/dt.h"
#include "runtime/gic.h"
#include "runtime/panic.h"
#include "runtime/time/clock.h"
#include "runtime/time/timer.h"

#define PAUSE_FIRST (2 * CLOCK_US)
#define PAUSE_LAST  (10 * CLOCK_MS)
#define SLEEP_MAX   CLOCK_S /* at a time: what is in ticks then fits 64 bits */

static void on_timer(uint32_t intid, void *arg)
{
    (void)intid, (void)arg;
    timer_stop();
}

static uint32_t timer_intid(void)
{
    static struct timer_interrupt line;

    if (!line.intid && !timer_interrupt(dt_boot(), TIMER_VIRTUAL, &line))
        panic_by("XABI-04", "device tree: no virtual timer to sleep by");
    return line.intid;
}

/* Until the next interrupt, at most @ns. */
static void sleep(uint64_t ns)
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

bool idle(struct timeout *timeout)
{
    const uint64_t now = clock_ns();
    uint64_t pause = timeout->pause ? 2 * timeout->pause : PAUSE_FIRST;

    if (now >= timeout->deadline)
        return false;
    if (pause > PAUSE_LAST)
        pause = PAUSE_LAST;
    timeout->pause = pause;
    sleep(timeout->deadline - now < pause ? timeout->deadline - now : pause);
    return true;
}

void idle_for(uint64_t ns)
{
    const uint64_t deadline = clock_ns() + ns; /* nobody is waited for */

    for (uint64_t now = clock_ns(); now < deadline; now = clock_ns())
        sleep(deadline - now < SLEEP_MAX ? deadline - now : SLEEP_MAX);
}
