/* SPDX-License-Identifier: BSD-2-Clause */
/* The device tree that Xen composes: XABI-04, and what it takes from the fragment: XABI-17. */
#include "guest/control/bus.h"
#include "guest/control/settings.h"
#include "guest/test/report.h"
#include "protocol/config.h"
#include "protocol/test.h"
#include "runtime/dt.h"

#include <libfdt.h>
#include <string.h>

#define MAP_ENTRY 8 /* cells of an interrupt-map entry: PCI 3, pin, parent 1, vGIC 3 */

static int gic_node(void)
{
    static const char *const names[] = {"arm,gic-v3", "arm,gic-400", "arm,cortex-a15-gic"};
    int node = -1;

    for (unsigned int i = 0; node < 0 && i < 3; i++)
        node = dt_find(dt_boot(), names[i]);
    return node;
}

static bool has(const char *path)
{
    return fdt_path_offset(dt_boot(), path) >= 0;
}

TEST(xabi, tree_has_what_it_must, .rule = "XABI-04",
     TITLE("two cells at the root, no interrupt-parent; chosen, cpus, memory, GIC, timer, psci"))
{
    const void *fdt = dt_boot();
    struct range bank;

    expect_eq(fdt_check_header(fdt), 0);
    expect_eq(dt_address_cells(fdt, 0), 2);
    expect_eq(dt_size_cells(fdt, 0), 2);
    expect(!fdt_getprop(fdt, 0, "interrupt-parent", NULL));
    expect(has("/chosen"));
    expect(has("/cpus/cpu@0"));
    expect(has("/timer"));
    expect(dt_ram(fdt, 0, &bank) && bank.size);
    expect(gic_node() >= 0);
    expect(!strcmp(dt_string(fdt, fdt_path_offset(fdt, "/psci"), "method", ""), "hvc"));
    expect(dt_find(fdt, "arm,armv8-timer") >= 0);
}

TEST(xabi, options_appear_if_asked_for, .rule = "XABI-04",
     TITLE("the tree has a vpl011 node or a hypervisor node exactly if the domU was given one"))
{
    expect_eq(dt_find(dt_boot(), "arm,sbsa-uart") >= 0, settings.scope.vpl011);
    expect_eq(dt_find(dt_boot(), "xen,xen") >= 0, settings.scope.enhanced);
    expect_eq(has("/hypervisor"), settings.scope.enhanced);
}

TEST(xabi, fragment_is_copied_verbatim, .rule = "XABI-17",
     TITLE("every byte, empty property and child of the passthrough fragment arrives, except "
           "xen,* properties"))
{
    const void *fdt = dt_boot();
    int node = fdt_subnode_offset(fdt, dt_find(fdt, CONFIG_COMPATIBLE), FRAGMENT_NODE);
    const fdt32_t *bytes;
    int length = -1, child;
    unsigned int wrong = 0;

    if (!expect(node >= 0))
        return;
    expect(!fdt_getprop(fdt, node, FRAGMENT_STRIPPED, NULL));
    expect(fdt_getprop(fdt, node, FRAGMENT_EMPTY, &length) && length == 0);
    bytes = fdt_getprop(fdt, node, FRAGMENT_BYTES, &length);
    if (expect_eq(length, sizeof(*bytes) * FRAGMENT_CELLS))
        for (unsigned int i = 0; i < FRAGMENT_CELLS; i++)
            wrong += fdt32_ld(&bytes[i]) != FRAGMENT_CELL(i);
    expect_eq(wrong, 0);
    child = fdt_subnode_offset(fdt, node, FRAGMENT_CHILD);
    expect(!strcmp(dt_string(fdt, child, "status", ""), "disabled"));
}

TEST(xabi, interrupt_parents_resolve, .rule = "XABI-17",
     TITLE("the vGIC has the fragment's phandle, or 65000 without one; all parents lead to it"))
{
    const void *fdt = dt_boot();
    int gic = gic_node(), length = 0;
    const fdt32_t *map = fdt_getprop(fdt, bus.node, "interrupt-map", &length);
    unsigned int entries = (unsigned int)length / (MAP_ENTRY * sizeof(*map));

    if (!expect(map && entries))
        return;
    expect(fdt_getprop(fdt, gic, "interrupt-controller", NULL));
    expect_eq(dt_address_cells(fdt, gic), 0);
    for (unsigned int i = 0; i < entries; i++)
        expect_eq(fdt_node_offset_by_phandle(fdt, fdt32_ld(&map[i * MAP_ENTRY + 4])), gic);
}
