/* SPDX-License-Identifier: BSD-2-Clause */
/* Whom an interrupt goes to, and whose registers are whose: GIC-05. */
#include "guest/irq/gic_cpu.h"
#include "guest/test/report.h"
#include "guest/test/try_access.h"
#include "protocol/test.h"
#include "runtime/cpu/vcpu.h"
#include "runtime/gic.h"
#include "runtime/mmio.h"
#include "runtime/smp.h"
#include "runtime/time/clock.h"
#include "suites/gic/gic_table.h"

#define GICD_TYPER       0x0004
#define GICD_TYPER_NO1N  (1u << 25)
#define GICD_IPRIORITYR  0x0400
#define GICD_ITARGETSR   0x0800
#define GICD_IROUTER     0x6000
#define IROUTER_ANY      (1ull << 31)
#define IROUTER_AFFINITY 0xff00ffffffull
#define LIMIT            (10 * CLOCK_MS)

static uint64_t router(uint32_t spi)
{
    return gic_distributor().base + GICD_IROUTER + 8ul * spi;
}

static uint64_t target(uint32_t spi)
{
    return gic_distributor().base + GICD_ITARGETSR + spi;
}

static unsigned int cpu_of(uint32_t spi)
{
    return (spi * 5 + spi / 8 + 1) % vcpu_count();
}

/* All SPIs to vCPU 0, as the others expect. */
static void forget_routes(void)
{
    for (uint32_t spi = 32; spi < gic_lines(); spi++)
        gic_route(spi, vcpu_mpidr(0));
}

/* Routes @spi to its vCPU; every other one by the other width that there is. */
static bool set_route(uint32_t spi)
{
    const uint64_t mpidr = vcpu_mpidr(cpu_of(spi));

    if (gic_version() == 2)
        return try_write(target(spi), 1, 1u << cpu_of(spi));
    if (spi & 1)
        return try_write(router(spi), 8, mpidr);
    return try_write(router(spi) + 4, 4, mpidr >> 32) && try_write(router(spi), 4, mpidr);
}

static uint64_t route_of(uint32_t spi)
{
    return gic_version() == 2 ? mmio_read8(target(spi)) : mmio_read64(router(spi));
}

static uint64_t wanted_route(uint32_t spi)
{
    return gic_version() == 2 ? 1u << cpu_of(spi) : vcpu_mpidr(cpu_of(spi));
}

TEST(gic, routes_are_their_own, .rule = "GIC-05", .vcpus = 2,
     TITLE("each SPI is routed to a vCPU by writes of each width, and no write moves another one"))
{
    const unsigned int count = gic_lines() - 32, step = count % 7 ? 7 : 11;

    for (unsigned int i = 0; i < count; i++) {
        const uint32_t spi = 32 + i * step % count;

        report_checked();
        if (!set_route(spi)) {
            report_fail(__FILE__, __LINE__, "SPI %u: its route cannot be written", spi);
            break;
        }
    }
    for (uint32_t spi = 32; spi < gic_lines(); spi++)
        if (!expect_eq(route_of(spi), wanted_route(spi))) {
            report_note("of INTID %u", spi);
            break;
        }
    forget_routes();
}

TEST(gic, halves_of_a_route, .rule = "GIC-05", .gic = 3, .vcpus = 2,
     TITLE("a write to a half of GICD_IROUTERn leaves the other half as it was"))
{
    const uint32_t spi = gic_free_spi(1);
    const uint64_t mpidr = vcpu_mpidr(1);

    gic_route(spi, mpidr);
    mmio_write32(router(spi) + 4, mpidr >> 32);
    expect_eq(mmio_read64(router(spi)), mpidr);
    expect_eq(mmio_read32(router(spi)), mpidr & 0xffffffff);
    expect_eq(mmio_read32(router(spi) + 4), mpidr >> 32);
    mmio_write32(router(spi), vcpu_mpidr(0));
    expect_eq(mmio_read64(router(spi)), vcpu_mpidr(0));
    gic_route(spi, vcpu_mpidr(0));
}

