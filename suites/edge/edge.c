/* SPDX-License-Identifier: BSD-2-Clause */
/* Where regions begin and end: EDGE-01, EDGE-02. */
#include "guest/control/background.h"
#include "guest/control/control_client.h"
#include "guest/control/settings.h"
#include "guest/irq/gic_cpu.h"
#include "guest/test/report.h"
#include "guest/test/try_access.h"
#include "protocol/control.h"
#include "protocol/test.h"
#include "runtime/cpu/vcpu.h"
#include "runtime/dt.h"
#include "runtime/gic.h"
#include "runtime/mmio.h"

#define GICR_IIDR       0x4
#define GICC_CTLR       0x0
#define GICR_SGI        0x10000
#define GICD_PIDR2      0xffe8
#define GICD_IPRIORITYR 0x0400
#define PAGE            0x1000ull
#define RANGE           16ull
#define TAG             0x60

/* The outcome of a load of @size at @ipa: reads @wanted, or aborts. */
static bool expect_read(uint64_t ipa, unsigned int size, bool answers, uint64_t wanted)
{
    uint64_t value;
    const bool answered = try_read(ipa, size, &value);

    report_checked();
    if (answered == answers && (!answers || value == wanted))
        return true;
    report_fail(__FILE__, __LINE__, "%u bytes at %#lx: %s %#lx, expected %s %#lx", size, ipa,
                answered ? "read" : "abort,", value, answers ? "to read" : "an abort,", wanted);
    return false;
}

/* What no device has: background where the profile has it, else an abort. */
static bool expect_nobody(uint64_t ipa, unsigned int size)
{
    const bool background = background_covers(ipa, size);
    bool good = expect_read(ipa, size, background, background_value(ipa, size));

    report_checked();
    if (try_write(ipa, size, 0) != background) {
        report_fail(__FILE__, __LINE__, "%u bytes at %#lx: the store %s", size, ipa,
                    background ? "aborts" : "completes");
        good = false;
    }
    return good;
}

/* Nobody has what is around @border on that side. */
static void nobody_behind(uint64_t border)
{
    for (unsigned int size = 1; size <= 8; size *= 2)
        expect_nobody(border, size);
}

static void nobody_before(uint64_t border)
{
    for (unsigned int size = 1; size <= 8; size *= 2)
        expect_nobody(border - size, size);
}

/* The last bytes of a frame of the GIC, or of a vpl011, read 0: nothing else does. */
static void ends_at(uint64_t end)
{
    for (unsigned int size = 1; size <= 8; size *= 2)
        expect_read(end - size, size, true, 0);
}

/* On an empty bus, so that they come before those of EDGE-02 that need one. */
TEST(edge, the_distributor, .rule = "EDGE-01", .needs = HYPERVISOR, .bus = BUS_EMPTY,
     TITLE("the distributor answers up to its last byte, and nobody before and behind it"))
{
    const struct range gicd = gic_distributor();

    ends_at(gicd.base + gicd.size);
    expect(mmio_read32(gicd.base) != UINT32_MAX);
    nobody_before(gicd.base);
    if (gic_version() == 3) /* GICv2's CPU interface follows: EDGE-02 */
        nobody_behind(gicd.base + gicd.size);
}

TEST(edge, the_redistributors, .rule = "EDGE-01", .needs = HYPERVISOR, .gic = 3,
     TITLE("redistributors answer from the first byte to the last one's last, which aborts beyond"))
{
    const struct range gicr = gic_redistributors();
    const uint64_t end = gicr.base + vcpu_count() * GIC_REDISTRIBUTOR;

    nobody_before(gicr.base);
    ends_at(end);
    for (unsigned int size = 1; size <= 8; size *= 2) {
        expect_read(end, size, false, 0); /* a frame of a vCPU that is not there */
        expect_read(gicr.base + gicr.size - size, size, false, 0);
    }
    nobody_behind(gicr.base + gicr.size);
}

TEST(edge, the_cpu_interface, .rule = "EDGE-01", .needs = HYPERVISOR, .gic = 2, .bus = BUS_EMPTY,
     TITLE("GICv2's CPU interface answers up to its last word, and nobody behind it"))
{
    const struct range gicc = gic_cpu_interface();

    expect_read(gicc.base + gicc.size - 4, 4, true, 0);
    nobody_behind(gicc.base + gicc.size);
}

TEST(edge, the_uart, .rule = "EDGE-01", .vpl011 = true,
     TITLE("the vpl011 answers up to its last byte, and nobody before and behind it"))
{
    struct range uart;

    if (!expect(dt_reg(dt_boot(), dt_find(dt_boot(), "arm,sbsa-uart"), 0, &uart)))
        return;
    ends_at(uart.base + uart.size);
    nobody_before(uart.base);
    nobody_behind(uart.base + uart.size);
}

/* Echo data of @tag, the last of each size before @border, or the first behind it. */
static void echoes(uint64_t border, bool behind, uint8_t tag)
{
    for (unsigned int size = 1; size <= 8; size *= 2) {
        const uint64_t ipa = behind ? border : border - size;

        expect_read(ipa, size, true, control_echo(ipa, size, tag));
    }
}

