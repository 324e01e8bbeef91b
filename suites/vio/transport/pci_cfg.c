/* SPDX-License-Identifier: BSD-2-Clause */
/* The PCI_CFG capability: VIO-25. */
#include "guest/test/report.h"
#include "guest/virtio/virtio_pci_cfg.h"
#include "protocol/test.h"
#include "runtime/mmio.h"
#include "suites/vio/rig/each.h"

static void check_reads(const struct virtio_device *dev)
{
    const uint64_t common = dev->common.base;

    for (uint32_t word = 0; word < 2; word++) {
        mmio_write32(common + VIRTIO_PCI_COMMON_DFSELECT, word);
        expect_eq(virtio_pci_cfg_read(dev, common + VIRTIO_PCI_COMMON_DF, 4),
                  mmio_read32(common + VIRTIO_PCI_COMMON_DF));
    }
    expect_eq(virtio_pci_cfg_read(dev, common + VIRTIO_PCI_COMMON_NUMQ, 2),
              mmio_read16(common + VIRTIO_PCI_COMMON_NUMQ));
    expect_eq(virtio_pci_cfg_read(dev, common + VIRTIO_PCI_COMMON_Q_SIZE, 2),
              mmio_read16(common + VIRTIO_PCI_COMMON_Q_SIZE));
    expect_eq(virtio_pci_cfg_read(dev, common + VIRTIO_PCI_COMMON_STATUS, 1), virtio_status(dev));
    if (dev->device.size >= 4)
        expect_eq(virtio_pci_cfg_read(dev, dev->device.base, 4), mmio_read32(dev->device.base));
}

static void check_writes(const struct virtio_device *dev)
{
    const uint64_t common = dev->common.base;

    virtio_pci_cfg_write(dev, common + VIRTIO_PCI_COMMON_STATUS, 1, VIRTIO_CONFIG_S_ACKNOWLEDGE);
    expect_eq(virtio_status(dev), VIRTIO_CONFIG_S_ACKNOWLEDGE);
    virtio_pci_cfg_write(dev, common + VIRTIO_PCI_COMMON_GFSELECT, 4, 1);
    expect_eq(mmio_read32(common + VIRTIO_PCI_COMMON_GFSELECT), 1);
    virtio_pci_cfg_write(dev, common + VIRTIO_PCI_COMMON_Q_DESCLO + 4, 4, 0x12);
    expect_eq(mmio_read32(common + VIRTIO_PCI_COMMON_Q_DESCLO + 4), 0x12);
    virtio_pci_cfg_write(dev, common + VIRTIO_PCI_COMMON_STATUS, 1, 0);
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

TEST(vio, the_window_is_the_bar, .rule = "VIO-25", .bus = BUS_SERVED, .needs = OVER_PCI,
     TITLE("reads and writes of 1, 2 and 4 bytes through PCI_CFG do what the same accesses to the "
           "BAR do"))
{
    vio_each(check_window);
}

static void check_undecoded(struct virtio_device *dev)
{
    const uint64_t queues = dev->common.base + VIRTIO_PCI_COMMON_NUMQ;
    uint16_t decoded;

    if (!is_quiet(dev))
        return;
    decoded = mmio_read16(queues);
    vio_expect(dev, pci_command(dev->config, 0, PCI_COMMAND_MEMORY));
    expect_eq(virtio_pci_cfg_read(dev, queues, 2), decoded);
    vio_expect(dev, pci_command(dev->config, PCI_COMMAND_MEMORY, 0));
}

TEST(vio, the_window_wants_no_decode, .rule = "VIO-25", .bus = BUS_SERVED, .needs = OVER_PCI,
     TITLE("PCI_CFG reaches a BAR whose decode is off"))
{
    vio_each(check_undecoded);
}