TEST(
    gic, targets_by_words, .rule = "GIC-05", .gic = 2, .vcpus = 2,
    TITLE("a word of targets routes four SPIs, each by its byte, also beside one without a target"))
{
    const uint32_t spi = (gic_lines() - 4) & ~3u;

    mmio_write32(target(spi), 0x02010201);
    expect_eq(mmio_read32(target(spi)), 0x02010201);
    mmio_write32(target(spi), 0x01020102);
    expect_eq(mmio_read32(target(spi)), 0x01020102);
    mmio_write32(target(spi), 0x02010001);
    expect_eq(mmio_read32(target(spi)) & 0xffff00ff, 0x02010001);
    mmio_write32(target(spi), 0x01010101);
}

TEST(gic, one_of_many_targets, .rule = "GIC-05", .gic = 3, .alone = true,
     TITLE("GICD_IROUTERn keeps Interrupt_Routing_Mode, if GICD_TYPER does not deny 1 of N"))
{
    const uint32_t spi = gic_free_spi(1);

    if (mmio_read32(gic_distributor().base + GICD_TYPER) & GICD_TYPER_NO1N) {
        report_skip("this GIC has no 1 of N");
        return;
    }
    mmio_write64(router(spi), IROUTER_ANY);
    expect(mmio_read64(router(spi)) & IROUTER_ANY);
    gic_route(spi, vcpu_mpidr(0));
}

TEST(gic, a_route_to_nobody, .rule = "GIC-05",
     TITLE("a route to a vCPU that is not there hurts nobody, and a good one ends it"))
{
    const uint32_t spi = gic_free_spi(0);

    gic_mask();
    gic_start(spi, 0);
    gic_start(spi - 1, 0);
    if (gic_version() == 2) {
        mmio_write8(target(spi), 0x80);
        mmio_write8(target(spi), 0);
    } else {
        for (unsigned int shift = 0; shift < 64; shift += 8)
            mmio_write64(router(spi), 0x7full << shift & IROUTER_AFFINITY);
    }
    gic_set_pending(spi - 1, 0);
    expect_eq(gic_take(), spi - 1);
    gic_route(spi, vcpu_mpidr(0));
    gic_set_pending(spi, 0);
    expect_eq(gic_take(), spi);
    gic_stop(spi - 1, 0);
    gic_stop(spi, 0);
    gic_unmask();
}

/* @intid, pending as said by @how, arrives at @cpu, once, and not here. */
static void expect_at(uint32_t intid, unsigned int cpu,
                      void (*how)(uint32_t intid, unsigned int cpu))
{
    struct gic_catch catch;

    if (!gic_catch_start(cpu, &catch))
        return;
    how(intid, cpu);
    expect(gic_take() >= GIC_NONE);
    if (!expect_eq(gic_catch_end(cpu, &catch, 1), 1) || !expect_eq(catch.intid[0], intid))
        report_note("INTID %u at vCPU %u", intid, cpu);
}

TEST(gic, delivery_follows_the_route, .rule = "GIC-05", .vcpus = 2,
     TITLE("an SPI that is set pending is taken by the vCPU that it is routed to, on all of them"))
{
    gic_mask();
    for (unsigned int i = 0; i < 6 && !report_is_decided(); i++) {
        /* One of each group of 32, at several places in it. */
        const uint32_t spi = gic_lines() - 1 - i * 7 % (gic_lines() - 40);
        const unsigned int cpu = 1 + i % (vcpu_count() - 1);

        gic_start(spi, cpu);
        expect_at(spi, cpu, gic_set_pending);
        gic_route(spi, vcpu_mpidr(0));
        gic_set_pending(spi, 0);
        expect_eq(gic_take(), spi);
        gic_stop(spi, 0);
    }
    gic_unmask();
}

static void enable(uint32_t intid, unsigned int cpu)
{
    gic_set_enable(intid, cpu, true);
}

TEST(
    gic, any_vcpu_disables_and_enables, .rule = "GIC-05", .vcpus = 2,
    TITLE("an SPI of another vCPU that is disabled here does not arrive there until it is enabled"))
{
    const uint32_t spi = gic_free_spi(3);
    struct gic_catch catch;

    gic_mask();
    gic_start(spi, 1);
    gic_set_enable(spi, 1, false);
    expect(!gic_bit(GICD_ISENABLER, spi, 1));
    if (gic_catch_start(1, &catch)) {
        gic_set_pending(spi, 1);
        expect_eq(gic_catch_end(1, &catch, 0), 0);
        expect_at(spi, 1, enable);
    }
    gic_route(spi, vcpu_mpidr(0));
    gic_stop(spi, 0);
    gic_unmask();
}

