/* SPDX-License-Identifier: BSD-2-Clause */
/* The host's device tree: what Xen and the backend are told. */
/* FAKES: composed_tree */
#include <libfdt.h>
#include <string.h>

#include "harness/machine/dt_writer.h"
#include "harness/machine/layout.h"
#include "homes/ioreq/args.h"
#include "tests/fakes/composed_tree.h"

#undef TEST /* protocol/test.h's; from here on greatest's */
#include <greatest.h>

TEST profiles_differ_in_one_property(void)
{
    struct scenario scenario = everything();
    const fdt32_t *value;
    const char *bootargs;
    int length;

    scenario.profile = TRAP;
    scenario.window_count = 0;
    compose_host(&scenario);
    ASSERT_EQ(NULL, domu_property("trap-unmapped-accesses", NULL));
    ASSERT_EQ(NULL, domu_property("mmio-background-regions", NULL));
    blob_release(NULL);

    scenario.profile = UNMAPPED;
    compose_host(&scenario);
    value = domu_property("trap-unmapped-accesses", &length);
    ASSERT(value && length == 4);
    ASSERT_EQ(0, fdt32_ld(value));
    ASSERT_EQ(NULL, domu_property("mmio-background-regions", NULL));
    ASSERT_EQ(NULL, domu_property("vpci-ioreq", NULL));
    blob_release(NULL);

    scenario.profile = VPCI;
    compose_host(&scenario);
    ASSERT(domu_property("vpci-ioreq", &length));
    ASSERT_EQ(0, length);
    ASSERT_EQ(NULL, domu_property("trap-unmapped-accesses", NULL));
    bootargs = fdt_getprop(blob, fdt_path_offset(blob, "/chosen"), "xen,dom0-bootargs", NULL);
    ASSERT(bootargs && strstr(bootargs, " bridge=xen"));
    PASS();
}

TEST a_direct_mapped_domu_has_an_overlay(void)
{
    struct scenario scenario = everything();
    char error[ARGS_ERROR_MAX] = "";
    const fdt32_t *cells;
    const void *overlay;
    struct args args;
    int length, node;

    compose_host(&scenario);
    ASSERT_EQ(NULL, domu_property("direct-map", NULL));
    ASSERT_EQ(NULL, domu_property("xen,static-mem", NULL));
    blob_release(NULL);

    scenario.direct_map = true;
    compose_host(&scenario);
    ASSERT(domu_property("direct-map", &length) && !length);
    cells = domu_property("xen,static-mem", &length);
    ASSERT(cells && length == 16);
    ASSERT_EQ(HOST_STATIC_RAM, fdt32_ld(&cells[1]));
    ASSERT_EQ(DOMU_RAM_SIZE, fdt32_ld(&cells[3]));
    ASSERTm(error, args_parse(fdt_getprop(blob, fdt_path_offset(blob, "/chosen"),
                                          "xen,dom0-bootargs", NULL),
                              &args, error));
    ASSERT_EQ(HOST_STATIC_RAM + DOMU_RAM_SIZE - KIB(4), args.control);
    blob_release(NULL);

    compose_partial(&scenario, select_two);
    node = fdt_node_offset_by_compatible(blob, -1, CONFIG_COMPATIBLE);
    overlay = fdt_getprop(blob, node, CONFIG_OVERLAY, &length);
    ASSERT(overlay && length == (int)fdt_totalsize(overlay));
    PASS();
}

TEST raw_windows_go_out_as_they_are(void)
{
    static const uint32_t cells[] = {0, 0x10000000, 0, 0x1000, 0xffffffff};
    struct scenario scenario = everything();
    const fdt32_t *value;
    int length;

    scenario.window_count = 0;
    scenario.raw_windows = cells;
    scenario.raw_window_cells = 5;
    scenario.has_raw_windows = true;
    compose_host(&scenario);
    value = domu_property("mmio-background-regions", &length);
    ASSERT(value);
    ASSERT_EQ(20, length);
    for (int i = 0; i < 5; i++)
        ASSERT_EQ(cells[i], fdt32_ld(&value[i]));
    PASS();
}

TEST each_physical_cpu_has_a_node(void)
{
    struct scenario scenario = everything();
    int cpus, node, count = 0;

    scenario.pcpus = 3;
    compose_host(&scenario);
    cpus = fdt_path_offset(blob, "/cpus");
    ASSERT(cpus > 0);
    fdt_for_each_subnode(node, blob, cpus)
    {
        const fdt32_t *reg = fdt_getprop(blob, node, "reg", NULL);

        ASSERT(reg);
        ASSERT_EQ(count++, (int)fdt32_ld(reg));
    }
    ASSERT_EQ(3, count);
    PASS();
}

