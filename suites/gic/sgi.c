/* SPDX-License-Identifier: BSD-2-Clause */
/* Software-generated interrupts: GIC-08. */
#include "guest/irq/gic_cpu.h"
#include "guest/test/report.h"
#include "guest/test/sysreg.h"
#include "guest/test/try_access.h"
#include "protocol/test.h"
#include "runtime/cpu/vcpu.h"
#include "runtime/gic.h"
#include "runtime/mmio.h"
#include "runtime/smp.h"
#include "runtime/time/clock.h"

#define SGIR             0xf00
#define SGIR_LIST(list)  ((uint32_t)(list) << 16)
#define SGIR_FILTER(f)   ((uint32_t)(f) << 24)
#define SGI1R_OTHERS     (1ull << 40)
#define SGI1R_AFF1(aff)  ((uint64_t)(aff) << 16)
#define SGI1R_AFF2(aff)  ((uint64_t)(aff) << 32)
#define SGI1R_AFF3(aff)  ((uint64_t)(aff) << 48)
#define SGI1R_INTID(sgi) ((uint64_t)(sgi) << 24)

#define SGI   3
#define SGIS  16
#define LIMIT (10 * CLOCK_MS)

/* Sends by list, all but the sender, or the sender. */
enum to {
    TO_LIST,
    TO_OTHERS,
    TO_SELF
};

static void send(uint32_t sgi, enum to to, unsigned int list)
{
    __asm__ volatile("" ::: "memory");
    if (gic_version() == 2)
        mmio_write32(gic_distributor().base + SGIR, SGIR_FILTER(to) | SGIR_LIST(list) | sgi);
    else if (to == TO_SELF)
        gic_send_sgi(sgi, vcpu_mpidr(vcpu_self()));
    else
        expect_eq(sysreg_write(SYSREG_ICC_SGI1R_EL1, SYSREG_EL1,
                               to == TO_OTHERS ? SGI1R_OTHERS | SGI1R_INTID(sgi)
                                               : SGI1R_INTID(sgi) | list),
                  SYSREG_DONE);
}

static void none(void)
{
    expect(gic_take() >= GIC_NONE);
}

TEST(gic, each_sgi_to_itself, .rule = "GIC-08",
     TITLE("each SGI reaches its sender, by its own name in the list, once"))
{
    gic_mask();
    for (uint32_t sgi = 0; sgi < SGIS; sgi++)
        gic_start(sgi, 0);
    none();
    for (uint32_t sgi = 0; sgi < SGIS && !report_is_decided(); sgi++) {
        send(sgi, sgi & 1 ? TO_LIST : TO_SELF, 1);
        expect_eq(gic_take(), sgi);
        none();
    }
    for (uint32_t sgi = 1; sgi < SGIS; sgi++)
        gic_stop(sgi, 0);
    gic_unmask();
}

/* Sends @sgi as said; the vCPUs of @wanted get it, once, and no other one that is on. */
static void expect_reached(enum to to, unsigned int list, unsigned int wanted)
{
    struct gic_catch catches[VCPU_MAX];
    const unsigned int count = vcpu_count();

    for (unsigned int cpu = 1; cpu < count; cpu++)
        if (!gic_catch_start(cpu, &catches[cpu]))
            return;
    send(SGI, to, list);
    expect_eq(gic_take() == SGI, wanted & 1);
    none();
    for (unsigned int cpu = 1; cpu < count; cpu++)
        if (!expect_eq(gic_catch_end(cpu, &catches[cpu], wanted >> cpu & 1), wanted >> cpu & 1))
            report_note("vCPU %u, filter %u, list %#x", cpu, to, list);
}

/* Has every vCPU take SGI, before the first send. */
static void enable_here(void *arg)
{
    (void)arg;
    gic_mask();
    gic_start(SGI, vcpu_self());
    gic_unmask();
}

static bool enable_everywhere(void)
{
    enable_here(NULL);
    for (unsigned int cpu = 1; cpu < vcpu_count(); cpu++)
        if (!smp_run(cpu, enable_here, NULL) || smp_join(cpu, LIMIT) != SMP_DONE) {
            report_error("vCPU %u does not start", cpu);
            return false;
        }
    return true;
}

TEST(gic, sgis_reach_whom_they_name, .rule = "GIC-08", .vcpus = 2,
     TITLE("an SGI reaches each vCPU of its list, or all but the sender, and no other"))
{
    const unsigned int all = (1u << vcpu_count()) - 1;

    if (!enable_everywhere())
        return;
    gic_mask();
    for (unsigned int cpu = 0; cpu < vcpu_count() && !report_is_decided(); cpu++)
        expect_reached(TO_LIST, 1u << cpu, 1u << cpu);
    expect_reached(TO_LIST, all, all);
    expect_reached(TO_OTHERS, 0, all & ~1u);
    expect_reached(TO_LIST, 0, 0);
    gic_stop(SGI, 0);
    gic_unmask();
}

