/* SPDX-License-Identifier: BSD-2-Clause */
#include "guest/irq/generic_timer.h"

#include "guest/irq/gic_cpu.h"
#include "guest/test/report.h"
#include "runtime/dt.h"
#include "runtime/gic.h"
#include "runtime/time/clock.h"
#include "runtime/time/timer.h"

const struct generic_timer *generic_timer(unsigned int index)
{
    static struct generic_timer timers[] = {
        {"virtual", SYSREG_CNTV_CTL_EL0, SYSREG_CNTV_CVAL_EL0, SYSREG_CNTV_TVAL_EL0,
         SYSREG_CNTVCT_EL0, 0},
        {"physical", SYSREG_CNTP_CTL_EL0, SYSREG_CNTP_CVAL_EL0, SYSREG_CNTP_TVAL_EL0,
         SYSREG_CNTPCT_EL0, 0},
    };
    struct timer_interrupt line;

    if (timers[index].intid) /* a walk of the tree takes longer than some deadlines of tests */
        return &timers[index];
    if (!timer_interrupt(dt_boot(), index ? TIMER_PHYSICAL : TIMER_VIRTUAL, &line)) {
        report_fail(__FILE__, __LINE__, "no PPI of the %s timer in the device tree",
                    timers[index].name);
        return NULL;
    }
    timers[index].intid = line.intid;
    return &timers[index];
}

uint64_t timer_get(enum sysreg from)
{
    uint64_t value;

    report_checked();
    if (sysreg_read(from, SYSREG_EL1, &value) != SYSREG_DONE)
        report_fail(__FILE__, __LINE__, "a read of %s does not complete, ESR %#lx",
                    sysreg_name(from), sysreg_esr());
    return value;
}

void timer_set(enum sysreg to, uint64_t value)
{
    report_checked();
    if (sysreg_write(to, SYSREG_EL1, value) != SYSREG_DONE)
        report_fail(__FILE__, __LINE__, "a write to %s does not complete, ESR %#lx",
                    sysreg_name(to), sysreg_esr());
}

uint64_t timer_ticks(uint64_t ns)
{
    return ns * clock_frequency() / CLOCK_S;
}

static const struct generic_timer *other_than(const struct generic_timer *timer)
{
    return generic_timer(timer->ctl == SYSREG_CNTV_CTL_EL0);
}

void generic_timer_open(const struct generic_timer *timer)
{
    const struct generic_timer *other = other_than(timer);

    gic_mask();
    timer_set(timer->ctl, 0);
    gic_start(timer->intid, 0);
    if (other)
        gic_start(other->intid, 0);
}

void generic_timer_close(const struct generic_timer *timer)
{
    const struct generic_timer *other = other_than(timer);

    timer_set(timer->ctl, 0);
    gic_stop(timer->intid, 0);
    if (other)
        gic_stop(other->intid, 0);
    gic_unmask();
}

void generic_timer_arm(const struct generic_timer *timer, uint64_t at)
{
    timer_set(timer->cval, at);
    timer_set(timer->ctl, CTL_ENABLE);
}

/* Until an interrupt comes, the other timer's at last. */
static void sleep(const struct generic_timer *other, uint64_t ns)
{
    generic_timer_arm(other, timer_get(other->count) + timer_ticks(ns));
    __asm__ volatile("isb; wfi" ::: "memory"); /* masked ones wake, too */
    timer_set(other->ctl, 0);
}

bool generic_timer_fires(const struct generic_timer *timer, uint64_t ns, bool asleep, int64_t *late)
{
    const uint64_t at = timer_get(timer->cval), end = timer_get(timer->count) + timer_ticks(ns);
    const struct generic_timer *other = other_than(timer);
    uint64_t now;

    if (asleep && other)
        sleep(other, ns);
    do {
        const uint32_t intid = gic_take();

        now = timer_get(timer->count);
        *late = (int64_t)(now - at);
        if (intid == timer->intid)
            return true;
    } while (now < end);
    return false;
}