TEST gicv2_has_its_four_ranges(void)
{
    struct scenario scenario = everything();
    const fdt32_t *reg;
    int node, length;

    scenario.gic = 2;
    scenario.vpl011 = false;
    compose_host(&scenario);
    node = fdt_node_offset_by_compatible(blob, -1, "arm,cortex-a15-gic");
    ASSERT(node > 0);
    ASSERT_EQ(-FDT_ERR_NOTFOUND, fdt_node_offset_by_compatible(blob, -1, "arm,gic-v3"));
    reg = fdt_getprop(blob, node, "reg", &length);
    ASSERT(reg);
    ASSERT_EQ(4 * 16, length);
    ASSERT_EQ(HOST_GICC, fdt32_ld(&reg[5]));
    ASSERT_EQ(HOST_GICV, fdt32_ld(&reg[13]));
    ASSERT_EQ(NULL, domu_property("vpl011", NULL));
    PASS();
}

TEST keys_take_the_place_of_ours(void)
{
    struct scenario scenario = everything();
    const fdt32_t *cells;
    int length;

    scenario.keys[0] = "!cpus";
    scenario.keys[1] = "nr_spis=<7>";
    scenario.keys[2] = "memory=<1 0x2>";
    scenario.keys[3] = "xen,enhanced";
    scenario.keys[4] = "passthrough=enabled";
    compose_host(&scenario);
    ASSERT_EQ(NULL, domu_property("cpus", NULL));
    cells = domu_property("nr_spis", &length);
    ASSERT(cells && length == 4 && fdt32_ld(cells) == 7);
    cells = domu_property("memory", &length);
    ASSERT(cells && length == 8 && fdt32_ld(cells) == 1 && fdt32_ld(&cells[1]) == 2);
    ASSERT(domu_property("xen,enhanced", &length) && !length);
    ASSERT_STR_EQ("enabled", (const char *)domu_property("passthrough", &length));
    PASS();
}

TEST the_backend_understands_its_bootargs(void)
{
    static const struct {
        unsigned int attach;
        uint64_t ns;
        enum attach means;
    } cases[] = {
        {ON_REQUEST, 0, ATTACH_ON_REQUEST}, {TIMED, 5, ATTACH_TIMED}, {NEVER, 0, ATTACH_NEVER}};

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct scenario scenario = everything();
        char error[ARGS_ERROR_MAX] = "";
        struct args args;

        scenario.attach = cases[i].attach;
        scenario.schedule.ns[0] = cases[i].ns;
        scenario.schedule.count = cases[i].ns != 0;
        scenario.hotplug = scenario.surprise = i == 1;
        scenario.hotplug_pin = 2;
        scenario.plugs = (struct schedule){{7, 60000000000}, i == 1 ? 2 : 0};
        compose_host(&scenario);
        ASSERTm(error, args_parse(fdt_getprop(blob, fdt_path_offset(blob, "/chosen"),
                                              "xen,dom0-bootargs", NULL),
                                  &args, error));
        ASSERT_EQ(DOMU_ID, args.domid);
        ASSERT_EQ(0xf100000000, args.ecam.base);
        ASSERT_EQ(DOMU_BARS_SIZE, args.mem.size);
        ASSERT_EQ(DOMU_ECHO, args.echo.base);
        ASSERT_EQ(DOMU_INTX_SPI, args.spi);
        ASSERT_EQ(DOMU_CONTROL, args.control);
        ASSERT_EQ(cases[i].means, args.attach);
        ASSERT_EQ(cases[i].ns, args.schedule[0]);
        ASSERT_EQ(i == 1 ? DOMU_PORT_SLOT : 0u, args.port);
        ASSERT_EQ(i == 1 ? 1u : 0u, args.port_function);
        ASSERT_EQ(i == 1 ? 2u : 0u, args.plug_count);
        ASSERT_EQ(i == 1 ? 60000000000u : 0u, args.plugs[1]);
        ASSERT_EQ(i == 1, args.surprise);
        blob_release(NULL);
    }
    PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    SET_TEARDOWN(blob_release, NULL);
    RUN_TEST(profiles_differ_in_one_property);
    RUN_TEST(a_direct_mapped_domu_has_an_overlay);
    RUN_TEST(raw_windows_go_out_as_they_are);
    RUN_TEST(each_physical_cpu_has_a_node);
    RUN_TEST(gicv2_has_its_four_ranges);
    RUN_TEST(keys_take_the_place_of_ours);
    RUN_TEST(the_backend_understands_its_bootargs);
    GREATEST_MAIN_END();
}
