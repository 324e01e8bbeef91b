/* SPDX-License-Identifier: BSD-2-Clause */
/* ENABLE, IMASK, ISTATUS and the interrupt: TIMER-03. */
#include "guest/irq/generic_timer.h"
#include "guest/irq/gic_cpu.h"
#include "guest/test/report.h"
#include "protocol/test.h"
#include "runtime/gic.h"
#include "runtime/time/clock.h"

#define LIMIT (20 * CLOCK_MS)
#define QUIET (50 * CLOCK_US)
#define SOON  (10 * CLOCK_US)
#define LATER (100 * CLOCK_US) /* time enough to move the deadline */
#define FAR   (1ull << 60)

static bool fires(const struct generic_timer *timer, uint64_t ns)
{
    int64_t late;

    return generic_timer_fires(timer, ns, false, &late);
}

TEST(timer, status_follows_the_deadline, .rule = "TIMER-03",
     TITLE("while a timer is enabled ISTATUS says whether CVAL has come, however it was set"))
{
    for_each_timer(timer)
    {
        timer_set(timer->ctl, 0);
        timer_set(timer->ctl, CTL_ENABLE | CTL_IMASK);
        timer_set(timer->cval, timer_get(timer->count) - 1);
        expect_eq(timer_get(timer->ctl), CTL_ENABLE | CTL_IMASK | CTL_ISTATUS);
        timer_set(timer->cval, timer_get(timer->count) + FAR);
        expect_eq(timer_get(timer->ctl), CTL_ENABLE | CTL_IMASK);
        timer_set(timer->tval, (uint64_t)-1);
        expect_eq(timer_get(timer->ctl), CTL_ENABLE | CTL_IMASK | CTL_ISTATUS);
        timer_set(timer->tval, 0x7fffffff);
        expect_eq(timer_get(timer->ctl), CTL_ENABLE | CTL_IMASK);
        /* Past already when it is enabled. */
        timer_set(timer->ctl, CTL_IMASK);
        timer_set(timer->cval, 0);
        timer_set(timer->ctl, CTL_ENABLE | CTL_IMASK);
        expect_eq(timer_get(timer->ctl), CTL_ENABLE | CTL_IMASK | CTL_ISTATUS);
        timer_set(timer->ctl, 0);
    }
}

TEST(timer, masked_or_off_is_silent, .rule = "TIMER-03",
     TITLE("a timer that is due interrupts only with ENABLE and without IMASK, and once IMASK is "
           "cleared"))
{
    for_each_timer(timer)
    {
        generic_timer_open(timer);
        timer_set(timer->cval, timer_get(timer->count) - 1);
        timer_set(timer->ctl, CTL_IMASK);
        expect(!fires(timer, QUIET));
        timer_set(timer->ctl, CTL_ENABLE | CTL_IMASK);
        expect(!fires(timer, QUIET));
        expect_eq(timer_get(timer->ctl), CTL_ENABLE | CTL_IMASK | CTL_ISTATUS);
        timer_set(timer->ctl, CTL_ENABLE);
        if (!expect(fires(timer, LIMIT)))
            report_note("the %s timer", timer->name);
        timer_set(timer->ctl, 0);
        expect(!fires(timer, QUIET));
        generic_timer_close(timer);
    }
}

TEST(timer, masked_when_it_comes, .rule = "TIMER-03",
     TITLE("a timer that becomes due while it is masked interrupts when IMASK is cleared"))
{
    for_each_timer(timer)
    {
        generic_timer_open(timer);
        timer_set(timer->cval, timer_get(timer->count) + timer_ticks(SOON));
        timer_set(timer->ctl, CTL_ENABLE | CTL_IMASK);
        expect(!fires(timer, QUIET));
        expect_eq(timer_get(timer->ctl), CTL_ENABLE | CTL_IMASK | CTL_ISTATUS);
        timer_set(timer->ctl, CTL_ENABLE);
        if (!expect(fires(timer, LIMIT)))
            report_note("the %s timer", timer->name);
        generic_timer_close(timer);
    }
}