TEST(gic, a_pending_spi_moves, .rule = "GIC-05", .vcpus = 2,
     TITLE("an SPI that is pending and disabled is taken where it is routed to when it is enabled"))
{
    const uint32_t spi = gic_free_spi(2);

    gic_mask();
    gic_open(spi, 0);
    gic_set_pending(spi, 0);
    gic_route(spi, vcpu_mpidr(1));
    expect_at(spi, 1, enable);
    gic_route(spi, vcpu_mpidr(0));
    gic_set_pending(spi, 0);
    expect_eq(gic_take(), spi);
    gic_stop(spi, 0);
    gic_unmask();
}

/* One vCPU's view of the registers of a free PPI, filled by itself. */
struct own_ppi {
    unsigned int cpu;
    uint8_t priority, targets;
    bool before, after;
};

static void look(void *arg)
{
    struct own_ppi *view = arg;

    gic_mask();
    view->before = gic_bit(GICD_ISENABLER, GIC_FREE_PPI, view->cpu);
    gic_set_priority(GIC_FREE_PPI, view->cpu, 0x40 + 0x20 * view->cpu);
    gic_set_enable(GIC_FREE_PPI, view->cpu, true);
    view->after = gic_bit(GICD_ISENABLER, GIC_FREE_PPI, view->cpu);
    view->priority = gic_priority(GIC_FREE_PPI, view->cpu);
    view->targets = gic_version() == 2 ? mmio_read8(target(GIC_FREE_PPI)) : 1u << view->cpu;
    gic_stop(GIC_FREE_PPI, view->cpu);
    gic_unmask();
}

TEST(gic, private_registers_are_banked, .rule = "GIC-05", .vcpus = 2,
     TITLE("each vCPU enables and prioritises its own PPI, that of another one stays as it was"))
{
    gic_mask();
    gic_open(GIC_FREE_PPI, 0);
    for (unsigned int cpu = 1; cpu < vcpu_count(); cpu++) {
        struct own_ppi view = {.cpu = cpu};

        if (!smp_run(cpu, look, &view)) {
            report_error("vCPU %u does not start", cpu);
            break;
        }
        expect_eq(smp_join(cpu, LIMIT), SMP_DONE);
        expect(!view.before && view.after);
        expect_eq(view.priority, 0x40 + 0x20 * cpu);
        expect_eq(view.targets, 1u << cpu);
        expect(!gic_bit(GICD_ISENABLER, GIC_FREE_PPI, 0));
        expect_eq(gic_priority(GIC_FREE_PPI, 0), GIC_PRIORITY);
    }
    gic_unmask();
}

TEST(
    gic, others_have_frames_of_their_own, .rule = "GIC-05", .gic = 3, .vcpus = 2,
    TITLE("what is written to another vCPU's redistributor is that vCPU's, and is delivered there"))
{
    gic_mask();
    gic_start(GIC_FREE_PPI, 0);
    for (unsigned int cpu = 1; cpu < vcpu_count() && !report_is_decided(); cpu++) {
        gic_start(GIC_FREE_PPI, cpu);
        gic_set_priority(GIC_FREE_PPI, cpu, 0x60);
        expect_eq(gic_priority(GIC_FREE_PPI, cpu), 0x60);
        expect_eq(gic_priority(GIC_FREE_PPI, 0), GIC_PRIORITY);
        expect_at(GIC_FREE_PPI, cpu, gic_set_pending);
        gic_set_enable(GIC_FREE_PPI, cpu, false);
        expect(!gic_bit(GICD_ISENABLER, GIC_FREE_PPI, cpu));
        expect(gic_bit(GICD_ISENABLER, GIC_FREE_PPI, 0));
    }
    gic_set_pending(GIC_FREE_PPI, 0);
    expect_eq(gic_take(), GIC_FREE_PPI);
    gic_stop(GIC_FREE_PPI, 0);
    gic_unmask();
}
