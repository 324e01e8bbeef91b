/* SPDX-License-Identifier: BSD-2-Clause */
/* When timers fire, awake and asleep: TIMER-02. */
#include "guest/irq/generic_timer.h"
#include "guest/irq/gic_cpu.h"
#include "guest/test/report.h"
#include "protocol/test.h"
#include "runtime/gic.h"
#include "runtime/smp.h"
#include "runtime/time/clock.h"
#include "runtime/xen.h"

#define LIMIT     (20 * CLOCK_MS)
#define QUIET     (100 * CLOCK_US) /* in which nothing is to come */
#define SLEEP     (400 * CLOCK_US) /* the same; it begins some 50 us after the deadline was set */
#define TOLERANCE (300 * CLOCK_US) /* of Xen; QEMU with two CPUs under icount is later */

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* @timer's interrupt comes, not before CVAL and soon after @due. */
static void expect_fire(const struct generic_timer *timer, uint64_t due, bool asleep)
{
    int64_t late;

    report_checked();
    if (!generic_timer_fires(timer, LIMIT, asleep, &late))
        report_fail(__FILE__, __LINE__, "the %s timer did not fire, %s", timer->name,
                    asleep ? "asleep" : "awake");
    else if (late < 0)
        report_fail(__FILE__, __LINE__, "the %s timer fired %ld ticks early", timer->name, -late);
    else if (!xen_is_absent() && timer_get(timer->count) - due > timer_ticks(TOLERANCE))
        report_fail(__FILE__, __LINE__, "the %s timer fired %lu ticks after it was due, %s",
                    timer->name, timer_get(timer->count) - due, asleep ? "asleep" : "awake");
    timer_set(timer->ctl, 0);
}

TEST(timer, fires_when_it_is_due, .rule = "TIMER-02",
     TITLE("both timers fire at CVAL: past, now, and 5 to 250 us ahead, awake and asleep"))
{
    static const int distances_us[] = {-1, 0, 5, 20, 80, 250};

    for_each_timer(timer)
    {
        generic_timer_open(timer);
        for (unsigned int i = 0; i < 2 * COUNT(distances_us) && !report_is_decided(); i++) {
            const int us = distances_us[i / 2];
            const uint64_t now = timer_get(timer->count);
            const uint64_t ahead = us < 0 ? 0 : timer_ticks(us * CLOCK_US);

            generic_timer_arm(timer, us < 0 ? now - timer_ticks(-us * CLOCK_US) : now + ahead);
            expect_fire(timer, now + ahead, i & 1);
        }
        generic_timer_arm(timer, timer_get(timer->count) / 2);
        expect_fire(timer, timer_get(timer->count), true);
        generic_timer_arm(timer, 0); /* before there was a domain, or Xen */
        expect_fire(timer, timer_get(timer->count), false);
        generic_timer_close(timer);
    }
}

TEST(timer, fires_by_tval, .rule = "TIMER-02",
     TITLE("both timers fire when TVAL, written while they are enabled, has counted down"))
{
    for_each_timer(timer)
    {
        generic_timer_open(timer);
        generic_timer_arm(timer, UINT64_MAX >> 1);
        timer_set(timer->tval, timer_ticks(20 * CLOCK_US));
        expect_fire(timer, timer_get(timer->cval), true);
        timer_set(timer->ctl, CTL_ENABLE);
        timer_set(timer->tval, (uint64_t)-1000);
        expect_fire(timer, timer_get(timer->count), false);
        generic_timer_close(timer);
    }
}

/* A deadline of @cval is not come yet: nothing comes for a while. */
static void expect_quiet_once(const struct generic_timer *timer, uint64_t cval, bool asleep)
{
    int64_t late;

    generic_timer_arm(timer, cval);
    report_checked();
    if (generic_timer_fires(timer, asleep ? SLEEP : QUIET, asleep, &late))
        report_fail(__FILE__, __LINE__, "the %s timer of CVAL %#lx fired at %#lx, %s", timer->name,
                    cval, timer_get(timer->count), asleep ? "asleep" : "awake");
    timer_set(timer->ctl, 0);
    gic_drain();
}

/* The same, awake and asleep. */
static void expect_quiet(const struct generic_timer *timer, uint64_t cval)
{
    expect_quiet_once(timer, cval, false);
    expect_quiet_once(timer, cval, true);
}

TEST(timer, far_deadlines_do_not_come, .rule = "TIMER-02",
     TITLE("deadlines 2^31 to 2^56 ticks ahead do not come, awake or asleep"))
{
    static const uint8_t bits[] = {31, 32, 40, 48, 53, 56};

    for_each_timer(timer)
    {
        generic_timer_open(timer);
        for (unsigned int i = 0; i < COUNT(bits) && !report_is_decided(); i++) {
            const uint64_t now = timer_get(timer->count);

            /* If the upper bits are lost it comes soon. */
            for (unsigned int asleep = 0; asleep < 2; asleep++)
                expect_quiet_once(timer,
                                  timer_get(timer->count) + (1ull << bits[i]) +
                                      timer_ticks((asleep ? SLEEP : QUIET) / 2),
                                  asleep);
            expect_quiet(timer, (now | (1ull << bits[i])) + (1ull << bits[i]));
        }
        generic_timer_close(timer);
    }
}

