/* SPDX-License-Identifier: BSD-2-Clause */
/* Overlays as the backend composes them, merged into trees as the harness does: OVL-02, OVL-03. */
#include <libfdt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guest/driver_error.h"
#include "guest/pci/pci_overlay.h"
#include "harness/machine/domu_dt.h"
#include "harness/machine/layout.h"
#include "homes/ioreq/overlay_blob.h"
#include "runtime/image.h"
#include "runtime/panic.h"

#undef TEST /* protocol/test.h's; from here on greatest's */
#include <greatest.h>

#define ROOM 65536

struct boot_record boot_record;

void panic(const char *format, ...)
{
    fprintf(stderr, "panic: %s\n", format);
    abort();
}

static const struct args args = {
    .ecam = {DOMU_ECAM, DOMU_ECAM_SIZE},
    .mem = {DOMU_BARS, DOMU_BARS_SIZE},
    .spi = DOMU_INTX_SPI,
};
static uint64_t blob[OVERLAY_BLOB_MAX / 8], merged[ROOM / 8];
static void *without, *with; /* trees of the same domU */
static size_t without_size;
static struct pci_host host;

static void setup(void *arg)
{
    struct scenario scenario = {.name = "x",
                                .profile = TRAP,
                                .attach = ON_REQUEST,
                                .gic = 3,
                                .vcpus = 1,
                                .nr_spis = 96,
                                .ecam = DOMU_ECAM,
                                .by_domctl = true};
    size_t size;

    (void)arg;
    with = domu_dt(&scenario, NULL, &size);
    scenario.late_bridge = true;
    without = domu_dt(&scenario, NULL, &without_size);
}

static void teardown(void *arg)
{
    (void)arg;
    free(with);
    free(without);
}

static int apply(size_t size)
{
    return pci_overlay_apply(without, blob, size, merged, sizeof(merged), &host);
}

/* Whether node @a of @left has no property that node @b of @right has not. */
static bool is_in(const void *left, int a, const void *right, int b)
{
    int property;

    fdt_for_each_property_offset(property, left, a)
    {
        int length, other;
        const char *name;
        const void *value = fdt_getprop_by_offset(left, property, &name, &length);
        const void *same = fdt_getprop(right, b, name, &other);

        if (!same || other != length || memcmp(value, same, (size_t)length))
            return false;
    }
    return true;
}

TEST a_merged_tree_is_that_of_a_boot_with_it(void)
{
    int wanted;

    ASSERT_EQ(0, apply(overlay_blob(&args, DOMU_GIC_HANDLE, OVERLAY_SOUND, blob)));
    wanted = fdt_node_offset_by_compatible(with, -1, "pci-host-ecam-generic");
    ASSERT(wanted > 0);
    ASSERT(is_in(merged, host.node, with, wanted));
    ASSERT(is_in(with, wanted, merged, host.node));
    ASSERT_EQ(DOMU_ECAM, host.ecam.base);
    ASSERT_EQ(DOMU_BARS, host.mem.base);
    PASS();
}

TEST what_is_broken_is_refused_for_that(void)
{
    static const int errors[OVERLAYS_END] = {
        [OVERLAY_CUT] = PCI_OVERLAY_BLOB,         [OVERLAY_MAGIC] = PCI_OVERLAY_BLOB,
        [OVERLAY_VERSION] = PCI_OVERLAY_BLOB,     [OVERLAY_GARBLED] = PCI_OVERLAY_BLOB,
        [OVERLAY_HANDLE] = PCI_OVERLAY_TARGET,    [OVERLAY_PATH] = PCI_OVERLAY_TARGET,
        [OVERLAY_OVER_RAM] = PCI_OVERLAY_TAKEN,   [OVERLAY_CONTROLLER] = PCI_HOST_INTERRUPT_MAP,
        [OVERLAY_OVER_ITSELF] = PCI_HOST_OVERLAP, [OVERLAY_BUSES] = PCI_HOST_BUS_RANGE,
    };

    for (uint64_t kind = 0; kind < OVERLAYS_END; kind++)
        ASSERT_EQ_FMT(errors[kind], apply(overlay_blob(&args, DOMU_GIC_HANDLE, kind, blob)), "%d");
    ASSERT_EQ(0u, overlay_blob(&args, DOMU_GIC_HANDLE, OVERLAY_FEWER_BUSES + 1, blob));
    PASS();
}

TEST a_second_one_is_refused(void)
{
    const size_t size = overlay_blob(&args, DOMU_GIC_HANDLE, OVERLAY_SOUND, blob);

    ASSERT_EQ(PCI_OVERLAY_BRIDGE,
              pci_overlay_apply(with, blob, size, merged, sizeof(merged), &host));
    PASS();
}

TEST too_little_room_is_an_error(void)
{
    const size_t size = overlay_blob(&args, DOMU_GIC_HANDLE, OVERLAY_SOUND, blob);

    ASSERT_EQ(PCI_OVERLAY_TARGET,
              pci_overlay_apply(without, blob, size, merged, without_size + 64, &host));
    ASSERT_EQ(PCI_OVERLAY_BLOB,
              pci_overlay_apply(without, blob, PCI_OVERLAY_MAX + 1, merged, sizeof(merged), &host));
    PASS();
}

/* Whatever is in it, nothing but @merged changes; the sanitizers watch the rest. */
TEST any_byte_may_be_wrong(void)
{
    const size_t size = overlay_blob(&args, DOMU_GIC_HANDLE, OVERLAY_SOUND, blob);
    void *before = malloc(without_size);
    size_t refused = 0;

    memcpy(before, without, without_size);
    for (size_t i = 0; i < size; i++) {
        static const uint8_t flips[] = {0xff, 0x01, 0x80};

        for (size_t k = 0; k < sizeof(flips); k++) {
            ((uint8_t *)blob)[i] ^= flips[k];
            refused += apply(size) != 0;
            ((uint8_t *)blob)[i] ^= flips[k];
        }
    }
    ASSERT_MEM_EQ(before, without, without_size);
    free(before);
    ASSERT(refused > size);
    for (size_t cut = 0; cut < size; cut++)
        ASSERT(apply(cut) != 0);
    ASSERT_EQ(0, apply(size));
    PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    GREATEST_SET_SETUP_CB(setup, NULL);
    GREATEST_SET_TEARDOWN_CB(teardown, NULL);
    RUN_TEST(a_merged_tree_is_that_of_a_boot_with_it);
    RUN_TEST(what_is_broken_is_refused_for_that);
    RUN_TEST(a_second_one_is_refused);
    RUN_TEST(too_little_room_is_an_error);
    RUN_TEST(any_byte_may_be_wrong);
    GREATEST_MAIN_END();
}
