/* SPDX-License-Identifier: BSD-2-Clause */
/* What every node must be, whatever its binding: DT-01. */
#include "guest/test/report.h"
#include "protocol/config.h"
#include "protocol/test.h"
#include "suites/dt/dt_walk.h"

#include <stdlib.h>
#include <string.h>

#define NODES_MAX 200

static const char *const cell_properties[] = {"#address-cells",   "#size-cells",
                                              "#interrupt-cells", "phandle",
                                              "linux,phandle",    "interrupt-parent"};

#define FAIL_AT(node, ...) fail_at(__LINE__, node, __VA_ARGS__)
static void fail_at(int line, int node, const char *what)
{
    report_fail(__FILE__, line, "%s: %s", dt_path(dt_boot(), node), what);
}

/* The address in the name is that of reg; a node without reg has none. */
static void check_reg(const void *fdt, int node)
{
    const char *at = strchr(fdt_get_name(fdt, node, NULL), '@');
    const int parent = fdt_parent_offset(fdt, node);
    unsigned int count, width;
    const fdt32_t *reg = dt_cells(fdt, node, "reg", &count);
    uint64_t first = 0;

    report_checked();
    if (!reg) {
        if (fdt_getprop(fdt, node, "reg", NULL))
            FAIL_AT(node, "reg is no whole number of cells");
        else if (at)
            FAIL_AT(node, "its name has an address, but it has no reg");
        return;
    }
    width = (unsigned int)(dt_address_cells(fdt, parent) + dt_size_cells(fdt, parent));
    if (!width || !count || count % width) {
        FAIL_AT(node, "reg is no whole number of entries");
        return;
    }
    for (int i = 0; i < dt_address_cells(fdt, parent) && i < 2; i++)
        first = first << 32 | fdt32_ld(&reg[i]);
    /* Xen's guest.txt calls its own node so, without an address. */
    if (!at && !fdt_node_check_compatible(fdt, node, "xen,xen"))
        return;
    if (!at || strtoull(at + 1, NULL, 16) != first)
        FAIL_AT(node, "the address in its name is not that of its reg");
}

static void check_cells(const void *fdt, int node)
{
    uint32_t value;

    for (unsigned int i = 0; i < sizeof(cell_properties) / sizeof(cell_properties[0]); i++) {
        report_checked();
        if (fdt_getprop(fdt, node, cell_properties[i], NULL) &&
            !dt_cell(fdt, node, cell_properties[i], &value))
            report_fail(__FILE__, __LINE__, "%s: %s is not one cell", dt_path(fdt, node),
                        cell_properties[i]);
    }
    if (dt_cell(fdt, node, "phandle", &value) && (!value || value == UINT32_MAX))
        FAIL_AT(node, "a phandle of 0 or 2^32 - 1");
}

static void check_phandle(const void *fdt, int node)
{
    uint32_t value, other;

    if (!dt_cell(fdt, node, "phandle", &value))
        return;
    report_checked();
    if (fdt_node_offset_by_phandle(fdt, value) != node)
        FAIL_AT(node, "its phandle is another node's, too");
    if (dt_cell(fdt, node, "linux,phandle", &other) && other != value)
        FAIL_AT(node, "phandle and linux,phandle differ");
}

TEST(
    dt, nodes_are_well_formed, .rule = "DT-01", .needs = HYPERVISOR,
    TITLE("in every node: reg by its parent's cells, the address in its name, phandles of its own"))
{
    const void *fdt = dt_boot();
    unsigned int nodes = 0;

    for_each_node(fdt, node)
    {
        if (node) {
            check_reg(fdt, node);
            check_phandle(fdt, node);
        }
        check_cells(fdt, node);
        if (!expect(++nodes < NODES_MAX))
            return;
    }
    expect(nodes > 8);
}

#define IRQ_SPI  0
#define IRQ_PPI  1
#define SPI_END  988
#define PPI_END  16
#define TRIGGERS 0xf

/* A specifier of the GIC's binding. */
static void check_specifier(int node, const fdt32_t *cell)
{
    const uint32_t type = fdt32_ld(&cell[0]), number = fdt32_ld(&cell[1]);
    const uint32_t trigger = fdt32_ld(&cell[2]) & TRIGGERS;

    report_checked();
    if (type != IRQ_SPI && type != IRQ_PPI)
        FAIL_AT(node, "an interrupt is neither SPI nor PPI");
    else if (number >= (type == IRQ_SPI ? SPI_END : PPI_END))
        FAIL_AT(node, "an interrupt's number is out of range");
    else if (trigger != 1 && trigger != 2 && trigger != 4 && trigger != 8)
        FAIL_AT(node, "an interrupt's flags name not exactly one trigger");
    else if (type == IRQ_SPI && trigger != 1 && trigger != 4)
        FAIL_AT(node, "an SPI that is active-low or falls, which the GIC does not have");
}

TEST(
    dt, interrupts_have_a_parent, .rule = "DT-01", .needs = HYPERVISOR,
    TITLE("from every node with interrupts a controller is found, and each specifier is one of it"))
{
    const void *fdt = dt_boot();
    unsigned int found = 0, count;

    for_each_node(fdt, node)
    {
        const fdt32_t *cells = dt_cells(fdt, node, "interrupts", &count);
        const int parent = cells ? dt_interrupt_parent(fdt, node) : -1;
        uint32_t width;

        if (!cells)
            continue;
        found++;
        report_checked();
        if (parent < 0 || !fdt_getprop(fdt, parent, "interrupt-controller", NULL)) {
            FAIL_AT(node, "it has interrupts, and no interrupt controller is found from it");
            continue;
        }
        if (!expect(dt_cell(fdt, parent, "#interrupt-cells", &width) && width == 3) ||
            !expect_eq(count % width, 0))
            continue;
        for (unsigned int i = 0; i < count; i += width)
            check_specifier(node, &cells[i]);
    }
    expect(found > 0);
}

TEST(dt, aliases_arrive, .rule = "DT-01", .needs = HYPERVISOR,
     TITLE("an alias of the partial tree arrives and leads to its node"))
{
    const void *fdt = dt_boot();

    expect_eq(fdt_path_offset(fdt, DOORBELL_ALIAS), dt_find(fdt, CONFIG_COMPATIBLE));
}

TEST(dt, deep_nodes_arrive, .rule = "DT-01", .needs = HYPERVISOR,
     TITLE("nested nodes of the partial tree arrive down to the last, each in the one above"))
{
    const void *fdt = dt_boot();
    int node = dt_find(fdt, DEEP_COMPATIBLE);
    uint32_t level = 0;

    for (uint32_t depth = 0; depth < DEEP_LEVELS; depth++) {
        if (!expect(node >= 0) || !expect(dt_cell(fdt, node, DEEP_LEVEL, &level)) ||
            !expect_eq(level, depth))
            return;
        node = fdt_first_subnode(fdt, node);
    }
    expect(node < 0);
}
