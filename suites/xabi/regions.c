/* SPDX-License-Identifier: BSD-2-Clause */
/* Address ranges in the device tree: that they exist, XABI-05, and do not overlap, XABI-12. */
#include "guest/control/bus.h"
#include "guest/control/settings.h"
#include "guest/control/spare_ram.h"
#include "guest/test/report.h"
#include "protocol/test.h"
#include "runtime/dt.h"
#include "runtime/gic.h"
#include "runtime/mmio.h"

#define PAGE       4096ul
#define PIDR2_BACK 0x18 /* from the end of the distributor's frame, in GICv2 and GICv3 */
#define UART_FR    0x18
#define UART_TXFF  (1u << 5)

#define ARCH_REVISION(pidr2) ((pidr2) >> 4 & 0xf)

static uint64_t mark(uint64_t page)
{
    return page * 0xd1342543de82ef95ull + 1;
}

TEST(xabi, ram_is_there, .rule = "XABI-05",
     TITLE("every page of RAM that is not ours holds a value, and so does the end of each bank"))
{
    const struct range ram = spare_ram();
    struct range bank;
    unsigned int wrong = 0;

    for (uint64_t page = ram.base; page < ram.base + ram.size; page += PAGE)
        *(volatile uint64_t *)page = mark(page);
    for (uint64_t page = ram.base; page < ram.base + ram.size; page += PAGE)
        wrong += *(volatile uint64_t *)page != mark(page);
    expect_eq(wrong, 0);
    for (unsigned int i = 0; dt_ram(dt_boot(), i, &bank); i++) {
        /* The end of the bank; if the control page is there, its last word is unused. */
        volatile uint64_t *last = (volatile uint64_t *)(bank.base + bank.size - sizeof(*last));
        const uint64_t before = *last;

        *last = ~before;
        expect_eq(*last, ~before);
        *last = before;
    }
}

TEST(xabi, gicv3_names_itself, .rule = "XABI-05", .gic = 3,
     TITLE("GICD_PIDR2 says the architecture that the tree says: 3"))
{
    struct range gicd = gic_distributor();

    expect_eq(ARCH_REVISION(mmio_read32(gicd.base + gicd.size - PIDR2_BACK)), 3);
}

TEST(xabi, gicv2_names_itself, .rule = "XABI-05", .gic = 2,
     TITLE("GICD_ICPIDR2 says the architecture that the tree says: 2"))
{
    struct range gicd = gic_distributor();

    expect_eq(ARCH_REVISION(mmio_read32(gicd.base + gicd.size - PIDR2_BACK)), 2);
}

TEST(xabi, uart_is_there, .rule = "XABI-05", .vpl011 = true,
     TITLE("the flag register of the vpl011 in the tree says that it takes characters"))
{
    struct range uart = {0};

    if (!expect(dt_reg(dt_boot(), dt_find(dt_boot(), "arm,sbsa-uart"), 0, &uart)))
        return;
    expect_eq(mmio_read32(uart.base + UART_FR) & ~0x1ffu, 0);
    expect_eq(mmio_read32(uart.base + UART_FR) & UART_TXFF, 0);
}

static bool overlap(const struct range *a, const struct range *b)
{
    return a->size && b->size && a->base <= b->base + (b->size - 1) &&
           b->base <= a->base + (a->size - 1);
}

/* Checks that /hypervisor has regions and that none overlaps @taken. */
static void expect_apart(const struct range *taken, const char *what)
{
    const void *fdt = dt_boot();
    int node = dt_find(fdt, "xen,xen");
    struct range region;
    unsigned int i;

    for (i = 0; dt_reg(fdt, node, i, &region); i++) {
        report_checked();
        if (overlap(&region, taken))
            report_fail(__FILE__, __LINE__, "region %u, %#lx+%#lx, meets %s %#lx+%#lx", i,
                        region.base, region.size, what, taken->base, taken->size);
    }
    if (!i)
        report_fail(__FILE__, __LINE__, "/hypervisor has no region");
}

/* What Xen's own nodes occupy: every reg of the first level below the root. */
static void expect_apart_from(const char *compatible)
{
    const void *fdt = dt_boot();
    int node = dt_find(fdt, compatible);
    struct range reg;

    for (unsigned int i = 0; node >= 0 && dt_reg(fdt, node, i, &reg); i++)
        expect_apart(&reg, compatible);
}

TEST(xabi, regions_spare_ram_and_devices, .rule = "XABI-12", .enhanced = true,
     TITLE("grant space and extended regions overlap no RAM, no device and not each other"))
{
    const void *fdt = dt_boot();
    int node = dt_find(fdt, "xen,xen");
    struct range range, other;

    for (unsigned int i = 0; dt_ram(fdt, i, &range); i++)
        expect_apart(&range, "RAM");
    expect_apart_from("arm,gic-v3");
    expect_apart_from("arm,gic-400");
    expect_apart_from("arm,cortex-a15-gic");
    expect_apart_from("arm,sbsa-uart");
    for (unsigned int i = 0; dt_reg(fdt, node, i, &range); i++) {
        expect(range.size && range.base % PAGE == 0 && range.size % PAGE == 0);
        for (unsigned int k = 0; k < i && dt_reg(fdt, node, k, &other); k++)
            expect(!overlap(&range, &other));
    }
}

TEST(xabi, regions_spare_the_host_bridge, .rule = "XABI-12", .enhanced = true,
     TITLE("grant space and extended regions overlap neither ECAM nor BAR window"))
{
    expect_apart(&bus.ecam, "the ECAM");
    expect_apart(&bus.mem, "the BAR window");
}
