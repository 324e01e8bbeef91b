/* SPDX-License-Identifier: BSD-2-Clause */
/* How late a timer's interrupt is: while the vCPU runs, sleeps, or waits for the device model. */
#include "clock.h"
#include "control_client.h"
#include "gic.h"
#include "latency.h"
#include "mmio.h"
#include "report.h"
#include "settings.h"
#include "test.h"
#include "timer.h"

#define SOON      (20 * CLOCK_US) /* the timer fires so long after it was set ... */
#define IN_ACCESS (5 * CLOCK_US)  /* ... or, while the access that begins now is under way */
#define FAR       (10 * CLOCK_MS)
#define FEW       5 /* of what spins for FAR */
#define SWEEP     20
#define LIMIT     (100 * CLOCK_MS)

static volatile uint64_t fired_at;

static void on_timer(uint32_t intid, void *arg)
{
    fired_at = clock_ticks();
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
    for (uint64_t deadline = clock_deadline(LIMIT); !fired_at && !clock_expired(deadline);)
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

/* Sets the timer to fire in @ns, waits by @wait, and adds how late it was. True while more are
 * wanted. */
static bool shoot(struct latency *latency, uint64_t ns, void (*wait)(void))
{
    const uint64_t at = clock_ticks() + to_ticks(ns);

    fired_at = 0;
    timer_start(at);
    wait();
    timer_stop();
    if (fired_at >= at)
        return latency_add(latency, at, fired_at);
    report_fail(__FILE__, __LINE__, fired_at ? "the timer fired early" : "the timer did not fire");
    return false;
}

TEST(lat, timer, .rule = "LAT-10", .bus = BUS_EMPTY, .alone = true,
     .title = "how late the timer's interrupt is taken by a vCPU that runs, and by one that sleeps")
{
    static struct latency awake, asleep, far;
    struct timer_interrupt line;

    if (!timer_open(&line))
        return;
    latency_begin(&awake, "LAT-10.timer_awake");
    while (shoot(&awake, SOON, stay_awake))
        ;
    latency_end(&awake);
    latency_begin(&asleep, "LAT-10.timer_asleep");
    while (shoot(&asleep, SOON, sleep))
        ;
    latency_end(&asleep);
    latency_begin_few(&far, "LAT-10.timer_10ms", FEW);
    while (shoot(&far, FAR, stay_awake))
        ;
    latency_end(&far);
    gic_disable(line.intid);
}

/* Requests that the backend answers at once, or holds for a while. */
static const struct hold {
    const char *id;
    uint64_t ns;
} holds[] = {
    {"LAT-10.blackout", 0},
    {"LAT-10.blackout_10us", 10 * CLOCK_US},
    {"LAT-10.blackout_100us", 100 * CLOCK_US},
    {"LAT-10.blackout_1ms", CLOCK_MS},
};

static void measure_blackout(const struct hold *hold)
{
    static struct latency latency;

    latency_begin_few(&latency, hold->id, SWEEP);
    do {
        if (hold->ns && !control_do(CONTROL_HOLD, HOLD_WAIT, hold->ns, 0))
            return;
    } while (shoot(&latency, IN_ACCESS, be_in_ioreq));
    latency_end(&latency);
    /* The positive control, where nothing else can keep the vCPU from the access in time: it was
     * held for as long as that. */
    for (size_t i = 0; i < latency.count && settings.icount; i++)
        if (!expect(latency.samples[i] + IN_ACCESS >= hold->ns))
            return;
}

TEST(lat, interrupt_blackout, .rule = "LAT-10", .bus = BUS_SERVED, .attach = ON_REQUEST,
     .alone = true,
     .title = "how late the timer's interrupt is taken by a vCPU that waits for the device model: "
              "as long as that takes")
{
    struct timer_interrupt line;

    if (!timer_open(&line))
        return;
    for (size_t i = 0; i < sizeof(holds) / sizeof(holds[0]) && !report_is_decided(); i++)
        measure_blackout(&holds[i]);
    gic_disable(line.intid);
}
