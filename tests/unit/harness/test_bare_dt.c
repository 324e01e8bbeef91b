/* SPDX-License-Identifier: BSD-2-Clause */
/* QEMU's device tree with the doorbell node; and QEMU's command line, as far as it is logic. */
/* FAKES: capture */

#include <libfdt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/catalogue/bare_fault.h"
#include "harness/machine/bare_dt.h"
#include "harness/machine/dt_writer.h"
#include "harness/machine/qemu_args.h"
#include "tests/fakes/capture.h"

#undef TEST /* protocol/test.h's; from here on greatest's */
#include <greatest.h>

#define ENTRY 10 /* cells: PCI 3, pin, parent, its address 2, specifier 3 */

static const struct scenario scenario = {
    .name = "qemu",
    .bare = true,
    .profile = BARE,
    .attach = PRESENT,
    .cpu = "cortex-a57",
    .gic = 3,
    .vcpus = 2,
    .devices = {"virtio-rng-pci,addr=1", "pci-testdev"},
    .late = "virtio-blk-pci,id=late",
    .resizes = true,
    .tests = {"HOT-*"},
};
static const char *const select_one[] = {"HOT-01", NULL};

static void *own, *blob;
static size_t own_size, size;

/* What matters of QEMU's own tree. */
static void setup(void *arg)
{
    uint32_t map[16 * ENTRY];
    struct dt_writer dt;

    (void)arg;
    for (uint32_t i = 0; i < sizeof(map) / sizeof(map[0]); i++)
        map[i] = i;
    dtw_start(&dt);
    dtw_string(&dt, "compatible", "linux,dummy-virt");
    dtw_begin(&dt, "pcie@10000000");
    dtw_string(&dt, "compatible", "pci-host-ecam-generic");
    dtw_cells(&dt, "ranges", 0x01000000, 0, 0, 0, 0x3eff0000, 0, 0x10000, 0x02000000, 0, 0x10000000,
              0, 0x10000000, 0, 0x2eff0000);
    dtw_cell_array(&dt, "interrupt-map", map, sizeof(map) / sizeof(map[0]));
    dtw_end(&dt);
    own = dtw_finish(&dt, "tree", &own_size);
}

static void teardown(void *arg)
{
    (void)arg;
    free(own);
    free(blob);
    own = blob = NULL;
}

TEST the_node_is_added_and_nothing_lost(void)
{
    int node, length;

    blob = bare_dt(own, own_size, &scenario, select_one, "7.2.22", &size);
    ASSERT(blob);
    ASSERT_EQ(size, fdt_totalsize(blob));
    ASSERT(size < own_size + 1000);
    node = fdt_path_offset(blob, "/doorbell");
    ASSERT(node >= 0);
    ASSERT_STR_EQ("doorbell,config", fdt_stringlist_get(blob, node, "compatible", 0, NULL));
    ASSERT_STR_EQ("qemu", fdt_stringlist_get(blob, node, "machine", 0, NULL));
    ASSERT_STR_EQ("7.2.22", fdt_stringlist_get(blob, node, "machine", 1, NULL));
    ASSERT_STR_EQ("bare", fdt_stringlist_get(blob, node, "profile", 0, NULL));
    ASSERT_STR_EQ("present", fdt_stringlist_get(blob, node, "attach", 0, NULL));
    ASSERT_STR_EQ("HOT-*", fdt_stringlist_get(blob, node, "tests", 0, NULL));
    ASSERT_STR_EQ("HOT-01", fdt_stringlist_get(blob, node, "select", 0, NULL));
    ASSERT(fdt_getprop(blob, node, "hotplug", NULL));
    ASSERT(fdt_getprop(blob, node, "resizes", NULL));
    /* Nothing of Xen's or the backend's. */
    ASSERT_FALSE(fdt_getprop(blob, node, "control", NULL));
    ASSERT_FALSE(fdt_getprop(blob, node, "echo", NULL));
    ASSERT(fdt_first_subnode(blob, node) < 0);
    ASSERT_STR_EQ("linux,dummy-virt", fdt_stringlist_get(blob, 0, "compatible", 0, NULL));
    fdt_getprop(blob, fdt_path_offset(blob, "/pcie@10000000"), "interrupt-map", &length);
    ASSERT_EQ(16 * ENTRY * 4, length);
    PASS();
}

TEST what_is_no_tree_is_refused_in_one_line(void)
{
    const size_t sizes[] = {0, 8, own_size / 2, own_size};
    const char *said;

    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        void *copy = malloc(own_size);

        memcpy(copy, own, own_size);
        if (sizes[i] == own_size)
            memset(copy, 0x5a, 4);
        capture_start(2);
        ASSERT_EQ(NULL, bare_dt(copy, sizes[i], &scenario, NULL, "7.2", &size));
        said = capture_end();
        ASSERTm(said, strstr(said, "cannot amend QEMU's device tree"));
        ASSERT_EQm(said, strlen(said) - 1, strcspn(said, "\n"));
        free(copy);
    }
    PASS();
}

