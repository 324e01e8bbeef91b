/* SPDX-License-Identifier: BSD-2-Clause */
/* set_irq_level and nr_vcpus: their arguments, DM-01, and what they do, DM-03. */
#include "guest/control/settings.h"
#include "guest/test/report.h"
#include "protocol/test.h"
#include "runtime/gic.h"
#include "runtime/mmio.h"
#include "runtime/smp.h"
#include "runtime/time/timeout.h"
#include "suites/dm/dom0_call.h"

#include <xen/errno.h>

#define GICD_TYPER    0x4
#define GICD_TYPER_IT 0x1f /* INTIDs / 32 - 1 */
#define SPI_FIRST     32
#define STRIDE        13 /* odd: all words and all places in a word get their turn */
#define LIMIT         CLOCK_MS
#define QUIET         (50 * CLOCK_US)

static uint32_t intids(void)
{
    return 32 * ((mmio_read32(gic_distributor().base + GICD_TYPER) & GICD_TYPER_IT) + 1);
}

static long set_level(uint32_t intid, uint8_t level)
{
    struct xen_dm_op op = {.op = XEN_DMOP_set_irq_level,
                           .u.set_irq_level = {.irq = intid, .level = level}};

    return dom0_dm_op(&op);
}

static volatile unsigned int taken;
static volatile uint32_t last;

static void on_line(uint32_t intid, void *arg)
{
    (void)arg;
    last = intid;
    taken++;
    gic_disable(intid);
}

static bool taken_within(uint64_t ns)
{
    const struct timeout timeout = timeout_start(ns, "the interrupt of the line that was raised");

    while (!taken && !timeout_expired(&timeout))
        smp_relax();
    return taken;
}

static void raise_and_take(uint32_t intid)
{
    taken = 0;
    gic_enable(intid, on_line, NULL);
    expect_eq(set_level(intid, 1), 0);
    report_checked();
    if (!taken_within(LIMIT))
        report_fail(__FILE__, __LINE__, "INTID %u was raised but did not interrupt", intid);
    else if (last != intid)
        report_fail(__FILE__, __LINE__, "INTID %u was raised, INTID %u interrupted", intid, last);
    gic_disable(intid);
    expect_eq(set_level(intid, 0), 0);
}

TEST(dm, levels_are_checked, .rule = "DM-01", .bus = BUS_SERVED, .needs = CONTROL_PAGE | BARE_DOM0,
     TITLE("set_irq_level refuses what is no SPI of the domain, and levels other than 0 and 1"))
{
    const uint32_t wrong[] = {
        0,         1, 15, 16, 27, 31, intids(), intids() + 1, intids() + 31, 1020, 0x10000 + 96,
        UINT32_MAX};
    static const uint8_t levels[] = {2, 3, 0x80, 0xff};

    for (unsigned int i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
        for (unsigned int level = 0; level < 2; level++) {
            const long rc = set_level(wrong[i], level);

            report_checked();
            if (rc != -XEN_EINVAL)
                report_fail(__FILE__, __LINE__, "INTID %u, level %u: expected %d, returned %ld",
                            wrong[i], level, -XEN_EINVAL, rc);
        }
    for (unsigned int i = 0; i < sizeof(levels); i++)
        expect_eq(set_level(intids() - 1, levels[i]), -XEN_EINVAL);
}

TEST(dm, levels_with_padding, .rule = "DM-01", .bus = BUS_SERVED, .needs = CONTROL_PAGE | BARE_DOM0,
     TITLE("set_irq_level with any byte of its padding not zero is refused and raises nothing"))
{
    const uint32_t intid = intids() - 1;
    long rc;

    taken = 0;
    gic_enable(intid, on_line, NULL);
    for (unsigned int i = 0; i < sizeof(((struct xen_dm_op_set_irq_level *)0)->pad); i++) {
        struct xen_dm_op op = {.op = XEN_DMOP_set_irq_level,
                               .u.set_irq_level = {.irq = intid, .level = 1}};

        op.u.set_irq_level.pad[i] = 1u << i;
        rc = dom0_dm_op(&op);
        report_checked();
        if (rc != -XEN_EINVAL)
            report_fail(__FILE__, __LINE__, "padding byte %u: expected %d, returned %ld", i,
                        -XEN_EINVAL, rc);
    }
    if (taken_within(QUIET))
        report_fail(__FILE__, __LINE__, "an operation with padding raised the line");
    gic_disable(intid);
    set_level(intid, 0);
}

TEST(dm, an_allocated_line_is_not_the_device_models, .rule = "DM-01", .bus = BUS_SERVED,
     .needs = CONTROL_PAGE | BARE_DOM0, .vpl011 = true,
     TITLE("set_irq_level refuses the SPI of the vpl011, which Xen drives"))
{
    expect_eq(set_level(SPI_FIRST, 1), -XEN_EINVAL);
    expect_eq(set_level(SPI_FIRST, 0), -XEN_EINVAL);
}

TEST(
    dm, every_line_is_the_one_that_was_named, .rule = "DM-03", .bus = BUS_SERVED,
    .needs = CONTROL_PAGE | BARE_DOM0,
    TITLE(
        "set_irq_level raises the SPI that it names, in each word of the distributor, to the last"))
{
    const uint32_t first = settings.scope.vpl011 ? SPI_FIRST + 1 : SPI_FIRST;

    for (uint32_t intid = first; intid < intids(); intid += STRIDE)
        raise_and_take(intid);
    raise_and_take(intids() - 1);
}

TEST(dm, vcpus_are_counted, .rule = "DM-03", .bus = BUS_SERVED, .needs = CONTROL_PAGE | BARE_DOM0,
     TITLE("nr_vcpus returns the number of vCPUs, whatever stood in its buffer"))
{
    for (unsigned int i = 0; i < 2; i++) {
        struct xen_dm_op op = {.op = XEN_DMOP_nr_vcpus, .u.nr_vcpus.vcpus = i ? 0 : 0x12345678};

        expect_eq(dom0_dm_op(&op), 0);
        expect_eq(op.u.nr_vcpus.vcpus, settings.scope.vcpus);
    }
}
