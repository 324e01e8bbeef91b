/* SPDX-License-Identifier: BSD-2-Clause */
/* What the ID registers offer is there, and what they do not offer keeps nothing: CPU-01. */
#include "guest/test/report.h"
#include "guest/test/sysreg.h"
#include "protocol/test.h"

/*
 * One feature: the field of an ID register (S3_0_C0_C@crm_@op2, from bit @shift, 4 bits) which
 * offers it from @least on, and a register that comes with it.
 */
struct feature {
    uint32_t id[2], read[2], write[2];
    char name[18]; /* of the register */
    uint8_t shift, least;
    bool writable;
};

#define FEATURE_ROW(crm, op2, shift_, least_, name_, writable_, ...)                              \
    {                                                                                             \
        .id = SYSREG_FORM(SYSREG_MRS, 3, 0, 0, crm, op2, SYSREG_RT),                              \
        .read = SYSREG_FORM(SYSREG_MRS, __VA_ARGS__, SYSREG_RT),                                  \
        .write = SYSREG_FORM(SYSREG_MSR, __VA_ARGS__, SYSREG_RT), .name = name_, .shift = shift_, \
        .least = least_, .writable = writable_                                                    \
    }
#define FEATURE(...) FEATURE_ROW(__VA_ARGS__),
static const struct feature features[] SYSREG_FORMS = {
#include "suites/cpu/features.def"
};

#define PATTERN 0x5aul /* bits that one may set in what is not offered */

/* 0 if the register can neither be read nor keeps what is written to it. */
static uint64_t kept(const struct feature *feature)
{
    uint64_t before = 0, value = PATTERN, after = 0;

    if (sysreg_run(feature->read, true, SYSREG_EL1, &before) != SYSREG_DONE || !feature->writable)
        return 0;
    if (sysreg_run(feature->write, false, SYSREG_EL1, &value) != SYSREG_DONE)
        return 0;
    sysreg_run(feature->read, true, SYSREG_EL1, &after);
    sysreg_run(feature->write, false, SYSREG_EL1, &before);
    return after & PATTERN;
}

static void check(const struct feature *feature)
{
    uint64_t id = 0, value = 0;

    if (!expect_eq(sysreg_run(feature->id, true, SYSREG_EL1, &id), SYSREG_DONE))
        return;
    id = id >> feature->shift & 0xf;
    report_checked();
    if (id == 0xf)
        id = 0;
    if (id < feature->least && kept(feature))
        report_fail(__FILE__, __LINE__, "%s is not offered, but keeps what is written",
                    feature->name);
    if (id >= feature->least && sysreg_run(feature->read, true, SYSREG_EL1, &value) != SYSREG_DONE)
        report_fail(__FILE__, __LINE__, "%s is offered, but a read takes an exception, ESR %#lx",
                    feature->name, sysreg_esr());
}

TEST(
    cpu, what_is_offered_works, .rule = "CPU-01",
    TITLE("the register of each feature reads if the ID registers offer it, else it keeps nothing"))
{
    for (unsigned int i = 0; i < sizeof(features) / sizeof(features[0]); i++)
        check(&features[i]);
}

static const struct feature tpidr2 SYSREG_FORMS =
    FEATURE_ROW(4, 1, 24, 1, "TPIDR2_EL0", true, 3, 3, 13, 0, 5);

TEST(cpu, sme_hides_all_of_it, .rule = "CPU-01", .alone = true,
     TITLE("TPIDR2_EL0, which comes with SME, keeps nothing if SME is not offered"))
{
    check(&tpidr2);
}

#define PMU_NONE 0xf
#define PMCR_E   (1u << 0)
#define PMCNT_C  (1u << 31)

static uint64_t dfr0(void)
{
    uint64_t value;

    __asm__ volatile("mrs %0, id_aa64dfr0_el1" : "=r"(value));
    return value;
}

TEST(cpu, the_pmu_counts_if_offered, .rule = "CPU-01", .alone = true,
     TITLE("if ID_AA64DFR0_EL1 offers a PMU, its cycle counter counts"))
{
    const uint64_t version = dfr0() >> 8 & 0xf;
    uint64_t first, second;

    if (!version || version == PMU_NONE) {
        report_skip("no PMU is offered");
        return;
    }
    __asm__ volatile("msr pmcntenset_el0, %2; msr pmcr_el0, %3; isb; mrs %0, pmccntr_el0; isb; nop;"
                     "nop; mrs %1, pmccntr_el0; msr pmcr_el0, xzr; msr pmcntenclr_el0, %2"
                     : "=&r"(first), "=&r"(second)
                     : "r"((uint64_t)PMCNT_C), "r"((uint64_t)PMCR_E));
    expect(second > first);
}

TEST(cpu, breakpoints_are_kept_if_offered, .rule = "CPU-01", .alone = true,
     TITLE("the two breakpoints that every ID_AA64DFR0_EL1 offers keep their address"))
{
    uint64_t value;

    __asm__ volatile("msr dbgbvr1_el1, %1; isb; mrs %0, dbgbvr1_el1; msr dbgbvr1_el1, xzr"
                     : "=&r"(value)
                     : "r"(0x5a5a5000ul));
    expect(dfr0() >> 12 & 0xf);
    expect_eq(value, 0x5a5a5000ul);
}
