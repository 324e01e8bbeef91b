/* SPDX-License-Identifier: BSD-2-Clause */
/* A disk in a process of its own that ends, falls silent or answers nonsense in the middle of a
 * request, beside an rng in another: VDEV-06. */
#include "guest/control/bus.h"
#include "guest/test/report.h"
#include "protocol/test.h"
#include "runtime/mmio.h"
#include "suites/vio/rig/find.h"

#define REQUESTS 4 /* with the last of which our disks begin to misbehave */
#define READS    12
#define LIMIT    (2 * CLOCK_S)

static struct virtio_blk blk;
static struct virtio_rng rng;
static uint8_t data[VIRTIO_BLK_SECTOR], entropy[16];

/* Without interrupts: QEMU 11.1 has a race between them and the end of the server, by which it ends
 * itself. */
static bool open_disk(void)
{
    if (!vio_open_blk(&blk))
        return false;
    pci_command(blk.device.config, PCI_COMMAND_INTX_DISABLE, 0);
    return true;
}

/* Whether the disk works until the last request; what comes of that one does not matter. */
static bool use_it(void)
{
    int error = 0;

    for (unsigned int i = 0; i < REQUESTS && !error; i++) {
        error = virtio_blk_transfer(&blk, VIRTIO_BLK_T_IN, i, data, 1, LIMIT);
        if (i == REQUESTS - 1)
            return true;
    }
    report_error("a request before the last one: %s", driver_error_text(error));
    return false;
}

/* The other process's device, from its configuration space to its data. */
static void expect_the_other_works(void)
{
    bus.mem_used = 0; /* nothing of the disk is used any more */
    if (!vio_open_rng(&rng))
        return;
    expect_eq(virtio_rng_read(&rng, entropy, sizeof(entropy), LIMIT), sizeof(entropy));
    vio_close(&rng.device);
}

TEST(vdev, a_lost_process_reads_as_ones, .rule = "VDEV-06", .bus = BUS_SERVED, .profiles = BARE,
     .alone = true,
     TITLE("a disk whose process ends or falls silent under a request reads as ones and ignores "
           "writes, and an rng of another process works on"))
{
    const uint64_t status = offsetof(struct virtio_pci_common_cfg, device_status) & ~3ull;

    if (!open_disk())
        return;
    expect(mmio_read32(blk.device.common.base + status) != UINT32_MAX);
    if (!use_it())
        return;
    expect_eq(mmio_read32(blk.device.common.base + status), UINT32_MAX);
    mmio_write32(blk.device.common.base + status, 0);
    expect_eq(mmio_read32(blk.device.common.base + status), UINT32_MAX);
    expect_eq(mmio_read32(blk.device.config + PCI_SUBSYSTEM_VENDOR_ID), UINT32_MAX);
    expect_the_other_works();
}

TEST(vdev, nonsense_costs_the_access, .rule = "VDEV-06", .bus = BUS_SERVED, .profiles = BARE,
     .alone = true,
     TITLE("a disk whose process answers too much, too little or with an error reads as ones "
           "then, and an rng of another process works on"))
{
    const uint64_t size = offsetof(struct virtio_pci_common_cfg, queue_size) & ~3ull;
    unsigned int ones = 0;

    if (!open_disk())
        return;
    expect(mmio_read32(blk.device.common.base + size) != UINT32_MAX);
    if (!use_it())
        return;
    for (unsigned int i = 0; i < READS; i++)
        ones += mmio_read32(blk.device.common.base + size) == UINT32_MAX;
    /* Three of four answers are such; the fourth has noise. */
    expect_eq(ones, READS - READS / 4);
    expect_the_other_works();
}
