/* SPDX-License-Identifier: BSD-2-Clause */
/* pci-host-ecam-generic in the device tree: ECAM-04, ECAM-17. */
#include <greatest.h>
#include <libfdt.h>
#include <stdio.h>
#include <stdlib.h>

#include "guest/pci/pci_host.h"
#include "runtime/image.h"
#include "runtime/panic.h"
#include "tests/fakes/assert_error.h"

#define GIC 65000

struct boot_record boot_record;

void panic(const char *format, ...)
{
    fprintf(stderr, "panic: %s\n", format);
    abort();
}

struct property {
    uint32_t cells[40];
    int count; /* 0: the node lacks it */
};

#define CELLS(...)                                                          \
    {                                                                       \
        {__VA_ARGS__}, sizeof((uint32_t[]){__VA_ARGS__}) / sizeof(uint32_t) \
    }

/* What a test may change before it calls find(). */
struct description {
    const char *compatible;
    struct property address_cells;
    struct property size_cells;
    struct property reg;
    struct property bus_range;
    struct property ranges;
    struct property interrupt_cells;
    struct property interrupt_map;
    struct property interrupt_map_mask;
    int gic_address_cells; /* -1: absent */
};

/* INTA of device 1 is SPI 32, INTB of device 1 SPI 33. */
static const struct description good = {
    .compatible = "pci-host-ecam-generic",
    .address_cells = CELLS(3),
    .size_cells = CELLS(2),
    .reg = CELLS(0, 0x10000000, 0, 0x10000000),
    .bus_range = CELLS(0, 0xff),
    .ranges = CELLS(0x02000000, 0, 0x23000000, 0, 0x23000000, 0, 0x10000000),
    .interrupt_cells = CELLS(1),
    .interrupt_map = CELLS(0x0800, 0, 0, 1, GIC, 0, 32, 4, 0x0800, 0, 0, 2, GIC, 0, 33, 4),
    .interrupt_map_mask = CELLS(0x1800, 0, 0, 7),
    .gic_address_cells = 0,
};

static struct description d;
static struct pci_host host;
static uint8_t blob[4096];

static void setup(void *arg)
{
    (void)arg;
    d = good;
}

static void put(const char *name, const struct property *property)
{
    fdt32_t cells[40];

    if (!property->count)
        return;
    for (int i = 0; i < property->count; i++)
        cells[i] = cpu_to_fdt32(property->cells[i]);
    fdt_property(blob, name, cells, property->count * sizeof(cells[0]));
}

static int find(void)
{
    fdt_create(blob, sizeof(blob));
    fdt_finish_reservemap(blob);
    fdt_begin_node(blob, "");
    fdt_property_u32(blob, "#address-cells", 2);
    fdt_property_u32(blob, "#size-cells", 2);

    fdt_begin_node(blob, "interrupt-controller");
    fdt_property_u32(blob, "phandle", GIC);
    fdt_property_u32(blob, "#interrupt-cells", 3);
    if (d.gic_address_cells >= 0)
        fdt_property_u32(blob, "#address-cells", d.gic_address_cells);
    fdt_end_node(blob);

    fdt_begin_node(blob, "passthrough");
    fdt_property_u32(blob, "#address-cells", 2);
    fdt_property_u32(blob, "#size-cells", 2);
    fdt_begin_node(blob, "pcie@10000000");
    fdt_property_string(blob, "compatible", d.compatible);
    put("#address-cells", &d.address_cells);
    put("#size-cells", &d.size_cells);
    put("reg", &d.reg);
    put("bus-range", &d.bus_range);
    put("ranges", &d.ranges);
    put("#interrupt-cells", &d.interrupt_cells);
    put("interrupt-map", &d.interrupt_map);
    put("interrupt-map-mask", &d.interrupt_map_mask);
    fdt_end_node(blob);
    fdt_end_node(blob);
    fdt_end_node(blob);
    if (fdt_finish(blob))
        abort();
    return pci_host_find(blob, &host);
}

/* The description as a test left it must be refused with @expected. */
#define ASSERT_REFUSED(expected) ASSERT_ERROR(expected, find())

#define SET(field, ...) (d.field = (struct property)CELLS(__VA_ARGS__))

TEST found(void)
{
    ASSERT_EQ(0, find());
    ASSERT_EQ(0x10000000, host.ecam.base);
    ASSERT_EQ(0x10000000, host.ecam.size);
    ASSERT_EQ(0, host.bus_first);
    ASSERT_EQ(255, host.bus_last);
    ASSERT_EQ(0x23000000, host.mem.base);
    ASSERT_EQ(0x10000000, host.mem.size);
    ASSERT_EQ(0x23000000, host.mem_pci);
    ASSERT_EQ(0, host.mem_used);
    PASS();
}

TEST absent(void)
{
    d.compatible = "pci-host-cam-generic";
    ASSERT_REFUSED(PCI_HOST_ABSENT);
    PASS();
}

