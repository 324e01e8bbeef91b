/* SPDX-License-Identifier: BSD-2-Clause */
/* Where the structures are: VIO-02, VIO-03. */
#include "guest/control/bus.h"
#include "guest/pci/pci_cap.h"
#include "guest/test/report.h"
#include "protocol/test.h"
#include "runtime/mmio.h"
#include "suites/vio/rig/each.h"

#define TYPE_LAST 8 /* the largest cfg_type that virtio 1.2 defines, and what is counted here */

/* Walks the capabilities of @dev; counts each type in @seen. */
static void check_regions(const struct virtio_device *dev, unsigned int seen[TYPE_LAST + 1])
{
    struct pci_cap cap = pci_cap_start(dev->config);

    while (pci_cap_next(&cap)) {
        const uint64_t at = dev->config + cap.offset;
        uint8_t type, bar;
        uint64_t offset, size;

        if (cap.id != PCI_CAP_ID_VNDR)
            continue;
        type = mmio_read8(at + VIRTIO_PCI_CAP_CFG_TYPE);
        bar = mmio_read8(at + VIRTIO_PCI_CAP_BAR);
        seen[type <= TYPE_LAST ? type : 0]++;
        if (type > TYPE_LAST || bar >= PCI_STD_NUM_BARS || type == VIRTIO_PCI_CAP_PCI_CFG)
            continue;
        offset = mmio_read32(at + VIRTIO_PCI_CAP_OFFSET);
        size = mmio_read32(at + VIRTIO_PCI_CAP_LENGTH);
        expect(size > 0);
        expect(offset + size <= dev->bars[bar].size);
    }
    expect_eq(cap.error, 0);
}

static void check_structures(struct virtio_device *dev)
{
    unsigned int seen[TYPE_LAST + 1] = {0};

    check_regions(dev, seen);
    expect(seen[VIRTIO_PCI_CAP_COMMON_CFG] >= 1);
    expect(seen[VIRTIO_PCI_CAP_NOTIFY_CFG] >= 1);
    expect(seen[VIRTIO_PCI_CAP_ISR_CFG] >= 1);
    expect(seen[VIRTIO_PCI_CAP_PCI_CFG] >= 1);
    if (dev->type == VIRTIO_ID_BLOCK || dev->type == VIRTIO_ID_NET)
        expect(seen[VIRTIO_PCI_CAP_DEVICE_CFG] >= 1);
}

/* virtio_open() checks that they do not overlap. */
TEST(vio, structures_are_in_their_bars, .rule = "VIO-02", .bus = BUS_SERVED, .needs = OVER_PCI,
     TITLE("COMMON, NOTIFY, ISR and PCI_CFG are there, DEVICE for blk and net, each inside its "
           "BAR and apart from the others"))
{
    vio_each_afresh(check_structures);
}

/* The selected queue's doorbell: two bytes at an even place inside NOTIFY. */
static void check_doorbell(const struct virtio_device *dev)
{
    const uint64_t offset =
        (uint64_t)mmio_read16(dev->common.base + VIRTIO_PCI_COMMON_Q_NOFF) * dev->notify_multiplier;

    expect_eq(offset % 2, 0);
    expect(offset + 2 <= dev->notify.size);
}

static void check_alignment(struct virtio_device *dev)
{
    const uint32_t multiplier = dev->notify_multiplier;
    const unsigned int queues = mmio_read16(dev->common.base + VIRTIO_PCI_COMMON_NUMQ);

    expect_eq(dev->common.base % 4, 0);
    expect_eq(dev->device.base % 4, 0);
    expect_eq(dev->notify.base % 2, 0);
    expect(multiplier != 1 && !(multiplier & (multiplier - 1)));
    expect(queues >= 1);
    for (unsigned int i = 0; i < queues; i++) {
        mmio_write16(dev->common.base + VIRTIO_PCI_COMMON_Q_SELECT, i);
        check_doorbell(dev);
    }
}

TEST(vio, structures_are_aligned, .rule = "VIO-03", .bus = BUS_SERVED, .needs = OVER_PCI,
     TITLE("COMMON and DEVICE are aligned to 4, NOTIFY to 2; every queue's doorbell is inside "
           "NOTIFY; the multiplier is 0 or an even power of two"))
{
    vio_each_afresh(check_alignment);
}
