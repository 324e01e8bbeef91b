/* SPDX-License-Identifier: BSD-2-Clause */
#include "runtime/time/clock.h"

uint64_t clock_frequency(void)
{
    uint64_t hz;

    __asm__("mrs %0, cntfrq_el0" : "=r"(hz));
    return hz;
}

uint64_t clock_to_ns(uint64_t ticks)
{
    uint64_t hz = clock_frequency();

    /* In two steps: the product of a long uptime would not fit 64 bits. */
    return ticks / hz * CLOCK_S + ticks % hz * CLOCK_S / hz;
}

uint64_t clock_ns(void)
{
    return clock_to_ns(clock_ticks());
}

uint64_t clock_deadline(uint64_t ns)
{
    return clock_ns() + ns;
}

bool clock_expired(uint64_t deadline)
{
    return clock_ns() >= deadline;
}
