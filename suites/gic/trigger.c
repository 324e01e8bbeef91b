/* SPDX-License-Identifier: BSD-2-Clause */
/* Edge and level, as configured and as raised by a device model: GIC-09. */
#include "guest/control/control_client.h"
#include "guest/irq/gic_cpu.h"
#include "guest/test/report.h"
#include "protocol/test.h"
#include "runtime/gic.h"
#include "runtime/mmio.h"
#include "suites/gic/gic_table.h"

#define GICD_ICFGR 0x0c00
#define EDGES      0xaaaaaaaau /* the high bit of each field; the low one is not in use */
#define SPI_FIRST  32

static uint64_t icfgr(unsigned int n)
{
    return gic_distributor().base + GICD_ICFGR + 4 * n;
}

static uint32_t pattern(unsigned int n)
{
    return (n * 0x9e3779b1u + 0x85ebca6bu) & EDGES;
}

TEST(gic, triggers_are_stored, .rule = "GIC-09",
     TITLE("GICD_ICFGRn keeps edge or level of each SPI"))
{
    const unsigned int count = (gic_lines() + 15) / 16;

    for (unsigned int n = 2; n < count; n++) {
        mmio_write32(icfgr(n), EDGES);
        mmio_write32(icfgr(n), pattern(n));
    }
    for (unsigned int n = 2; n < count; n++)
        if (!expect_eq(mmio_read32(icfgr(n)) & EDGES, pattern(n)))
            break;
    for (unsigned int n = 2; n < count; n++) {
        mmio_write32(icfgr(n), 0);
        if (!expect_eq(mmio_read32(icfgr(n)) & EDGES, 0))
            break;
    }
}

TEST(gic, sgis_are_edges, .rule = "GIC-09", .alone = true, TITLE("the field of each SGI says edge"))
{
    const uint64_t base =
        gic_version() == 3 ? gic_frame_base(FRAME_GICR_SGI, 0) : gic_distributor().base;

    expect_eq(mmio_read32(base + GICD_ICFGR) & EDGES, EDGES);
}

TEST(gic, ppis_keep_their_trigger, .rule = "GIC-09",
     TITLE("the trigger of a PPI is read-only, or can be set and cleared, and is its own"))
{
    const uint64_t at =
        (gic_version() == 3 ? gic_frame_base(FRAME_GICR_SGI, 0) : gic_distributor().base) +
        GICD_ICFGR + 4;
    const uint32_t before = mmio_read32(at), bit = 2u << GIC_FREE_PPI % 16 * 2;

    mmio_write32(at, before ^ bit);
    expect((mmio_read32(at) & EDGES) == ((before ^ bit) & EDGES) ||
           (mmio_read32(at) & EDGES) == (before & EDGES));
    mmio_write32(at, before);
    expect_eq(mmio_read32(at), before);
}

/* Low and high again. */
static void raise(uint32_t spi)
{
    control_do(CONTROL_RAISE, spi - SPI_FIRST, 0, 0);
    control_do(CONTROL_RAISE, spi - SPI_FIRST, 1, 0);
}

static void none(void)
{
    expect(gic_take() >= GIC_NONE);
}

TEST(gic, an_edge_is_seen_once, .rule = "GIC-09", .needs = CONTROL_PAGE,
     TITLE("an edge that the device model makes is delivered once; one during the handler again"))
{
    const uint32_t spi = gic_free_spi(0);
    uint32_t acknowledged;

    gic_mask();
    gic_start(spi, 0);
    raise(spi);
    expect_eq(gic_take(), spi);
    none();
    raise(spi);
    acknowledged = gic_acknowledge();
    expect_eq(acknowledged & 0x3ff, spi);
    none();
    raise(spi);
    none();
    gic_end(acknowledged);
    expect_eq(gic_take_soon(), spi);
    none();
    gic_set_enable(spi, 0, false);
    raise(spi);
    none();
    gic_set_enable(spi, 0, true);
    expect_eq(gic_take(), spi);
    none();
    control_do(CONTROL_RAISE, spi - SPI_FIRST, 0, 0);
    none();
    gic_stop(spi, 0);
    gic_unmask();
}

TEST(gic, two_edges_are_one, .rule = "GIC-09", .needs = CONTROL_PAGE, .alone = true,
     TITLE("a second edge while the interrupt is pending already is not delivered on its own"))
{
    const uint32_t spi = gic_free_spi(0);

    gic_mask();
    gic_start(spi, 0);
    raise(spi);
    raise(spi);
    expect_eq(gic_take(), spi);
    expect(gic_take_soon() >= GIC_NONE);
    control_do(CONTROL_RAISE, spi - SPI_FIRST, 0, 0);
    gic_stop(spi, 0);
    gic_unmask();
}
