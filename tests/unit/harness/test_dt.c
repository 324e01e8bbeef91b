/* SPDX-License-Identifier: BSD-2-Clause */
/* The device trees that the harness composes: as dtc, Xen, the guest and the backend see them. */
#include <libfdt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "guest/pci/pci_host.h"
#include "harness/machine/domu_dt.h"
#include "harness/machine/dt_writer.h"
#include "harness/machine/host_dt.h"
#include "harness/machine/layout.h"
#include "harness/machine/partial_dt.h"
#include "homes/ioreq/args.h"
#include "protocol/domains.h"
#include "runtime/image.h"
#include "runtime/panic.h"

#undef TEST /* protocol/test.h's; from here on greatest's */
#include <greatest.h>

struct boot_record boot_record;

void panic(const char *format, ...)
{
    fprintf(stderr, "panic: %s\n", format);
    abort();
}

static const struct module_sizes modules = {
    .backend = 0x11111, .guest = 0x22222, .partial_dt = 0x333};
static const char *const select_two[] = {"BG-*", "lat.null", NULL};

/* Uses every key; the windows need both cells of each number. */
static struct scenario everything(void)
{
    return (struct scenario){
        .name = "everything",
        .profile = WINDOWS,
        .gic = 3,
        .pcpus = 1,
        .vcpus = 2,
        .nr_spis = 96,
        .vpl011 = true,
        .attach = TIMED,
        .schedule = {{20000000}, 1},
        .ecam = 0xf100000000,
        .enhanced = "no-xenstore",
        .ends = "shutdown",
        .tests = {"XABI-*", "bg.x"},
        .windows = {{0x10008000, 0x1000, 0xffffffffffff0001},
                    {0x123000000, 0x210000000, 0x8877665544332211}},
        .window_count = 2,
        .has_rrs = true,
        .rrs = {0x10008000, 0x1000, 0xffffffffffff0001},
    };
}

static void *blob;
static size_t size;

static void compose_host(const struct scenario *scenario)
{
    blob = host_dt(scenario, NULL, &modules, &size);
}

static void compose_partial(const struct scenario *scenario, const char *const *select)
{
    blob = partial_dt(scenario, select, &size);
}

static void teardown(void *arg)
{
    (void)arg;
    free(blob);
    blob = NULL;
}

/* What  prints: dtc's text of a blob, sorted, warnings included. free() it. */
static char *output_of(const char *command)
{
    char *text = NULL;
    size_t capacity = 0;
    FILE *from = popen(command, "r");

    if (from && getdelim(&text, &capacity, EOF, from) < 0)
        fprintf(stderr, "no output: %s\n", command);
    if (!from || pclose(from))
        fprintf(stderr, "failed: %s\n", command);
    return text ? text : strdup("");
}

/* Compares the tree just composed with the one written by hand in @path. */
static enum greatest_test_res same_as(const char *path)
{
    char name[] = "/tmp/test_dt.XXXXXX";
    const int fd = mkstemp(name);
    char command[200], *ours, *expected;

    ASSERT(blob && fd >= 0);
    ASSERT_EQ((ssize_t)size, write(fd, blob, size));
    close(fd);
    snprintf(command, sizeof(command), "dtc -s -I dtb -O dts %s 2>&1", name);
    ours = output_of(command);
    unlink(name);
    snprintf(command, sizeof(command), "dtc -I dts -O dtb %s | dtc -s -I dtb -O dts - 2>&1", path);
    expected = output_of(command);
    ASSERT(strlen(expected) > 100);
    ASSERT_STR_EQ(expected, ours);
    free(ours);
    free(expected);
    PASS();
}

TEST the_host_tree_is_as_written_by_hand(void)
{
    const struct scenario scenario = everything();

    compose_host(&scenario);
    CHECK_CALL(same_as("tests/dt/host.dts"));
    PASS();
}

TEST the_partial_tree_is_as_written_by_hand(void)
{
    const struct scenario scenario = everything();

    compose_partial(&scenario, select_two);
    CHECK_CALL(same_as("tests/dt/partial.dts"));
    PASS();
}