TEST missing_bus_range(void)
{
    d.bus_range.count = 0;
    ASSERT_EQ(0, find());
    ASSERT_EQ(0, host.bus_first);
    ASSERT_EQ(255, host.bus_last);
    SET(reg, 0xf1, 0, 0, 0x00300000);
    ASSERT_EQ(0, find());
    ASSERT_EQ(0xf100000000, host.ecam.base);
    ASSERT_EQ(2, host.bus_last);
    SET(reg, 0xf1, 0, 0, 0x20000000);
    ASSERT_EQ(0, find());
    ASSERT_EQ(255, host.bus_last);
    PASS();
}

TEST bus_range(void)
{
    SET(reg, 0, 0x10000000, 0, 0x00200000);
    SET(bus_range, 4, 5);
    ASSERT_EQ(0, find());
    ASSERT_EQ(4, host.bus_first);
    ASSERT_EQ(0x10100000, ecam_address(&host, PCI_BDF(5, 0, 0), 0));
    SET(bus_range, 4, 6);
    ASSERT_REFUSED(PCI_HOST_BUS_RANGE);
    SET(bus_range, 5, 4);
    ASSERT_REFUSED(PCI_HOST_BUS_RANGE);
    SET(bus_range, 255, 256);
    ASSERT_REFUSED(PCI_HOST_BUS_RANGE);
    SET(bus_range, 0);
    ASSERT_REFUSED(PCI_HOST_BUS_RANGE);
    SET(bus_range, 0, 1, 2);
    ASSERT_REFUSED(PCI_HOST_BUS_RANGE);
    PASS();
}

TEST bad_reg(void)
{
    d.reg.count = 0;
    ASSERT_REFUSED(PCI_HOST_REG);
    SET(reg, 0, 0x10000000, 0);
    ASSERT_REFUSED(PCI_HOST_REG);
    SET(reg, 0, 0x10000000, 0, 0);
    ASSERT_REFUSED(PCI_HOST_REG);
    SET(reg, 0, 0x10000000, 0, 0x00080000);
    ASSERT_REFUSED(PCI_HOST_REG);
    SET(reg, 0xffffffff, 0xfff00000, 0, 0x10000000);
    ASSERT_REFUSED(PCI_HOST_REG);
    PASS();
}

TEST bad_cells(void)
{
    SET(address_cells, 2);
    ASSERT_REFUSED(PCI_HOST_CELLS);
    d.address_cells.count = 0;
    ASSERT_REFUSED(PCI_HOST_CELLS);
    SET(address_cells, 3);
    SET(size_cells, 1);
    ASSERT_REFUSED(PCI_HOST_CELLS);
    PASS();
}

/* I/O, a prefetchable and a 64-bit window, and only then the one that BARs of any kind can use. */
TEST several_ranges(void)
{
    SET(ranges, 0x01000000, 0, 0, 0, 0x3eff0000, 0, 0x10000, 0x42000000, 0, 0x30000000, 0,
        0x30000000, 0, 0x1000000, 0x03000000, 0x80, 0, 0x80, 0, 0x80, 0, 0x02000000, 0, 0x80000000,
        0, 0x23000000, 0, 0x100000);
    ASSERT_EQ(0, find());
    ASSERT_EQ(0x23000000, host.mem.base);
    ASSERT_EQ(0x80000000, host.mem_pci);
    ASSERT_EQ(0x100000, host.mem.size);
    d.ranges.count -= 7;
    ASSERT_REFUSED(PCI_HOST_NO_WINDOW);
    PASS();
}

TEST bad_ranges(void)
{
    d.ranges.count = 0;
    ASSERT_REFUSED(PCI_HOST_RANGES);
    d.ranges.count = 6;
    ASSERT_REFUSED(PCI_HOST_RANGES);
    SET(ranges, 0x02000000, 0, 0x23000000, 0, 0x23000000, 0, 0);
    ASSERT_REFUSED(PCI_HOST_RANGES);
    SET(ranges, 0x02000000, 0, 0xf0000000, 0, 0x23000000, 0, 0x10000001); /* ends above 4 GiB */
    ASSERT_REFUSED(PCI_HOST_RANGES);
    SET(ranges, 0x02000000, 1, 0, 0, 0x23000000, 0, 0x10000000); /* starts there */
    ASSERT_REFUSED(PCI_HOST_RANGES);
    SET(ranges, 0x02000000, 0, 0x23000000, ~0u, 0xfffff000, 0, 0x10000000);
    ASSERT_REFUSED(PCI_HOST_RANGES);
    PASS();
}

TEST bad_places(void)
{
    SET(ranges, 0x02000000, 0, 0x23000000, 0, 0x1ff00000, 0, 0x10000000);
    ASSERT_REFUSED(PCI_HOST_OVERLAP);
    SET(ranges, 0x02000000, 0, 0x23000000, 0x200, 0, 0, 0x10000000);
    ASSERT_REFUSED(PCI_HOST_UNREACHABLE);
    d = good;
    SET(reg, 0x1ff, 0xf8000000, 0, 0x10000000);
    ASSERT_REFUSED(PCI_HOST_UNREACHABLE);
    PASS();
}