TEST(timer, a_moved_deadline_is_the_one, .rule = "TIMER-03",
     TITLE("a timer whose deadline moves, later or nearer, fires once, at the last one"))
{
    int64_t late;

    for_each_timer(timer)
    {
        generic_timer_open(timer);
        for (unsigned int nearer = 0; nearer < 2; nearer++) {
            generic_timer_arm(timer, timer_get(timer->count) + timer_ticks(nearer ? LIMIT : LATER));
            timer_set(timer->cval,
                      timer_get(timer->count) + timer_ticks(nearer ? SOON : 2 * LATER));
            if (!expect(generic_timer_fires(timer, LIMIT / 2, false, &late)) || !expect(late >= 0))
                report_note("the %s timer, moved %s", timer->name, nearer ? "nearer" : "later");
            timer_set(timer->cval, FAR);
            expect(!fires(timer, QUIET));
        }
        generic_timer_close(timer);
    }
}

/* Fires it and checks what CTL is then. */
static void fire_and_read(unsigned int index)
{
    const struct generic_timer *timer = generic_timer(index);

    if (!timer)
        return;
    generic_timer_open(timer);
    generic_timer_arm(timer, timer_get(timer->count) + timer_ticks(SOON));
    expect(fires(timer, LIMIT));
    expect_eq(timer_get(timer->ctl), CTL_ENABLE | CTL_ISTATUS);
    generic_timer_close(timer);
}

TEST(timer, control_stays_as_written, .rule = "TIMER-03", .alone = true,
     TITLE("after its interrupt CTL of the virtual timer is as it was written, with ISTATUS"))
{
    fire_and_read(0);
}

TEST(timer, control_stays_as_written_physically, .rule = "TIMER-03",
     TITLE("after its interrupt CTL of the physical timer is as it was written, with ISTATUS"))
{
    fire_and_read(1);
}

TEST(timer, control_stays_as_written_asleep, .rule = "TIMER-03",
     TITLE("the same of a virtual timer that was due while its vCPU slept, masked by the guest"))
{
    const struct generic_timer *timer = generic_timer(0);
    int64_t late;

    if (!timer)
        return;
    generic_timer_open(timer);
    timer_set(timer->cval, timer_get(timer->count) + timer_ticks(SOON));
    timer_set(timer->ctl, CTL_ENABLE | CTL_IMASK);
    expect(!generic_timer_fires(timer, QUIET, true, &late));
    expect_eq(timer_get(timer->ctl), CTL_ENABLE | CTL_IMASK | CTL_ISTATUS);
    timer_set(timer->cval, FAR);
    timer_set(timer->ctl, CTL_ENABLE);
    expect(!generic_timer_fires(timer, QUIET, true, &late));
    expect_eq(timer_get(timer->ctl), CTL_ENABLE);
    generic_timer_close(timer);
}

/* A handler that ends the interrupt while its cause stands. */
static void is_level(unsigned int index)
{
    const struct generic_timer *timer = generic_timer(index);

    if (!timer)
        return;
    generic_timer_open(timer);
    generic_timer_arm(timer, timer_get(timer->count));
    expect(fires(timer, LIMIT));
    expect(fires(timer, LIMIT));
    generic_timer_close(timer);
}

TEST(timer, a_due_timer_interrupts_again, .rule = "TIMER-03", .alone = true,
     TITLE("the virtual timer is a level: it interrupts again while it is due and enabled"))
{
    is_level(0);
}

TEST(timer, a_due_timer_interrupts_again_physically, .rule = "TIMER-03", .alone = true,
     TITLE("the physical timer is a level: it interrupts again while it is due and enabled"))
{
    is_level(1);
}

TEST(timer, a_stopped_timer_is_withdrawn, .rule = "TIMER-03", .alone = true,
     TITLE("an interrupt that was not taken yet goes when its timer is stopped"))
{
    for_each_timer(timer)
    {
        generic_timer_open(timer);
        generic_timer_arm(timer, timer_get(timer->count));
        while (!(timer_get(timer->ctl) & CTL_ISTATUS) && !report_is_decided())
            ;
        timer_set(timer->ctl, 0);
        if (!expect(gic_take_soon() >= GIC_NONE))
            report_note("the %s timer", timer->name);
        generic_timer_close(timer);
    }
}
