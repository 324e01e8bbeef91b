/* SPDX-License-Identifier: BSD-2-Clause */
/* Fields of COMMON and their widths: VIO-04, VIO-10. */
#include "guest/test/report.h"
#include "protocol/test.h"
#include "runtime/mmio.h"
#include "suites/vio/rig/each.h"

#define SIZE_MAX_ALLOWED 32768

static uint64_t address(const struct virtio_device *dev, unsigned int field)
{
    const uint64_t at = dev->common.base + field;

    return mmio_read32(at) | (uint64_t)mmio_read32(at + 4) << 32;
}

/* Both halves separately, in either order: neither may disturb or wait for the other. */
static void check_halves(const struct virtio_device *dev, unsigned int field)
{
    const uint64_t at = dev->common.base + field;
    const uint64_t first = 0x0000000123456700 + 0x1000 * field, second = 0x00000089abcde000;

    mmio_write32(at, (uint32_t)first);
    mmio_write32(at + 4, first >> 32);
    expect_eq(address(dev, field), first);
    mmio_write32(at + 4, second >> 32);
    expect_eq(address(dev, field), (second >> 32) << 32 | (uint32_t)first);
    mmio_write32(at, (uint32_t)second);
    expect_eq(address(dev, field), second);
}

static void check_widths(struct virtio_device *dev)
{
    const uint64_t common = dev->common.base;
    unsigned int size;

    if (!vio_expect(dev, virtio_negotiate(dev, 0)))
        return;
    /* 8 and 16 bits: neighbours keep their values. */
    mmio_write16(common + VIRTIO_PCI_COMMON_Q_SELECT, 0);
    expect_eq(virtio_status(dev),
              VIRTIO_CONFIG_S_ACKNOWLEDGE | VIRTIO_CONFIG_S_DRIVER | VIRTIO_CONFIG_S_FEATURES_OK);
    size = mmio_read16(common + VIRTIO_PCI_COMMON_Q_SIZE);
    check_halves(dev, VIRTIO_PCI_COMMON_Q_DESCLO);
    check_halves(dev, VIRTIO_PCI_COMMON_Q_AVAILLO);
    check_halves(dev, VIRTIO_PCI_COMMON_Q_USEDLO);
    expect_eq(mmio_read16(common + VIRTIO_PCI_COMMON_Q_SIZE), size);
    expect_eq(mmio_read16(common + VIRTIO_PCI_COMMON_Q_ENABLE), 0);
    expect_eq(mmio_read16(common + VIRTIO_PCI_COMMON_Q_SELECT), 0);
}

TEST(vio, fields_take_their_own_width, .rule = "VIO-04", .bus = BUS_SERVED, .needs = OVER_PCI,
     TITLE("fields of 8, 16 and 32 bits take accesses of their width and leave their neighbours "
           "alone; 64-bit fields are two halves, in either order"))
{
    vio_each(check_widths);
}

static unsigned int size_of(const struct virtio_device *dev, unsigned int index)
{
    virtio_write(dev, VIRTIO_PCI_COMMON_Q_SELECT, index);
    return virtio_read(dev, VIRTIO_PCI_COMMON_Q_SIZE);
}

static void check_sizes(struct virtio_device *dev)
{
    const unsigned int queues = virtio_read(dev, VIRTIO_PCI_COMMON_NUMQ);

    if (!vio_expect(dev, virtio_negotiate(dev, 0)))
        return;
    expect(size_of(dev, 0) > 0); /* every type has a first queue */
    for (unsigned int i = 0; i < queues; i++) {
        const unsigned int size = size_of(dev, i);

        if (!size)
            continue; /* absent, by num_queues */
        expect(size <= SIZE_MAX_ALLOWED && !(size & (size - 1)));
        if (size == 1 || !dev->transport->reads_back)
            continue;
        virtio_write(dev, VIRTIO_PCI_COMMON_Q_SIZE, size / 2);
        expect_eq(size_of(dev, i), size / 2);
    }
    for (unsigned int i = queues; i < queues + 2; i++)
        expect_eq(size_of(dev, i), 0);
}

TEST(vio, queue_sizes, .rule = "VIO-10", .bus = BUS_SERVED,
     TITLE("queue_size is a power of two of at most 32768 that can be halved, and 0 beyond "
           "num_queues"))
{
    vio_each(check_sizes);
}