TEST interrupts(void)
{
    struct pci_interrupt irq;

    ASSERT_EQ(0, find());
    ASSERT_EQ(0, pci_host_interrupt(&host, PCI_BDF(0, 1, 0), 1, &irq));
    ASSERT_EQ(64, irq.intid);
    ASSERT_EQ(4, irq.flags);
    ASSERT_EQ(0, pci_host_interrupt(&host, PCI_BDF(0, 1, 3), 2, &irq));
    ASSERT_EQ(65, irq.intid);
    /* The mask leaves two bits of the device number. */
    ASSERT_EQ(0, pci_host_interrupt(&host, PCI_BDF(7, 5, 0), 1, &irq));
    ASSERT_EQ(64, irq.intid);
    ASSERT_EQ(PCI_HOST_NO_INTERRUPT, pci_host_interrupt(&host, PCI_BDF(0, 2, 0), 1, &irq));
    ASSERT_EQ(PCI_HOST_NO_INTERRUPT, pci_host_interrupt(&host, PCI_BDF(0, 1, 0), 3, &irq));
    ASSERT_EQ(PCI_HOST_NO_INTERRUPT, pci_host_interrupt(&host, PCI_BDF(0, 1, 0), 0, &irq));
    PASS();
}

TEST interrupt_parent_cells(void)
{
    struct pci_interrupt irq;

    d.gic_address_cells = -1;
    ASSERT_EQ(0, find());
    ASSERT_EQ(0, pci_host_interrupt(&host, PCI_BDF(0, 1, 0), 2, &irq));
    ASSERT_EQ(65, irq.intid);

    d.gic_address_cells = 2;
    SET(interrupt_map, 0x0800, 0, 0, 1, GIC, 7, 7, 0, 32, 4, 0x0800, 0, 0, 2, GIC, 7, 7, 1, 5, 4);
    ASSERT_EQ(0, find());
    ASSERT_EQ(0, pci_host_interrupt(&host, PCI_BDF(0, 1, 0), 2, &irq));
    ASSERT_EQ(16 + 5, irq.intid);

    d.gic_address_cells = 3;
    ASSERT_EQ(0, find());
    ASSERT_EQ(PCI_HOST_INTERRUPT_MAP, pci_host_interrupt(&host, PCI_BDF(0, 1, 0), 1, &irq));
    PASS();
}

TEST interrupt_map_without_mask(void)
{
    struct pci_interrupt irq;

    d.interrupt_map_mask.count = 0;
    ASSERT_EQ(0, find());
    ASSERT_EQ(0, pci_host_interrupt(&host, PCI_BDF(0, 1, 0), 1, &irq));
    ASSERT_EQ(PCI_HOST_NO_INTERRUPT, pci_host_interrupt(&host, PCI_BDF(0, 5, 0), 1, &irq));
    PASS();
}

static enum greatest_test_res expect_bad_map(void)
{
    struct pci_interrupt irq;

    ASSERT_EQ(0, find());
    ASSERT_EQ(PCI_HOST_INTERRUPT_MAP, pci_host_interrupt(&host, PCI_BDF(0, 1, 0), 2, &irq));
    PASS();
}

TEST bad_interrupt_maps(void)
{
    d.interrupt_map.count = 0;
    CHECK_CALL(expect_bad_map());
    for (int count = 1; count < 8; count++) { /* cut within the wanted entry */
        d.interrupt_map.count = 8 + count;
        CHECK_CALL(expect_bad_map());
    }
    d = good;
    d.interrupt_map.cells[8 + 4] = GIC + 1; /* no such parent */
    CHECK_CALL(expect_bad_map());
    d = good;
    d.interrupt_map.cells[8 + 5] = 2; /* neither SPI nor PPI */
    CHECK_CALL(expect_bad_map());
    d = good;
    d.interrupt_map.cells[8 + 6] = 988; /* above the last SPI */
    CHECK_CALL(expect_bad_map());
    d = good;
    d.interrupt_map_mask.count = 3;
    CHECK_CALL(expect_bad_map());
    d = good;
    d.interrupt_cells.count = 0;
    CHECK_CALL(expect_bad_map());
    PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    GREATEST_SET_SETUP_CB(setup, NULL);
    RUN_TEST(found);
    RUN_TEST(absent);
    RUN_TEST(missing_bus_range);
    RUN_TEST(bus_range);
    RUN_TEST(bad_reg);
    RUN_TEST(bad_cells);
    RUN_TEST(several_ranges);
    RUN_TEST(bad_ranges);
    RUN_TEST(bad_places);
    RUN_TEST(interrupts);
    RUN_TEST(interrupt_parent_cells);
    RUN_TEST(interrupt_map_without_mask);
    RUN_TEST(bad_interrupt_maps);
    GREATEST_MAIN_END();
}