TEST pins_can_be_broken(void)
{
    const fdt32_t *map;

    blob = bare_dt(own, own_size, &scenario, NULL, "7.2.22", &size);
    ASSERT(blob && bare_dt_break_pins(blob));
    map = fdt_getprop(blob, fdt_path_offset(blob, "/pcie@10000000"), "interrupt-map", NULL);
    for (uint32_t i = 0; i < 16; i++) {
        ASSERT_EQ(i * ENTRY, fdt32_to_cpu(map[i * ENTRY]));
        ASSERT_EQ((i + 1) % 16 * ENTRY + ENTRY - 2, fdt32_to_cpu(map[i * ENTRY + ENTRY - 2]));
    }
    ASSERT(fdt_setprop_string(blob, fdt_path_offset(blob, "/pcie@10000000"), "compatible", "x") ==
           0);
    ASSERT_FALSE(bare_dt_break_pins(blob));
    PASS();
}

TEST the_window_can_be_broken(void)
{
    const fdt32_t *ranges;

    blob = bare_dt(own, own_size, &scenario, NULL, "7.2.22", &size);
    ASSERT(blob && bare_dt_break_window(blob));
    ranges = fdt_getprop(blob, fdt_path_offset(blob, "/pcie@10000000"), "ranges", NULL);
    ASSERT_EQ(0x01000000, fdt32_to_cpu(ranges[0]));
    ASSERT_EQ(0, fdt32_to_cpu(ranges[2]));
    ASSERT_EQ(0x10100000, fdt32_to_cpu(ranges[9]));
    ASSERT_EQ(0x10000000, fdt32_to_cpu(ranges[11]));
    ASSERT(fdt_delprop(blob, fdt_path_offset(blob, "/pcie@10000000"), "ranges") == 0);
    ASSERT_FALSE(bare_dt_break_window(blob));
    PASS();
}

static bool has(const struct argv *argv, const char *option, const char *value)
{
    for (size_t i = 0; i + 1 < argv->count; i++)
        if (!strcmp(argv->words[i], option) && !strcmp(argv->words[i + 1], value))
            return true;
    return false;
}

TEST only_what_is_there_is_passed_on(void)
{
    static const struct qemu_bare_fds all = {3, 4, 5, 6, 7, 8, 9, NULL};
    static const struct qemu_bare_fds least = {3, 4, -1, -1, -1, -1, -1, NULL};
    struct scenario wall = scenario;
    struct argv argv = {0};

    qemu_bare("/qemu", &scenario, &least, &argv);
    ASSERT_STR_EQ("/qemu", argv.words[0]);
    ASSERT_EQ(NULL, argv.words[argv.count]);
    ASSERT_EQ(2, argv.file_count);
    ASSERT(has(&argv, "-machine", "virt,gic-version=3"));
    ASSERT(has(&argv, "-icount", "shift=0"));
    ASSERT(has(&argv, "-smp", "2"));
    ASSERT(has(&argv, "-kernel", "/proc/self/fd/3"));
    ASSERT(has(&argv, "-dtb", "/proc/self/fd/4"));
    ASSERT(has(&argv, "-device", "virtio-rng-pci,addr=1"));
    ASSERT(has(&argv, "-device", "pci-testdev"));
    ASSERT_FALSE(has(&argv, "-device", "virtio-blk-pci,id=late"));
    argv_free(&argv);

    wall.wall = true;
    qemu_bare("/qemu", &wall, &all, &argv);
    ASSERT_EQ(7, argv.file_count);
    ASSERT(has(&argv, "-machine", "virt,gic-version=3,memory-backend=ram"));
    ASSERT(has(&argv, "-accel", "tcg,thread=single"));
    ASSERT(has(&argv, "-netdev", "socket,id=net,fd=7"));
    ASSERT(has(&argv, "-chardev", "socket,id=vhost,fd=8"));
    ASSERT(has(&argv, "-mon", "chardev=qmp,mode=control"));
    argv_free(&argv);
    PASS();
}

TEST faults_have_names(void)
{
    ASSERT_EQ(BARE_COMES_BACK, bare_fault("comes-back"));
    ASSERT_EQ(BARE_PLUG_IGNORED, bare_fault("plug-ignored"));
    ASSERT_EQ(BARE_RESIZE_TORN, bare_fault("resize-torn"));
    ASSERT_EQ(BARE_NO_FAULT, bare_fault("half-id"));
    ASSERT_EQ(BARE_NO_FAULT, bare_fault(NULL));
    PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    SET_SETUP(setup, NULL);
    SET_TEARDOWN(teardown, NULL);
    RUN_TEST(the_node_is_added_and_nothing_lost);
    RUN_TEST(what_is_no_tree_is_refused_in_one_line);
    RUN_TEST(pins_can_be_broken);
    RUN_TEST(the_window_can_be_broken);
    RUN_TEST(only_what_is_there_is_passed_on);
    RUN_TEST(faults_have_names);
    GREATEST_MAIN_END();
}
