/* SPDX-License-Identifier: BSD-2-Clause */
/* The PCI_CFG window: VIO-25. */
#include "guest/test/report.h"
#include "guest/virtio/virtio_window.h"
#include "protocol/test.h"
#include "runtime/mmio.h"
#include "suites/vio/each.h"

static void check_reads(const struct virtio_device *dev)
{
    const uint64_t common = dev->common.base;

    for (uint32_t word = 0; word < 2; word++) {
        mmio_write32(common + VIRTIO_DEVICE_FEATURE_SELECT, word);
        expect_eq(virtio_window_read(dev, common + VIRTIO_DEVICE_FEATURE, 4),
                  mmio_read32(common + VIRTIO_DEVICE_FEATURE));
    }
    expect_eq(virtio_window_read(dev, common + VIRTIO_NUM_QUEUES, 2),
              mmio_read16(common + VIRTIO_NUM_QUEUES));
    expect_eq(virtio_window_read(dev, common + VIRTIO_QUEUE_SIZE_FIELD, 2),
              mmio_read16(common + VIRTIO_QUEUE_SIZE_FIELD));
    expect_eq(virtio_window_read(dev, common + VIRTIO_DEVICE_STATUS, 1), virtio_status(dev));
    if (dev->device.size >= 4)
        expect_eq(virtio_window_read(dev, dev->device.base, 4), mmio_read32(dev->device.base));
}

static void check_writes(const struct virtio_device *dev)
{
    const uint64_t common = dev->common.base;

    virtio_window_write(dev, common + VIRTIO_DEVICE_STATUS, 1, VIRTIO_ACKNOWLEDGE);
    expect_eq(virtio_status(dev), VIRTIO_ACKNOWLEDGE);
    virtio_window_write(dev, common + VIRTIO_DRIVER_FEATURE_SELECT, 4, 1);
    expect_eq(mmio_read32(common + VIRTIO_DRIVER_FEATURE_SELECT), 1);
    virtio_window_write(dev, common + VIRTIO_QUEUE_DESC + 4, 4, 0x12);
    expect_eq(mmio_read32(common + VIRTIO_QUEUE_DESC + 4), 0x12);
    virtio_window_write(dev, common + VIRTIO_DEVICE_STATUS, 1, 0);
    expect_eq(virtio_status(dev), 0);
}

static bool is_quiet(struct virtio_device *dev)
{
    return expect(dev->pci_cfg != 0) && vio_expect(dev, virtio_reset(dev));
}

static void check_window(struct virtio_device *dev)
{
    if (!is_quiet(dev))
        return;
    check_reads(dev);
    check_writes(dev);
}

TEST(vio, the_window_is_the_bar, .rule = "VIO-25", .bus = BUS_SERVED,
     .title =
         "reads and writes of 1, 2 and 4 bytes through PCI_CFG do what the same accesses to the "
         "BAR do")
{
    vio_each(check_window);
}

static void check_undecoded(struct virtio_device *dev)
{
    const uint64_t queues = dev->common.base + VIRTIO_NUM_QUEUES;
    uint16_t decoded;

    if (!is_quiet(dev))
        return;
    decoded = mmio_read16(queues);
    vio_expect(dev, pci_command(dev->config, 0, PCI_COMMAND_MEMORY));
    expect_eq(virtio_window_read(dev, queues, 2), decoded);
    vio_expect(dev, pci_command(dev->config, PCI_COMMAND_MEMORY, 0));
}

TEST(vio, the_window_wants_no_decode, .rule = "VIO-25", .bus = BUS_SERVED,
     .title = "PCI_CFG reaches a BAR that is not decoded")
{
    vio_each(check_undecoded);
}
