/* SPDX-License-Identifier: BSD-2-Clause */
/* CVAL, TVAL and CTL of both timers as registers: TIMER-01. */
#include "guest/irq/generic_timer.h"
#include "guest/test/report.h"
#include "protocol/test.h"
#include "runtime/time/clock.h"

#define JUNK      0xdeadbeef00000000ull
#define FAR       (1ull << 48) /* ticks that no run lives to see */
#define FAR_TICKS 100000

static const uint64_t values[] = {0,          1,          0x7fffffff, 0x80000000,
                                  0xffffffff, 1ull << 32, 1ull << 56, 0x123456789abcdef0,
                                  1ull << 63, UINT64_MAX};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

TEST(timer, cval_is_as_written, .rule = "TIMER-01",
     TITLE("CVAL of both timers reads as it was written, all 64 bits of it; XZR writes 0"))
{
    for_each_timer(timer)
    {
        timer_set(timer->ctl, 0);
        for (unsigned int i = 0; i < COUNT(values); i++) {
            timer_set(timer->cval, values[i]);
            if (!expect_eq(timer_get(timer->cval), values[i]))
                report_note("the %s timer", timer->name);
        }
        expect_eq(sysreg_zero(timer->cval, SYSREG_EL1), SYSREG_DONE);
        expect_eq(timer_get(timer->cval), 0);
        expect_eq(sysreg_discard(timer->cval, SYSREG_EL1), SYSREG_DONE);
    }
}

/* CVAL after a write of @tval is @tval, as a signed number, beyond the counter at that time. */
static void check_tval_write(const struct generic_timer *timer, uint64_t tval)
{
    const uint64_t distance = (uint64_t)(int32_t)tval;
    uint64_t before, cval, after;

    before = timer_get(timer->count);
    timer_set(timer->tval, tval);
    after = timer_get(timer->count);
    cval = timer_get(timer->cval);
    if (!expect(cval - distance - before <= after - before))
        report_note("the %s timer: TVAL %#lx at %#lx made CVAL %#lx", timer->name, tval, before,
                    cval);
}

TEST(timer, tval_is_signed, .rule = "TIMER-01",
     TITLE("writing TVAL sets CVAL to the counter plus its low 32 bits as a signed number"))
{
    static const uint64_t tvals[] = {
        0,          1,          1000,          0x7fffffff,       0x80000000,
        0xfffffc18, 0xffffffff, JUNK | 0x1000, JUNK | 0xfffff000};

    for_each_timer(timer)
    {
        timer_set(timer->ctl, 0);
        for (unsigned int i = 0; i < COUNT(tvals); i++)
            check_tval_write(timer, tvals[i]);
    }
}

TEST(timer, tval_counts_down, .rule = "TIMER-01",
     TITLE("TVAL reads as the low 32 bits of CVAL minus the counter, before and after it is 0"))
{
    static const int64_t distances[] = {FAR_TICKS, -FAR_TICKS, (1ll << 32) + FAR_TICKS,
                                        -(1ll << 32) - FAR_TICKS, 1ll << 31};

    for_each_timer(timer)
    {
        timer_set(timer->ctl, 0);
        for (unsigned int i = 0; i < COUNT(distances); i++) {
            uint64_t cval, before, tval, after;

            cval = timer_get(timer->count) + distances[i];
            timer_set(timer->cval, cval);
            before = timer_get(timer->count);
            tval = timer_get(timer->tval);
            after = timer_get(timer->count);
            expect_eq(tval >> 32, 0);
            if (!expect((uint32_t)(cval - before) - (uint32_t)tval <= after - before))
                report_note("the %s timer: TVAL %#lx, CVAL %#lx at %#lx", timer->name, tval, cval,
                            before);
        }
        expect_eq(sysreg_discard(timer->tval, SYSREG_EL1), SYSREG_DONE);
    }
}

TEST(timer, control_has_three_bits, .rule = "TIMER-01", .alone = true,
     TITLE("the reserved bits of CTL read 0, whatever was written to them"))
{
    for_each_timer(timer)
    {
        timer_set(timer->ctl, 0);
        timer_set(timer->cval, timer_get(timer->count) + FAR);
        timer_set(timer->ctl, JUNK | 0xfffffff8 | CTL_ENABLE | CTL_IMASK);
        if (!expect_eq(timer_get(timer->ctl), CTL_ENABLE | CTL_IMASK))
            report_note("the %s timer", timer->name);
        timer_set(timer->ctl, 0);
    }
}

TEST(timer, control_is_as_written, .rule = "TIMER-01",
     TITLE("CTL of both timers keeps ENABLE and IMASK, but not ISTATUS"))
{
    for_each_timer(timer)
    {
        timer_set(timer->ctl, 0);
        timer_set(timer->cval, timer_get(timer->count) + FAR);
        for (unsigned int ctl = 0; ctl < 4; ctl++) {
            timer_set(timer->ctl, ctl);
            expect_eq(timer_get(timer->ctl) & ~(ctl & CTL_ENABLE ? 0u : CTL_ISTATUS), ctl);
            timer_set(timer->ctl, ctl | CTL_ISTATUS);
            expect_eq(timer_get(timer->ctl) & ~(ctl & CTL_ENABLE ? 0u : CTL_ISTATUS), ctl);
        }
        expect_eq(sysreg_zero(timer->ctl, SYSREG_EL1), SYSREG_DONE);
        if (!expect_eq(timer_get(timer->ctl) & (CTL_ENABLE | CTL_IMASK), 0))
            report_note("the %s timer", timer->name);
    }
}