/*
 * Sleeps until the other timer wakes this vCPU, half way to a deadline of @timer, which is
 * withdrawn then. False if it was too late for that, as it may be on plain QEMU, which sleeps by
 * the host's time.
 */
static bool expect_withdrawn(const struct generic_timer *timer, uint64_t sleep)
{
    const uint64_t deadline = timer_get(timer->count) + timer_ticks(2 * sleep);
    int64_t late;
    bool fired;

    generic_timer_arm(timer, deadline);
    fired = generic_timer_fires(timer, sleep, true, &late);
    timer_set(timer->ctl, 0);
    if (xen_is_absent() && sleep < CLOCK_S && timer_get(timer->count) >= deadline) {
        gic_drain();
        return false;
    }
    expect(!fired);
    expect(!generic_timer_fires(timer, 2 * sleep, false, &late));
    return true;
}

TEST(
    timer, a_withdrawn_deadline_does_not_come, .rule = "TIMER-02",
    TITLE("a deadline under which the vCPU slept, and woke before it, does not come once the timer "
          "is disabled"))
{
    for_each_timer(timer)
    {
        uint64_t sleep = SLEEP;

        generic_timer_open(timer);
        while (!expect_withdrawn(timer, sleep))
            sleep *= 2;
        generic_timer_close(timer);
    }
}

static void expect_never(const struct generic_timer *timer, uint64_t last)
{
    generic_timer_open(timer);
    expect_quiet(timer, last);
    expect_quiet(timer, last - 1);
    expect_quiet(timer, 1ull << 63);
    expect_quiet(timer, UINT64_MAX >> 1);
    generic_timer_close(timer);
}

/* QEMU 7.2 loops for ever, in gt_recalc_timer(), if CVAL + CNTVOFF_EL2 is more than 64 bits. */
#define LAST_VIRTUAL (UINT64_MAX << 40)

TEST(timer, the_end_of_time_never_comes, .rule = "TIMER-02", .alone = true,
     TITLE("a virtual deadline of 2^64 - 2^40, or of 2^63, does not come, awake or asleep"))
{
    const struct generic_timer *timer = generic_timer(0);

    if (timer)
        expect_never(timer, LAST_VIRTUAL);
}

TEST(timer, the_physical_end_of_time_never_comes, .rule = "TIMER-02", .alone = true,
     TITLE("a physical deadline of all ones, or of 2^63, does not come, awake or asleep"))
{
    const struct generic_timer *timer = generic_timer(1);

    if (timer)
        expect_never(timer, UINT64_MAX);
}

/* What another vCPU does with its own timers meanwhile: moves them about. */
static void meddle(void *arg)
{
    volatile uint32_t *stop = arg;

    while (!*stop) {
        __asm__ volatile("msr cntv_cval_el0, %0; msr cntv_ctl_el0, %1; msr cntp_cval_el0, %0; "
                         "msr cntp_ctl_el0, %1; isb" ::"r"(0ul),
                         "r"(3ul));
        smp_relax();
        __asm__ volatile("msr cntv_ctl_el0, %0; msr cntp_ctl_el0, %0; isb" ::"r"(0ul));
        smp_relax();
    }
}

TEST(timer, timers_belong_to_a_vcpu, .rule = "TIMER-02", .vcpus = 2,
     TITLE("both timers keep CVAL and CTL, and fire, while another vCPU sets its own"))
{
    uint32_t stop = 0;

    if (!smp_run(1, meddle, &stop)) {
        report_error("vCPU 1 does not start");
        return;
    }
    for_each_timer(timer)
    {
        generic_timer_open(timer);
        for (unsigned int i = 0; i < 4 && !report_is_decided(); i++) {
            const uint64_t far = timer_get(timer->count) + (1ull << 40);

            timer_set(timer->cval, far);
            timer_set(timer->ctl, CTL_ENABLE | CTL_IMASK);
            smp_relax();
            expect_eq(timer_get(timer->cval), far);
            expect_eq(timer_get(timer->ctl), CTL_ENABLE | CTL_IMASK);
            generic_timer_arm(timer, timer_get(timer->count) + timer_ticks(20 * CLOCK_US));
            smp_relax();
            expect_fire(timer, timer_get(timer->cval), i & 1);
        }
        generic_timer_close(timer);
    }
    __atomic_store_n(&stop, 1, __ATOMIC_RELEASE);
    expect_eq(smp_join(1, LIMIT), SMP_DONE);
}
