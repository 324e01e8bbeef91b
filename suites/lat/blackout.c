/* SPDX-License-Identifier: BSD-2-Clause */
/* How late a timer's interrupt is: while the vCPU runs, sleeps, or waits for the device model. */
#include "guest/control/control_client.h"
#include "guest/control/settings.h"
#include "guest/measure/latency.h"
#include "guest/test/report.h"
#include "protocol/metric.h"
#include "protocol/test.h"
#include "runtime/gic.h"
#include "runtime/mmio.h"
#include "runtime/time/timeout.h"
#include "runtime/time/timer.h"

#define SOON  (20 * CLOCK_US) /* the timer fires so long after it was set */
#define FAR   (10 * CLOCK_MS)
#define FEW   5 /* samples of what spins for FAR */
#define SWEEP 20
#define TRIES 10 /* for each shot of the sweep */
#define LIMIT (100 * CLOCK_MS)

static volatile uint64_t fired_at;
static uint64_t fired_at_physical; /* the backend's clock */

static void on_timer(uint32_t intid, void *arg)
{
    fired_at = clock_ticks();
    fired_at_physical = clock_physical();
    (void)intid, (void)arg;
    timer_stop();
}

static bool timer_open(struct timer_interrupt *line)
{
    if (!timer_interrupt(dt_boot(), TIMER_VIRTUAL, line)) {
        report_error("the device tree has no virtual timer");
        return false;
    }
    gic_enable(line->intid, on_timer, NULL);
    return true;
}

static uint64_t to_ticks(uint64_t ns)
{
    return ns * clock_frequency() / CLOCK_S;
}

static void stay_awake(void)
{
    const struct timeout timeout = timeout_start(LIMIT, "the timer's interrupt");

    while (!fired_at && !timeout_expired(&timeout))
        ;
}

static void sleep(void)
{
    gic_mask();
    if (!fired_at)
        __asm__ volatile("wfi" ::: "memory");
    gic_unmask();
    stay_awake();
}

/* An access to the echo range; the interrupt, if it is due, is taken right behind it. */
static void be_in_ioreq(void)
{
    mmio_read32(settings.echo.base);
    stay_awake();
}

/* Sets the timer to fire in @ns and waits by @wait. False if it does not fire, or does early. */
static bool shoot(uint64_t ns, void (*wait)(void), uint64_t *at)
{
    *at = clock_ticks() + to_ticks(ns);
    fired_at = 0;
    timer_start(*at);
    wait();
    timer_stop();
    if (fired_at < *at)
        report_fail(__FILE__, __LINE__,
                    fired_at ? "the timer fired early" : "the timer did not fire");
    return fired_at >= *at;
}

static void measure(struct latency *latency, uint64_t ns, void (*wait)(void))
{
    uint64_t at;

    while (shoot(ns, wait, &at) && latency_add(latency, at, fired_at))
        ;
    latency_end(latency);
}

METRIC(timer_awake, "LAT-10", "timer late, awake");
METRIC(timer_10ms, "LAT-10", "timer late, 10 ms", .kvm = "timer_10ms");
METRIC(timer_asleep, "LAT-10", "timer late, asleep", .phased = true);

TEST(lat, timer, .rule = "LAT-10", .bus = BUS_EMPTY, .alone = true,
     TITLE("how late the timer's interrupt is taken by a vCPU that runs, and by one that sleeps"))
{
    static struct latency awake, asleep, far;
    struct timer_interrupt line;

    if (!timer_open(&line))
        return;
    latency_begin(&awake, metric_timer_awake);
    measure(&awake, SOON, stay_awake);
    latency_begin(&asleep, metric_timer_asleep);
    measure(&asleep, SOON, sleep);
    latency_begin_few(&far, metric_timer_10ms, FEW);
    measure(&far, FAR, stay_awake);
    gic_disable(line.intid);
}

METRIC(blackout, "LAT-10", "timer late, in an IOREQ", .phased = true);
METRIC(blackout_10us, "LAT-10", "held for 10 us", .of = metric_blackout, .phased = true);
METRIC(blackout_100us, "LAT-10", "held for 100 us", .of = metric_blackout, .phased = true);
METRIC(blackout_1ms, "LAT-10", "held for 1 ms", .of = metric_blackout, .phased = true);

/* Requests that the backend answers at once, or after a delay. */
static const struct hold {
    const char *id;
    uint64_t ns;
} holds[] = {
    {metric_blackout, 0},
    {metric_blackout_10us, 10 * CLOCK_US},
    {metric_blackout_100us, 100 * CLOCK_US},
    {metric_blackout_1ms, CLOCK_MS},
};

/* A quarter of the duration of an access: so the timer fires during it. */
static uint64_t soon_enough(void)
{
    uint64_t from = 0, to = 0;

    for (unsigned int i = 0; i < 3; i++) { /* the last time counts */
        from = clock_ticks();
        mmio_read32(settings.echo.base);
        to = clock_ticks();
    }
    return clock_to_ns(to - from) / 4;
}

/* Whether the interrupt was due before the access began: then it did not have to wait. */
static bool came_before_access(void)
{
    return fired_at_physical < control_times().answered;
}

static void measure_blackout(const struct hold *hold)
{
    static struct latency latency;
    const uint64_t soon = soon_enough();
    unsigned int tries = TRIES * SWEEP;
    bool more = true;
    uint64_t at;

    latency_begin_few(&latency, hold->id, SWEEP);
    while (more && tries--) {
        if (hold->ns && !control_do(CONTROL_HOLD, HOLD_WAIT, hold->ns, 0))
            return;
        if (!shoot(soon, be_in_ioreq, &at))
            return;
        if (!came_before_access())
            more = latency_add(&latency, at, fired_at);
    }
    latency_end(&latency);
    /* The positive control: the vCPU was held for as long as that. */
    for (size_t i = 0; i < latency.count; i++)
        if (!expect(latency.samples[i] + soon >= hold->ns))
            return;
}

TEST(lat, interrupt_blackout, .rule = "LAT-10", .bus = BUS_SERVED, .attach = ON_REQUEST,
     .needs = BARE_DOM0,
     TITLE("how late the timer's interrupt is taken by a vCPU that waits for the device model, "
           "by the time that this takes"))
{
    struct timer_interrupt line;

    if (!timer_open(&line))
        return;
    for (size_t i = 0; i < sizeof(holds) / sizeof(holds[0]) && !report_is_decided(); i++)
        measure_blackout(&holds[i]);
    gic_disable(line.intid);
}
