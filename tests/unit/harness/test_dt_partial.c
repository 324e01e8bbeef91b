/* SPDX-License-Identifier: BSD-2-Clause */
/* The partial device tree: what the guest finds in it, and what it leaves to Xen. */
/* FAKES: composed_tree */
#include "guest/pci/pci_host.h"
#include "harness/machine/layout.h"
#include "tests/fakes/composed_tree.h"
#include <libfdt.h>

#undef TEST /* protocol/test.h's; from here on greatest's */
#include <greatest.h>

TEST without_a_gic_node_the_phandle_is_xens(void)
{
    struct scenario scenario = everything();
    const fdt32_t *map;
    int length;

    scenario.no_gic_node = true;
    compose_partial(&scenario, NULL);
    ASSERT_EQ(-FDT_ERR_NOTFOUND, fdt_path_offset(blob, "/gic"));
    map = fdt_getprop(blob, fdt_node_offset_by_compatible(blob, -1, "pci-host-ecam-generic"),
                      "interrupt-map", &length);
    ASSERT(map);
    ASSERT_EQ(16 * 8 * 4, length);
    for (int i = 0; i < 16; i++)
        ASSERT_EQ(65000, fdt32_ld(&map[8 * i + 4]));
    PASS();
}

TEST without_a_phandle_the_gics_is_xens(void)
{
    struct scenario scenario = everything();
    int gic;

    scenario.no_gic_phandle = true;
    compose_partial(&scenario, NULL);
    gic = fdt_path_offset(blob, "/gic");
    ASSERT(gic > 0);
    ASSERT_EQ(0, fdt_get_phandle(blob, gic));
    PASS();
}

TEST the_guest_finds_the_host_bridge(void)
{
    const struct scenario scenario = everything();
    struct pci_host host;
    struct pci_interrupt interrupt;

    compose_partial(&scenario, NULL);
    ASSERT_EQ(0, pci_host_find(blob, &host));
    ASSERT_EQ(0xf100000000, host.ecam.base);
    ASSERT_EQ(DOMU_ECAM_SIZE, host.ecam.size);
    for (unsigned int device = 0; device < 32; device++)
        for (unsigned int pin = 1; pin <= 4; pin++) {
            ASSERT_EQ(0, pci_host_interrupt(&host, PCI_BDF(0, device, 0), pin, &interrupt));
            ASSERT_EQ(32 + DOMU_INTX_SPI + (pin - 1 + device) % 4, interrupt.intid);
        }
    PASS();
}

TEST without_a_selection_there_is_no_select(void)
{
    static const char *const none[] = {NULL};
    const struct scenario scenario = everything();
    int node;

    compose_partial(&scenario, none);
    node = fdt_node_offset_by_compatible(blob, -1, "doorbell,config");
    ASSERT(node > 0);
    ASSERT_EQ(NULL, fdt_getprop(blob, node, "select", NULL));
    PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    SET_TEARDOWN(blob_release, NULL);
    RUN_TEST(without_a_gic_node_the_phandle_is_xens);
    RUN_TEST(without_a_phandle_the_gics_is_xens);
    RUN_TEST(the_guest_finds_the_host_bridge);
    RUN_TEST(without_a_selection_there_is_no_select);
    GREATEST_MAIN_END();
}
