/* SPDX-License-Identifier: BSD-2-Clause */
/* Device trees of a domU that Xen does not make: the backend does, or xl in a Linux dom0. */
/* FAKES: composed_tree */
#include <libfdt.h>
#include <string.h>

#include "guest/pci/pci_host.h"
#include "harness/machine/domu_dt.h"
#include "harness/machine/layout.h"
#include "homes/ioreq/args.h"
#include "protocol/domains.h"
#include "tests/fakes/composed_tree.h"

#undef TEST /* protocol/test.h's; from here on greatest's */
#include <greatest.h>

TEST what_the_backend_makes_xen_does_not(void)
{
    static char error[ARGS_ERROR_MAX];
    const struct scenario scenario = made_late();
    const fdt32_t *reg;
    struct args args;
    int node;

    compose_host(&scenario);
    ASSERT(fdt_path_offset(blob, "/chosen/" DOMU_NODE) < 0);
    node = fdt_node_offset_by_compatible(blob, -1, "multiboot,ramdisk");
    ASSERT(node > 0);
    reg = fdt_getprop(blob, node, "reg", NULL);
    ASSERT_EQ(HOST_GUEST, fdt32_ld(&reg[1]));
    ASSERT_EQ(module_sizes.guest, fdt32_ld(&reg[3]));
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
    struct scenario scenario = made_late();
    struct pci_host host;

    blob = domu_dt(&scenario, select_two, &blob_size);
    ASSERT(blob);
    for (size_t i = 0; i < sizeof(nodes) / sizeof(nodes[0]); i++)
        ASSERTm(nodes[i], fdt_path_offset(blob, nodes[i]) >= 0);
    ASSERT(fdt_path_offset(blob, "/cpus/cpu@2") < 0);
    ASSERT_EQ(0, pci_host_find(blob, &host));
    ASSERT_EQ(scenario.ecam, host.ecam.base);
    blob_release(NULL);

    scenario.gic = 2;
    scenario.vpl011 = false;
    blob = domu_dt(&scenario, NULL, &blob_size);
    ASSERT(fdt_node_offset_by_compatible(blob, -1, "arm,gic-400") > 0);
    ASSERT(fdt_node_offset_by_compatible(blob, -1, "arm,sbsa-uart") < 0);
    PASS();
}

TEST the_ramdisk_holds_image_and_tree(void)
{
    static uint8_t image[300000];
    const struct dt_blob whole = {image, sizeof(image)};
    const struct scenario scenario = made_late();
    struct dt_blob tree = {.data = "a tree", .size = 6};
    const void *value;
    int node, length;

    image[0] = 1, image[sizeof(image) - 1] = 2;
    blob = domains_dt(&scenario, &whole, &tree, NULL, &blob_size);
    ASSERT(blob && !fdt_check_full(blob, blob_size));
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
    blob_release(NULL);
    blob = domains_dt(&scenario, &whole, &tree, &tree, &blob_size);
    ASSERT(fdt_getprop(blob, 0, DOMAINS_BACKEND, NULL));
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
    blob = host_dt(&scenario, NULL, &sizes, &blob_size);
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
    blob_release(NULL);

    scenario.domus = 2;
    blob = host_dt(&scenario, NULL, &sizes, &blob_size);
    ASSERT(fdt_path_offset(blob, "/chosen/domU2") > 0);
    ASSERT(dom0_is_told("/doorbell-dom0/qemu0", "args", "1"));
    ASSERT(dom0_is_told("/doorbell-dom0/qemu1", "args", "2"));
    ASSERT(dom0_is_told("/doorbell-dom0/qemu1", "args", scenario.devices[0]));
    blob_release(NULL);
    scenario.domus = 0;

    scenario.script[0] = "sleep 1";
    blob = host_dt(&scenario, NULL, &sizes, &blob_size);
    ASSERT(dom0_is_told("/doorbell-dom0", "script", "sleep 1"));
    ASSERT_FALSE(dom0_is_told("/doorbell-dom0", "script", "await"));
    blob_release(NULL);

    compose_partial(&scenario, NULL);
    ASSERT_EQ(NULL, fdt_getprop(blob, fdt_node_offset_by_compatible(blob, -1, "doorbell,config"),
                                "control", NULL));
    PASS();
}

TEST what_xl_makes_xen_does_not(void)
{
    struct scenario scenario = made_late();
    const struct module_sizes sizes = {
        .backend = 1, .dom0_initramfs = 0x123, .guest = 1, .partial_dt = 1};

    scenario.by_domctl = false;
    scenario.by_xl = true;
    scenario.model = MODEL_QEMU;
    scenario.attach = ASKED;
    scenario.devices[0] = "virtio-rng-pci,addr=1";
    blob = host_dt(&scenario, NULL, &sizes, &blob_size);
    ASSERT(fdt_path_offset(blob, "/chosen/" DOMU_NODE) < 0);
    ASSERT(dom0_is_told("/doorbell-dom0", "script", "create"));
    ASSERT_EQ(scenario.vpl011, dom0_is_told("/doorbell-dom0", "script", "console"));
    blob_release(NULL);
    compose_partial(&scenario, NULL);
    ASSERT(fdt_getprop(blob, fdt_node_offset_by_compatible(blob, -1, "doorbell,config"), "by-xl",
                       NULL));
    PASS();
}

TEST a_late_root_is_the_backends_ramdisk(void)
{
    struct scenario scenario = everything();
    const struct module_sizes sizes = {
        .backend = 1, .guest = 1, .initramfs = 1, .root = 0x200, .partial_dt = 1};
    const char *bootargs;
    const fdt32_t *reg;

    scenario.linux_guest = true;
    scenario.root = "/dev/vda rootwait";
    blob = host_dt(&scenario, NULL, &sizes, &blob_size);
    reg = fdt_getprop(blob, fdt_path_offset(blob, "/chosen/module@4d000000"), "reg", NULL);
    ASSERT(reg);
    ASSERT_EQ(0x200u, fdt32_ld(&reg[3]));
    bootargs = fdt_getprop(blob, fdt_path_offset(blob, "/chosen/" DOMU_NODE "/module@50000000"),
                           "bootargs", NULL);
    ASSERT(bootargs && strstr(bootargs, " rdinit=/init "));
    ASSERT(strstr(bootargs, " root=/dev/vda rootwait"));
    PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    SET_TEARDOWN(blob_release, NULL);
    RUN_TEST(what_the_backend_makes_xen_does_not);
    RUN_TEST(a_whole_tree_has_what_xen_would_add);
    RUN_TEST(the_ramdisk_holds_image_and_tree);
    RUN_TEST(a_linux_dom0_is_told_what_to_start);
    RUN_TEST(what_xl_makes_xen_does_not);
    RUN_TEST(a_late_root_is_the_backends_ramdisk);
    GREATEST_MAIN_END();
}