TEST(gic, sgis_to_nobody, .rule = "GIC-08",
     TITLE("an SGI to vCPUs that are not there, or to all but the only one, reaches nobody"))
{
    const unsigned int not_there = (gic_version() == 2 ? 0xff : 0xffff) & -(1u << vcpu_count());

    gic_mask();
    gic_start(SGI, 0);
    for (unsigned int bit = 0; bit < 16; bit++)
        if (not_there >> bit & 1)
            send(SGI, TO_LIST, 1u << bit);
    send(SGI, TO_LIST, not_there);
    none();
    if (vcpu_count() == 1)
        send(SGI, TO_OTHERS, 0);
    none();
    if (gic_version() == 3) {
        for (unsigned int aff = 1; aff < 256; aff = 2 * aff + 1)
            expect_eq(sysreg_write(SYSREG_ICC_SGI1R_EL1, SYSREG_EL1,
                                   SGI1R_AFF1(aff) | SGI1R_INTID(SGI) | 1),
                      SYSREG_DONE);
        none();
    }
    send(SGI, TO_SELF, 0);
    expect_eq(gic_take(), SGI);
    gic_stop(SGI, 0);
    gic_unmask();
}

TEST(gic, sgis_to_other_affinities, .rule = "GIC-08", .gic = 3, .alone = true,
     TITLE("an SGI to Aff2 or Aff3 of another cluster does not reach a vCPU of this one"))
{
    gic_mask();
    gic_start(SGI, 0);
    sysreg_write(SYSREG_ICC_SGI1R_EL1, SYSREG_EL1, SGI1R_AFF2(1) | SGI1R_INTID(SGI) | 1);
    none();
    sysreg_write(SYSREG_ICC_SGI1R_EL1, SYSREG_EL1, SGI1R_AFF3(1) | SGI1R_INTID(SGI) | 1);
    none();
    gic_stop(SGI, 0);
    gic_unmask();
}

TEST(gic, an_sgi_to_a_vcpu_that_is_off, .rule = "GIC-08", .vcpus = 2,
     TITLE("an SGI to a vCPU that is off harms nobody; once it is on it gets SGIs as before"))
{
    if (!enable_everywhere())
        return;
    if (!smp_stop(1)) {
        report_error("vCPU 1 does not switch off");
        return;
    }
    gic_mask();
    send(0, TO_LIST, 2); /* SGI 0 has a handler there, if it should come late */
    send(0, TO_OTHERS, 0);
    none();
    send(SGI, TO_SELF, 0);
    expect_eq(gic_take(), SGI);
    if (enable_everywhere()) {
        gic_mask();
        expect_reached(TO_LIST, 2, 2);
    }
    gic_stop(SGI, 0);
    gic_unmask();
}

TEST(gic, write_only_registers_of_sgis, .rule = "GIC-08", .gic = 3,
     TITLE("reading ICC_SGI1R_EL1 is undefined, at its own address; a write from XZR is one of 0"))
{
    uint64_t value;

    expect_eq(sysreg_read(SYSREG_ICC_SGI1R_EL1, SYSREG_EL1, &value), SYSREG_UNDEFINED);
    expect_eq(sysreg_zero(SYSREG_ICC_SGI1R_EL1, SYSREG_EL1), SYSREG_DONE);
}

TEST(gic, sgis_of_other_groups, .rule = "GIC-08", .gic = 3, .alone = true,
     TITLE("writes to ICC_SGI0R_EL1 and ICC_ASGI1R_EL1 complete and make no group 1 SGI"))
{
    gic_mask();
    gic_start(SGI, 0);
    expect_eq(sysreg_write(SYSREG_ICC_SGI0R_EL1, SYSREG_EL1, SGI1R_INTID(SGI) | 1), SYSREG_DONE);
    none();
    expect_eq(sysreg_write(SYSREG_ICC_ASGI1R_EL1, SYSREG_EL1, SGI1R_INTID(SGI) | 1), SYSREG_DONE);
    none();
    gic_stop(SGI, 0);
    gic_unmask();
}

TEST(gic, the_reserved_filter, .rule = "GIC-08", .gic = 2,
     TITLE("GICD_SGIR with the reserved filter harms nobody"))
{
    gic_mask();
    gic_start(SGI, 0);
    /* SGI 0 has a handler on every vCPU. */
    try_write(gic_distributor().base + SGIR, 4, SGIR_FILTER(3) | SGIR_LIST(1));
    gic_drain();
    send(SGI, TO_SELF, 0);
    expect_eq(gic_take(), SGI);
    gic_stop(SGI, 0);
    gic_unmask();
}

static void send_to_first(void *arg)
{
    (void)arg;
    send(SGI, TO_LIST, 1);
}

TEST(gic, an_sgi_names_its_sender, .rule = "GIC-08", .gic = 2, .vcpus = 2, .alone = true,
     TITLE("GICv2: SGIs of two senders are two interrupts, and GICC_IAR names the sender of each"))
{
    uint32_t seen = 0;

    gic_mask();
    gic_start(SGI, 0);
    if (!smp_run(1, send_to_first, NULL) || smp_join(1, LIMIT) != SMP_DONE)
        report_error("vCPU 1 does not start");
    send(SGI, TO_SELF, 0);
    for (unsigned int i = 0; i < 2; i++) {
        const uint32_t acknowledged = gic_acknowledge();

        if ((acknowledged & 0x3ff) == SGI) {
            seen |= 1u << (acknowledged >> 10 & 7);
            gic_end(acknowledged);
        }
    }
    expect_eq(seen, 3);
    gic_stop(SGI, 0);
    gic_unmask();
}