static uint64_t serve(uint64_t base, uint64_t size, uint8_t tag)
{
    uint64_t result[4];
    const int rc = control_call(CONTROL_SERVER_ADD, base, size, tag, result);

    if (!rc)
        return result[0];
    report_error("a server for %#lx+%#lx: %d", base, size, rc);
    return 0;
}

/* An access across @border is neither of its sides': it is nobody's. */
static void expect_across_is_nobodys(uint64_t border)
{
    expect_nobody(border - 1, 2);
    expect_nobody(border - 2, 4);
    expect_nobody(border - 4, 8);
}

TEST(edge, an_ioreq_range, .rule = "EDGE-01", .needs = CONTROL_PAGE, .bus = BUS_EMPTY,
     TITLE("a server's range answers from its first byte to its last, and nobody around it"))
{
    const uint64_t base = settings.echo.base + settings.echo.size + PAGE;
    const uint64_t server = serve(base, RANGE, TAG);

    if (!server)
        return;
    nobody_before(base);
    echoes(base, true, TAG);
    echoes(base + RANGE, false, TAG);
    nobody_behind(base + RANGE);
    expect_across_is_nobodys(base);
    expect_across_is_nobodys(base + RANGE);
    control_do(CONTROL_SERVER_REMOVE, server, 0, 0);
    nobody_behind(base);
}

TEST(edge, frames_touch, .rule = "EDGE-02", .needs = HYPERVISOR, .gic = 3,
     TITLE("where frames of redistributors touch, each answers to its own last and first word"))
{
    const uint64_t first = gic_redistributors().base;

    for (unsigned int cpu = 0; cpu < vcpu_count(); cpu++) {
        const uint64_t frame = first + cpu * GIC_REDISTRIBUTOR, sgi = frame + GICR_SGI;

        ends_at(sgi);
        expect_eq(mmio_read32(sgi - 0x10000 + GICD_PIDR2) >> 4 & 0xf, 3);
        expect_eq(mmio_read32(sgi + GICD_PIDR2), 0); /* only RD_base has it */
        expect_eq(mmio_read32(sgi), 0);
        gic_set_priority(GIC_FREE_PPI, cpu, 0x40 + 0x10 * cpu);
        expect_eq(mmio_read32(frame + GICR_IIDR), mmio_read32(first + GICR_IIDR));
        if (cpu)
            ends_at(frame);
    }
    for (unsigned int cpu = 0; cpu < vcpu_count(); cpu++) {
        expect_eq(gic_priority(GIC_FREE_PPI, cpu), 0x40 + 0x10 * cpu);
        gic_set_priority(GIC_FREE_PPI, cpu, GIC_PRIORITY);
    }
}

TEST(edge, distributor_and_cpu_interface, .rule = "EDGE-02", .needs = HYPERVISOR, .gic = 2,
     TITLE("GICv2: the distributor's last bytes and the CPU interface's first word are their own"))
{
    const struct range gicd = gic_distributor(), gicc = gic_cpu_interface();

    if (gicd.base + gicd.size != gicc.base) {
        report_skip("they do not touch");
        return;
    }
    ends_at(gicc.base);
    expect_eq(mmio_read32(gicc.base + GICC_CTLR) & 1, 1);
}

TEST(edge, a_range_beside_another, .rule = "EDGE-02", .needs = CONTROL_PAGE, .bus = BUS_EMPTY,
     TITLE("where ranges of two servers touch, each answers for its own, and none for both"))
{
    const uint64_t base = settings.echo.base + settings.echo.size + PAGE, border = base + RANGE;
    const uint64_t first = serve(base, RANGE, TAG), second = serve(border, RANGE, TAG + 1);

    if (first && second) {
        echoes(border, false, TAG);
        echoes(border, true, TAG + 1);
        expect_across_is_nobodys(border);
    }
    if (first)
        control_do(CONTROL_SERVER_REMOVE, first, 0, 0);
    if (second)
        control_do(CONTROL_SERVER_REMOVE, second, 0, 0);
}

TEST(edge, a_range_beside_the_distributor, .rule = "EDGE-02", .needs = CONTROL_PAGE,
     .bus = BUS_EMPTY,
     TITLE("ranges that touch the distributor answer up to its border, over it they do not"))
{
    const struct range gicd = gic_distributor();
    const uint64_t end = gicd.base + gicd.size;
    const uint64_t below = serve(gicd.base - RANGE, 2 * RANGE, TAG);
    const uint64_t above = gic_version() == 3 ? serve(end - RANGE, 2 * RANGE, TAG + 1) : 0;

    if (below) {
        echoes(gicd.base, false, TAG);
        expect(mmio_read32(gicd.base) != (uint32_t)control_echo(gicd.base, 4, TAG));
        control_do(CONTROL_SERVER_REMOVE, below, 0, 0);
    }
    if (above) {
        ends_at(end);
        echoes(end, true, TAG + 1);
        control_do(CONTROL_SERVER_REMOVE, above, 0, 0);
    }
}