static const void *domu_property(const char *name, int *length)
{
    return fdt_getprop(blob, fdt_path_offset(blob, "/chosen/" DOMU_NODE), name, length);
}

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
    teardown(NULL);

    scenario.profile = UNMAPPED;
    compose_host(&scenario);
    value = domu_property("trap-unmapped-accesses", &length);
    ASSERT(value && length == 4);
    ASSERT_EQ(0, fdt32_ld(value));
    ASSERT_EQ(NULL, domu_property("mmio-background-regions", NULL));
    ASSERT_EQ(NULL, domu_property("vpci-ioreq", NULL));
    teardown(NULL);

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
    teardown(NULL);

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
    teardown(NULL);

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

TEST keys_that_are_none_are_refused(void)
{
    static const char *const wrong[] = {"a=<>", "a=<1", "a=<x>", "a=<1 0x100000000>", "a=<1> b"};

    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        struct scenario scenario = everything();
        const struct module_sizes modules = {.backend = 1, .guest = 1, .partial_dt = 1};

        scenario.keys[0] = wrong[i];
        ASSERT_EQ(NULL, host_dt(&scenario, NULL, &modules, &size));
    }
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
        teardown(NULL);
    }
    PASS();
}

/* Of a domU that the backend makes. */
static struct scenario run_time(void)
{
    struct scenario scenario = everything();

    scenario.profile = UNMAPPED;
    scenario.window_count = 0;
    scenario.enhanced = NULL;
    scenario.by_domctl = true;
    scenario.start = 5000;
    return scenario;
}

TEST what_the_backend_makes_xen_does_not(void)
{
    static char error[ARGS_ERROR_MAX];
    const struct scenario scenario = run_time();
    const fdt32_t *reg;
    struct args args;
    int node;

    compose_host(&scenario);
    ASSERT(fdt_path_offset(blob, "/chosen/" DOMU_NODE) < 0);
    node = fdt_node_offset_by_compatible(blob, -1, "multiboot,ramdisk");
    ASSERT(node > 0);
    reg = fdt_getprop(blob, node, "reg", NULL);
    ASSERT_EQ(HOST_GUEST, fdt32_ld(&reg[1]));
    ASSERT_EQ(modules.guest, fdt32_ld(&reg[3]));
    ASSERT(
        args_parse(fdt_getprop(blob, fdt_path_offset(blob, "/chosen"), "xen,dom0-bootargs", NULL),
                   &args, error));
    ASSERT(args.makes_guest);
    ASSERT_EQ(5000u, args.start);
    PASS();
}

TEST a_whole_tree_has_what_xen_would_add(void)
{
    static const char *const nodes[] = {"/chosen",
                                        "/psci",
                                        "/cpus/cpu@1",
                                        "/memory@40000000",
                                        "/interrupt-controller@3001000",
                                        "/timer",
                                        "/sbsa-uart@22000000",
                                        "/passthrough/doorbell",
                                        "/aliases"};
    struct scenario scenario = run_time();
    struct pci_host host;

    blob = domu_dt(&scenario, select_two, &size);
    ASSERT(blob);
    for (size_t i = 0; i < sizeof(nodes) / sizeof(nodes[0]); i++)
        ASSERTm(nodes[i], fdt_path_offset(blob, nodes[i]) >= 0);
    ASSERT(fdt_path_offset(blob, "/cpus/cpu@2") < 0);
    ASSERT_EQ(0, pci_host_find(blob, &host));
    ASSERT_EQ(scenario.ecam, host.ecam.base);
    teardown(NULL);

    scenario.gic = 2;
    scenario.vpl011 = false;
    blob = domu_dt(&scenario, NULL, &size);
    ASSERT(fdt_node_offset_by_compatible(blob, -1, "arm,gic-400") > 0);
    ASSERT(fdt_node_offset_by_compatible(blob, -1, "arm,sbsa-uart") < 0);
    PASS();
}

