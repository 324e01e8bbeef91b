/* SPDX-License-Identifier: BSD-2-Clause */
/* Interrupts that become pending while an access is emulated: BG-37. */
#include "guest/control/background.h"
#include "guest/control/control_client.h"
#include "guest/control/settings.h"
#include "guest/test/report.h"
#include "protocol/test.h"
#include "runtime/cpu/mmu.h"
#include "runtime/dt.h"
#include "runtime/gic.h"
#include "runtime/time/timeout.h"
#include "runtime/time/timer.h"

#define ACCESSES     64
#define LIMIT        (10 * CLOCK_MS)
#define RIGHT_BEHIND 4 /* bytes from the access */

static volatile unsigned int taken;
static volatile uint64_t came_at;
static uint32_t intid;

static void on_timer(uint32_t id, void *arg)
{
    uint64_t pc;

    (void)id, (void)arg;
    __asm__ volatile("mrs %0, elr_el1" : "=r"(pc));
    came_at = pc;
    taken++;
    timer_stop();
}

static bool open_timer(void)
{
    struct timer_interrupt line;

    if (!timer_interrupt(dt_boot(), TIMER_VIRTUAL, &line)) {
        report_error("the device tree has no virtual timer");
        return false;
    }
    intid = line.intid;
    gic_enable(intid, on_timer, NULL);
    return true;
}

/*
 * One load, with a timer interrupt @delay ticks after the timer was armed. If it is post-indexed,
 * *@base shows how often it was executed. Returns the load's address.
 */
#define INTERRUPTED_LOAD(instruction)                                                           \
    uint64_t at, pc, one = 1;                                                                   \
    taken = 0;                                                                                  \
    __asm__ volatile("adr %[pc], 1f; isb; mrs %[at], cntvct_el0; add %[at], %[at], %[d]\n"      \
                     "msr cntv_cval_el0, %[at]; msr cntv_ctl_el0, %[one]; isb\n"                \
                     "1:" instruction                                                           \
                     : [at] "=&r"(at), [pc] "=&r"(pc), [base] "+r"(*base), [value] "+r"(*value) \
                     : [d] "r"(delay), [one] "r"(one)                                           \
                     : "memory");                                                               \
    return pc

typedef uint64_t interrupted_load(uint64_t delay, uint64_t *base, uint64_t *value);

static uint64_t load_and_move(uint64_t delay, uint64_t *base, uint64_t *value)
{
    INTERRUPTED_LOAD("ldr %w[value], [%[base]], #4");
}

static uint64_t load_only(uint64_t delay, uint64_t *base, uint64_t *value)
{
    INTERRUPTED_LOAD("ldr %w[value], [%[base]]");
}

/* Ticks that one access takes, from the arming of the timer on. */
static uint64_t duration(interrupted_load *load, uint64_t va)
{
    const uint64_t never = ~0ull >> 2, start = clock_ticks();
    uint64_t value = 0;

    load(never, &va, &value);
    timer_stop();
    return clock_ticks() - start;
}

/*
 * ACCESSES loads at @ipa, each of which must return @wanted and move its base by @step; the time of
 * the interrupt sweeps from before the access to after it.
 */
static void sweep(interrupted_load *load, uint64_t ipa, uint32_t wanted, uint64_t step)
{
    const uint64_t span = 2 * duration(load, mmu_device(ipa));
    unsigned int during = 0;

    for (unsigned int i = 0; i < ACCESSES; i++) {
        uint64_t base = mmu_device(ipa), value = ~(uint64_t)wanted;
        const uint64_t pc = load(span * i / ACCESSES, &base, &value);
        const struct timeout timeout = timeout_start(LIMIT, "the timer's interrupt");

        while (!taken && !timeout_expired(&timeout))
            ;
        timer_stop();
        during += came_at == pc + RIGHT_BEHIND;
        if (taken != 1)
            report_note("the timer fired %lu ticks after it was armed", span * i / ACCESSES);
        report_about(taken ? NULL : "XABI-07"); /* never, although armed */
        expect_eq(taken, 1);
        report_about(NULL);
        expect_eq(value, wanted);
        expect_eq(base - mmu_device(ipa), step);
        if (report_is_decided())
            return; /* every further one would time out as well */
    }
    expect(during > 0); /* else no interrupt became pending during an access */
}

TEST(bg, interrupts_wait_for_background, .rule = "BG-37", .bus = BUS_EMPTY,
     .profiles = UNMAPPED | WINDOWS,
     TITLE("a timer interrupt that becomes pending during a background access is taken after "
           "it, once, and the access is made once"))
{
    struct range region;

    if (!background_region(0, &region) || !open_timer())
        return;
    sweep(load_and_move, region.base, background_value(region.base, 4), 4);
    gic_disable(intid);
}

/*
 * Here the backend's log counts the accesses: a post-indexed load from an IOREQ range fails for
 * another reason (IOREQ-07).
 */
TEST(bg, interrupts_wait_for_the_device_model, .rule = "BG-37", .bus = BUS_SERVED,
     .attach = ON_REQUEST,
     TITLE("a timer interrupt that becomes pending while the device model serves an access is "
           "taken after it, once, and the device model sees the access once"))
{
    if (!control_do(CONTROL_LOG_RESET, 0, 0, 0) || !open_timer())
        return;
    sweep(load_only, settings.echo.base, control_echo(settings.echo.base, 4, CONTROL_BUS_TAG), 0);
    gic_disable(intid);
    expect_eq(control_log_total(), ACCESSES + 1); /* and that of duration() */
}
