/* SPDX-License-Identifier: BSD-2-Clause */
/* The virtual timer: XABI-07. */
#include "guest/test/report.h"
#include "protocol/test.h"
#include "runtime/dt.h"
#include "runtime/gic.h"
#include "runtime/time/timeout.h"
#include "runtime/time/timer.h"
#include "runtime/xen.h"

#include <xen/vcpu.h>

#define INTID_SECURE   29
#define INTID_PHYSICAL 30
#define INTID_VIRTUAL  27
#define LEVEL_LOW      8
#define TRIGGER        0xf /* the bits of the specifier's flags that say so */

#define SHOTS     100
#define TOLERANCE (200 * CLOCK_US)
#define LIMIT     (20 * CLOCK_MS)
#define SPAN      (8 * CLOCK_MS)
#define DOUBLINGS 16

TEST(xabi, timer_ppis, .rule = "XABI-07", TITLE("the timer node has PPIs 29, 30 and 27, level-low"))
{
    static const uint32_t wanted[] = {INTID_SECURE, INTID_PHYSICAL, INTID_VIRTUAL};
    struct timer_interrupt line;

    for (unsigned int kind = 0; kind < sizeof(wanted) / sizeof(wanted[0]); kind++) {
        if (!expect(timer_interrupt(dt_boot(), kind, &line)))
            continue;
        expect_eq(line.intid, wanted[kind]);
        expect_eq(line.flags & TRIGGER, LEVEL_LOW);
    }
}

static volatile uint64_t fired_at;
static volatile unsigned int fired;

static void on_timer(uint32_t intid, void *arg)
{
    (void)intid, (void)arg;
    fired_at = clock_ticks();
    fired++;
    timer_stop();
}

/* Waits in the guest, where the timer itself interrupts. */
static void spin(void)
{
    const struct timeout timeout = timeout_start(LIMIT, "the timer's interrupt");

    while (!fired && !timeout_expired(&timeout))
        ;
}

/* Sleeps, so that Xen has to wake the vCPU by a timer of its own. */
static void sleep(void)
{
    gic_mask();
    if (!fired)
        __asm__ volatile("wfi" ::: "memory");
    gic_unmask();
    spin();
}

static void shoot(unsigned int shot, void (*wait)(void))
{
    const uint64_t at = clock_ticks() + clock_frequency() / 100000 * (1 + shot % 10); /* 10 us */

    fired = 0;
    timer_start(at);
    wait();
    timer_stop();
    if (!expect_eq(fired, 1))
        return;
    expect(fired_at >= at);
    if (fired_at > at && !expect(clock_to_ns(fired_at - at) <= TOLERANCE))
        report_note("%lu ns late", clock_to_ns(fired_at - at));
}

TEST(xabi, timer_fires_at_cval, .rule = "XABI-07",
     TITLE("a one-shot of the virtual timer fires once, at its time, awake or asleep, 100 times"))
{
    struct timer_interrupt line;

    if (!expect(timer_interrupt(dt_boot(), TIMER_VIRTUAL, &line)))
        return;
    gic_enable(line.intid, on_timer, NULL);
    for (unsigned int shot = 0; shot < SHOTS && !report_is_decided(); shot++)
        shoot(shot, shot & 1 ? sleep : spin);
    gic_disable(line.intid);
}

/*
 * Sleeps for @ns or longer and returns Xen's time when it last scheduled this vCPU: now, except for
 * the return to the guest. 0 if it did not sleep.
 */
static uint64_t xen_time_after(volatile struct vcpu_runstate_info *runstate, uint64_t ns,
                               uint64_t *ticks)
{
    const uint64_t before = runstate->state_entry_time;
    struct sched_poll poll = {.timeout = before + ns};

    /* A timeout in the past returns at once: then this vCPU last slept at another time. */
    for (unsigned int i = 0; i < DOUBLINGS && runstate->state_entry_time == before; i++) {
        xen_sched(SCHEDOP_poll, &poll);
        poll.timeout = before + (ns << (i + 1));
    }
    *ticks = clock_ticks();
    return runstate->state_entry_time == before ? 0 : runstate->state_entry_time;
}

TEST(xabi, cntfrq_is_the_rate, .rule = "XABI-07",
     TITLE("CNTFRQ_EL0 is the counter's rate by Xen's clock, to within 1%"))
{
    static volatile struct vcpu_runstate_info runstate;
    struct vcpu_register_runstate_memory_area area = {
        .addr.v = (struct vcpu_runstate_info *)&runstate,
    };
    uint64_t from, to, from_ticks, to_ticks, ns, wanted;
    long rc = xen_hypercall(__HYPERVISOR_vcpu_op, VCPUOP_register_runstate_memory_area, 0,
                            (unsigned long)&area, 0, 0);

    if (rc) {
        report_error("Xen refuses a runstate area (%ld)", rc);
        return;
    }
    from = xen_time_after(&runstate, CLOCK_MS, &from_ticks);
    to = xen_time_after(&runstate, SPAN, &to_ticks);
    area.addr.v = NULL; /* else each context switch would cost more */
    xen_hypercall(__HYPERVISOR_vcpu_op, VCPUOP_register_runstate_memory_area, 0,
                  (unsigned long)&area, 0, 0);
    if (!from || !to) {
        report_error("Xen does not put this vCPU to sleep");
        return;
    }
    ns = clock_to_ns(to_ticks - from_ticks);
    wanted = to - from;
    expect(wanted >= SPAN / 2);
    if (!expect(ns >= wanted / 100 * 99 && ns <= wanted / 100 * 101))
        report_note("%lu ns by CNTFRQ, %lu ns by Xen", ns, wanted);
}