TEST the_ramdisk_holds_image_and_tree(void)
{
    static uint8_t image[300000];
    const struct dt_blob whole = {image, sizeof(image)};
    const struct scenario scenario = run_time();
    struct dt_blob tree = {.data = "a tree", .size = 6};
    const void *value;
    int node, length;

    image[0] = 1, image[sizeof(image) - 1] = 2;
    blob = domains_dt(&scenario, &whole, &tree, NULL, &size);
    ASSERT(blob && !fdt_check_full(blob, size));
    ASSERT_EQ(0, fdt_node_check_compatible(blob, 0, DOMAINS_COMPATIBLE));
    value = fdt_getprop(blob, 0, DOMAINS_IMAGE, &length);
    ASSERT_EQ((int)sizeof(image), length);
    ASSERT_MEM_EQ(image, value, sizeof(image));
    node = fdt_subnode_offset(blob, 0, DOMAINS_DOMAIN);
    value = fdt_getprop(blob, node, DOMAINS_TREE, &length);
    ASSERT_EQ(6, length);
    ASSERT_MEM_EQ(tree.data, value, 6);
    ASSERT_STR_EQ("unmapped", fdt_getprop(blob, node, DOMAINS_PROFILE, NULL));
    ASSERT(fdt_getprop(blob, node, DOMAINS_VPL011, NULL));
    ASSERT_EQ(2, (int)fdt32_ld(fdt_getprop(blob, node, DOMAINS_VCPUS, NULL)));
    ASSERT_EQ(NULL, fdt_getprop(blob, 0, DOMAINS_BACKEND, NULL));
    teardown(NULL);
    blob = domains_dt(&scenario, &whole, &tree, &tree, &size);
    ASSERT(fdt_getprop(blob, 0, DOMAINS_BACKEND, NULL));
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

/* Whether string @text is in list @name of dom0's node, or of QEMU 0's in it. */
static bool dom0_is_told(const char *node, const char *name, const char *text)
{
    return fdt_stringlist_search(blob, fdt_path_offset(blob, node), name, text) >= 0;
}

TEST a_linux_dom0_is_told_what_to_start(void)
{
    struct scenario scenario = everything();
    const struct module_sizes sizes = {
        .backend = 1, .dom0_initramfs = 0x123, .guest = 1, .partial_dt = 1};
    const char *bootargs;

    scenario.model = MODEL_QEMU;
    scenario.attach = ASKED;
    scenario.devices[0] = "virtio-rng-pci,addr=1";
    scenario.qemu_options[0] = "-S";
    scenario.late = "virtio-blk-pci,id=late,bus=root1,drive=late";
    blob = host_dt(&scenario, NULL, &sizes, &size);
    ASSERT(blob);
    ASSERT(dom0_is_told("/doorbell-dom0", "script", "await"));
    ASSERT(dom0_is_told("/doorbell-dom0/qemu0", "args", "virtio-rng-pci,addr=1"));
    ASSERT(dom0_is_told("/doorbell-dom0/qemu0", "args", "-S"));
    ASSERT(dom0_is_told("/doorbell-dom0/qemu0", "late", scenario.late));
    ASSERT_FALSE(dom0_is_told("/doorbell-dom0/qemu1", "late", scenario.late));
    ASSERT(dom0_is_told("/doorbell-dom0/qemu0", "args", "16M"));
    ASSERT(dom0_is_told("/doorbell-dom0/qemu0", "args",
                        "xenpvh,pci-ecam-base=0xf100000000,pci-ecam-size=0x10000000,pci-mmio-base="
                        "0x23000000,pci-mmio-size=0x10000000,pci-intx-irq-base=96"));
    ASSERT(fdt_path_offset(blob, "/chosen/module@5c000000") > 0);
    ASSERT(fdt_path_offset(blob, "/chosen/domU2") < 0);
    bootargs = fdt_getprop(blob, fdt_path_offset(blob, "/chosen"), "xen,dom0-bootargs", NULL);
    ASSERT(bootargs && strstr(bootargs, "rdinit=/init"));
    teardown(NULL);

    scenario.domus = 2;
    blob = host_dt(&scenario, NULL, &sizes, &size);
    ASSERT(fdt_path_offset(blob, "/chosen/domU2") > 0);
    ASSERT(dom0_is_told("/doorbell-dom0/qemu0", "args", "1"));
    ASSERT(dom0_is_told("/doorbell-dom0/qemu1", "args", "2"));
    ASSERT(dom0_is_told("/doorbell-dom0/qemu1", "args", scenario.devices[0]));
    teardown(NULL);
    scenario.domus = 0;

    scenario.script[0] = "sleep 1";
    blob = host_dt(&scenario, NULL, &sizes, &size);
    ASSERT(dom0_is_told("/doorbell-dom0", "script", "sleep 1"));
    ASSERT_FALSE(dom0_is_told("/doorbell-dom0", "script", "await"));
    teardown(NULL);

    compose_partial(&scenario, NULL);
    ASSERT_EQ(NULL, fdt_getprop(blob, fdt_node_offset_by_compatible(blob, -1, "doorbell,config"),
                                "control", NULL));
    PASS();
}

TEST what_xl_makes_xen_does_not(void)
{
    struct scenario scenario = run_time();
    const struct module_sizes sizes = {
        .backend = 1, .dom0_initramfs = 0x123, .guest = 1, .partial_dt = 1};

    scenario.by_domctl = false;
    scenario.by_xl = true;
    scenario.model = MODEL_QEMU;
    scenario.attach = ASKED;
    scenario.devices[0] = "virtio-rng-pci,addr=1";
    blob = host_dt(&scenario, NULL, &sizes, &size);
    ASSERT(fdt_path_offset(blob, "/chosen/" DOMU_NODE) < 0);
    ASSERT(dom0_is_told("/doorbell-dom0", "script", "create"));
    ASSERT_EQ(scenario.vpl011, dom0_is_told("/doorbell-dom0", "script", "console"));
    teardown(NULL);
    compose_partial(&scenario, NULL);
    ASSERT(fdt_getprop(blob, fdt_node_offset_by_compatible(blob, -1, "doorbell,config"), "by-xl",
                       NULL));
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

TEST what_does_not_fit_is_an_error(void)
{
    static char endless[70000];
    const char *const huge[] = {endless, NULL};
    const struct scenario scenario = everything();

    memset(endless, 'x', sizeof(endless) - 1);
    compose_partial(&scenario, huge);
    ASSERT_EQ(NULL, blob);
    PASS();
}

TEST the_first_error_of_the_writer_sticks(void)
{
    struct dt_writer dt;

    dtw_start(&dt);
    dtw_begin(&dt, "%064d", 0); /* one character too long */
    dtw_string(&dt, "name", "value");
    dtw_end(&dt);
    ASSERT_EQ(-FDT_ERR_NOSPACE, dt.error);
    ASSERT_STR_EQ("%064d", dt.where);
    ASSERT_EQ(NULL, dtw_finish(&dt, "tree of a test", &size));
    PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    SET_TEARDOWN(teardown, NULL);
    RUN_TEST(the_host_tree_is_as_written_by_hand);
    RUN_TEST(the_partial_tree_is_as_written_by_hand);
    RUN_TEST(profiles_differ_in_one_property);
    RUN_TEST(a_direct_mapped_domu_has_an_overlay);
    RUN_TEST(raw_windows_go_out_as_they_are);
    RUN_TEST(each_physical_cpu_has_a_node);
    RUN_TEST(gicv2_has_its_four_ranges);
    RUN_TEST(without_a_gic_node_the_phandle_is_xens);
    RUN_TEST(without_a_phandle_the_gics_is_xens);
    RUN_TEST(keys_take_the_place_of_ours);
    RUN_TEST(keys_that_are_none_are_refused);
    RUN_TEST(the_backend_understands_its_bootargs);
    RUN_TEST(what_the_backend_makes_xen_does_not);
    RUN_TEST(a_whole_tree_has_what_xen_would_add);
    RUN_TEST(the_ramdisk_holds_image_and_tree);
    RUN_TEST(the_guest_finds_the_host_bridge);
    RUN_TEST(a_linux_dom0_is_told_what_to_start);
    RUN_TEST(what_xl_makes_xen_does_not);
    RUN_TEST(without_a_selection_there_is_no_select);
    RUN_TEST(what_does_not_fit_is_an_error);
    RUN_TEST(the_first_error_of_the_writer_sticks);
    GREATEST_MAIN_END();
}
