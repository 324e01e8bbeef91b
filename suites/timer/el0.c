/* SPDX-License-Identifier: BSD-2-Clause */
/* Counters and timers from EL0: TIMER-04. */
#include "guest/irq/generic_timer.h"
#include "guest/test/report.h"
#include "guest/test/sysreg.h"
#include "protocol/test.h"
#include "runtime/smp.h"
#include "runtime/time/clock.h"
#include "runtime/xen.h"

#define PCTEN 0x001u /* CNTPCT_EL0 and, as VCTEN, CNTFRQ_EL0 */
#define VCTEN 0x002u
#define VTEN  0x100u
#define PTEN  0x200u
#define BITS  (PCTEN | VCTEN | VTEN | PTEN)
#define LIMIT (10 * CLOCK_MS)

static const struct {
    uint8_t reg;
    uint16_t any; /* of these bits */
    bool writable;
} registers[] = {
    {SYSREG_CNTFRQ_EL0, PCTEN | VCTEN, false}, {SYSREG_CNTPCT_EL0, PCTEN, false},
    {SYSREG_CNTVCT_EL0, VCTEN, false},         {SYSREG_CNTV_CTL_EL0, VTEN, true},
    {SYSREG_CNTV_CVAL_EL0, VTEN, true},        {SYSREG_CNTV_TVAL_EL0, VTEN, true},
    {SYSREG_CNTP_CTL_EL0, PTEN, true},         {SYSREG_CNTP_CVAL_EL0, PTEN, true},
    {SYSREG_CNTP_TVAL_EL0, PTEN, true},
};

/* Each register, by what CNTKCTL_EL1 is now. */
static void check_el0(uint64_t cntkctl)
{
    for (unsigned int i = 0; i < sizeof(registers) / sizeof(registers[0]); i++) {
        const enum sysreg reg = registers[i].reg;
        const enum sysreg_result wanted = cntkctl & registers[i].any ? SYSREG_DONE : SYSREG_TRAPPED;
        uint64_t value;
        enum sysreg_result result = sysreg_read(reg, SYSREG_EL0, &value);

        /* QEMU 7.2 asks EL1PCEN, not EL1PCTEN, of CNTHCTL_EL2: Xen gets a trap that it cannot ask
         * for. */
        if (reg == SYSREG_CNTPCT_EL0 && result == SYSREG_UNDEFINED && !xen_is_absent())
            result = wanted;
        if (result == wanted && registers[i].writable)
            result = sysreg_write(reg, SYSREG_EL0, 0);
        if (!expect_eq(result, wanted))
            report_note("%s from EL0, CNTKCTL_EL1 %#lx, ESR %#lx", sysreg_name(reg), cntkctl,
                        sysreg_esr());
    }
}

TEST(timer, el0_as_cntkctl_says, .rule = "TIMER-04",
     TITLE("EL0 reads counters, and reads and writes timers, exactly as CNTKCTL_EL1 allows"))
{
    const uint64_t before = timer_get(SYSREG_CNTKCTL_EL1);

    for (uint64_t cntkctl = 0; cntkctl <= BITS && !report_is_decided(); cntkctl++) {
        if (cntkctl & ~BITS)
            continue;
        timer_set(SYSREG_CNTKCTL_EL1, cntkctl);
        expect_eq(timer_get(SYSREG_CNTKCTL_EL1), cntkctl);
        check_el0(cntkctl);
    }
    timer_set(SYSREG_CNTKCTL_EL1, before);
    timer_set(SYSREG_CNTV_CTL_EL0, 0);
    timer_set(SYSREG_CNTP_CTL_EL0, 0);
}

TEST(timer, el0_sets_the_timer, .rule = "TIMER-04",
     TITLE("what EL0 writes to CVAL and CTL, when it may, is what EL1 reads"))
{
    const uint64_t before = timer_get(SYSREG_CNTKCTL_EL1);

    timer_set(SYSREG_CNTKCTL_EL1, BITS);
    for_each_timer(timer)
    {
        expect_eq(sysreg_write(timer->cval, SYSREG_EL0, 1ull << 60), SYSREG_DONE);
        expect_eq(sysreg_write(timer->ctl, SYSREG_EL0, CTL_ENABLE | CTL_IMASK), SYSREG_DONE);
        expect_eq(timer_get(timer->cval), 1ull << 60);
        expect_eq(timer_get(timer->ctl), CTL_ENABLE | CTL_IMASK);
        expect_eq(sysreg_zero(timer->ctl, SYSREG_EL0), SYSREG_DONE);
        expect_eq(timer_get(timer->ctl) & ~CTL_ISTATUS, 0);
    }
    timer_set(SYSREG_CNTKCTL_EL1, before);
}

/* Another vCPU's, with a value of its own. */
struct other {
    uint64_t value, wrong;
};

static void keep_other(void *arg)
{
    struct other *other = arg;
    uint64_t before, now;

    __asm__ volatile("mrs %0, cntkctl_el1" : "=r"(before));
    for (unsigned int i = 0; i < 4; i++) {
        __asm__ volatile("msr cntkctl_el1, %0; isb" ::"r"(other->value));
        smp_relax();
        __asm__ volatile("mrs %0, cntkctl_el1" : "=r"(now));
        other->wrong += now != other->value;
    }
    __asm__ volatile("msr cntkctl_el1, %0; isb" ::"r"(before));
}

TEST(timer, cntkctl_belongs_to_a_vcpu, .rule = "TIMER-04", .vcpus = 2,
     TITLE("CNTKCTL_EL1 is as this vCPU wrote it after another one ran with another value"))
{
    const uint64_t before = timer_get(SYSREG_CNTKCTL_EL1);
    struct other other = {.value = VTEN | VCTEN};

    timer_set(SYSREG_CNTKCTL_EL1, PTEN | PCTEN);
    if (!smp_run(1, keep_other, &other))
        report_error("vCPU 1 does not start");
    for (unsigned int i = 0; i < 4; i++) {
        smp_relax();
        expect_eq(timer_get(SYSREG_CNTKCTL_EL1), PTEN | PCTEN);
    }
    check_el0(PTEN | PCTEN);
    expect_eq(smp_join(1, LIMIT), SMP_DONE);
    expect_eq(other.wrong, 0);
    expect_eq(timer_get(SYSREG_CNTKCTL_EL1), PTEN | PCTEN);
    timer_set(SYSREG_CNTKCTL_EL1, before);
}
