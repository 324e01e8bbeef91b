/* SPDX-License-Identifier: BSD-2-Clause */
/* Cache operations by set and way, and the registers that Xen traps from then on: CPU-02. */
#include "guest/control/spare_ram.h"
#include "guest/test/report.h"
#include "guest/test/sysreg.h"
#include "protocol/test.h"

#define SCTLR_C (1ul << 2)

/* DC ISW, DC CSW, DC CISW. */
static const uint32_t by_set_way[][2] SYSREG_FORMS = {
    SYSREG_FORM(SYSREG_MSR, 1, 0, 7, 6, 2, SYSREG_RT),
    SYSREG_FORM(SYSREG_MSR, 1, 0, 7, 10, 2, SYSREG_RT),
    SYSREG_FORM(SYSREG_MSR, 1, 0, 7, 14, 2, SYSREG_RT),
};

struct memory_control {
    uint32_t read[2], write[2];
    char name[16];
    uint64_t value; /* to write; 0: what is there, since we live by it */
};

#define CONTROL(name_, value_, ...)                            \
    {.read = SYSREG_FORM(SYSREG_MRS, __VA_ARGS__, SYSREG_RT),  \
     .write = SYSREG_FORM(SYSREG_MSR, __VA_ARGS__, SYSREG_RT), \
     .name = name_,                                            \
     .value = value_},

/* HCR_EL2.TVM (Arm DDI 0487, D1.3.2). */
static const struct memory_control controls[] SYSREG_FORMS = {
    CONTROL("SCTLR_EL1", 0, 3, 0, 1, 0, 0) CONTROL("TTBR0_EL1", 0, 3, 0, 2, 0, 0)
        CONTROL("TTBR1_EL1", 0x1230000, 3, 0, 2, 0, 1) CONTROL("TCR_EL1", 0, 3, 0, 2, 0, 2)
            CONTROL("ESR_EL1", 0x56000123, 3, 0, 5, 2, 0) CONTROL("FAR_EL1", 0x123456789abcdef0, 3,
                                                                  0, 6, 0, 0)
                CONTROL("AFSR0_EL1", 0, 3, 0, 5, 1, 0) CONTROL("AFSR1_EL1", 0, 3, 0, 5, 1, 1)
                    CONTROL("AMAIR_EL1", 0, 3, 0, 10, 3, 0) CONTROL("MAIR_EL1", 0, 3, 0, 10, 2, 0)
                        CONTROL("CONTEXTIDR_EL1", 0x89abcdef, 3, 0, 13, 0, 1)};

static void check_control(const struct memory_control *row)
{
    uint64_t before = 0, value, after = 0;

    report_checked();
    if (sysreg_run(row->read, true, SYSREG_EL1, &before) != SYSREG_DONE) {
        report_fail(__FILE__, __LINE__, "%s: a read takes an exception, ESR %#lx", row->name,
                    sysreg_esr());
        return;
    }
    value = row->value ? row->value : before;
    /* From a set/way operation to the next write while the caches are on. */
    __asm__ volatile("dc cisw, xzr; dsb sy" ::: "memory");
    if (sysreg_run(row->write, false, SYSREG_EL1, &value) != SYSREG_DONE)
        report_fail(__FILE__, __LINE__, "%s: a write takes an exception, ESR %#lx", row->name,
                    sysreg_esr());
    sysreg_run(row->read, true, SYSREG_EL1, &after);
    /* The probe's own end, an SVC, writes ESR and leaves FAR. */
    if (row->name[0] != 'E' && after != value)
        report_fail(__FILE__, __LINE__, "%s: reads %#lx after %#lx was written", row->name, after,
                    value);
    sysreg_run(row->write, false, SYSREG_EL1, &before);
}

/* Turns the data cache off and on: Xen takes that for the end of the set/way operations. */
static void toggle_cache(void)
{
    uint64_t sctlr;

    __asm__ volatile("dsb sy; mrs %0, sctlr_el1; bic x9, %0, %1; msr sctlr_el1, x9; isb;"
                     "msr sctlr_el1, %0; isb; mrs x9, sctlr_el1; eor %0, %0, x9"
                     : "=&r"(sctlr)
                     : "i"(SCTLR_C)
                     : "x9", "memory");
    expect_eq(sctlr, 0);
}

TEST(cpu, set_way_operations, .rule = "CPU-02",
     TITLE(
         "DC ISW, CSW and CISW are executed or ignored; memory, and the registers that control it, "
         "are what they were"))
{
    const uint64_t at = spare_ram().base;

    ram_store(at, 0x0123456789abcdef);
    __asm__ volatile("dc civac, %0; dsb sy" ::"r"(at) : "memory");
    for (unsigned int i = 0; i < sizeof(by_set_way) / sizeof(by_set_way[0]); i++) {
        uint64_t set_way = 0;

        expect_eq(sysreg_run(by_set_way[i], false, SYSREG_EL1, &set_way), SYSREG_DONE);
    }
    expect_eq(ram_load(at), 0x0123456789abcdef);
    for (unsigned int i = 0; i < sizeof(controls) / sizeof(controls[0]); i++)
        check_control(&controls[i]);
    toggle_cache();
    expect_eq(ram_load(at), 0x0123456789abcdef);
}
