/* SPDX-License-Identifier: BSD-2-Clause */
/* A virtio device over PCI: the structures in its BARs, virtio 1.2, 4.1.4. */
#include "guest/virtio_driver.h"
#include "runtime/mmio.h"

/* Each field takes accesses of its own width only (VIO-04). */
static unsigned int width_of(unsigned int field)
{
    if (field == VIRTIO_PCI_COMMON_STATUS || field == VIRTIO_PCI_COMMON_CFGGENERATION)
        return 1;
    return field < VIRTIO_PCI_COMMON_MSIX ||
                   (field >= VIRTIO_PCI_COMMON_Q_DESCLO && field <= VIRTIO_PCI_COMMON_Q_USEDHI)
               ? 4
               : 2;
}

static uint32_t read(const struct virtio_device *dev, unsigned int field)
{
    const uint64_t at = dev->common.base + field;

    switch (width_of(field)) {
    case 1:
        return mmio_read8(at);
    case 2:
        return mmio_read16(at);
    default:
        return mmio_read32(at);
    }
}

static void write(const struct virtio_device *dev, unsigned int field, uint32_t value)
{
    const uint64_t at = dev->common.base + field;

    switch (width_of(field)) {
    case 1:
        mmio_write8(at, value);
        break;
    case 2:
        mmio_write16(at, value);
        break;
    default:
        mmio_write32(at, value);
    }
}

static bool interrupts(const struct virtio_device *dev)
{
    return mmio_read16(dev->config + PCI_STATUS) & PCI_STATUS_INTERRUPT;
}

static uint8_t isr(const struct virtio_device *dev)
{
    return mmio_read8(dev->isr.base);
}

/* 4.1.4.4: inside NOTIFY, and fit for a 16-bit write. */
static int find_doorbell(const struct virtio_device *dev, struct virtqueue *vq)
{
    const uint64_t offset =
        (uint64_t)virtio_read(dev, VIRTIO_PCI_COMMON_Q_NOFF) * dev->notify_multiplier;

    if (offset > dev->notify.size - 2 || offset & 1)
        return VIRTIO_NOTIFY_RANGE;
    vq->notify = dev->notify.base + offset;
    return 0;
}

static void close(const struct virtio_device *dev)
{
    (void)pci_command(dev->config, 0, PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER); /* a test's end */
}

const struct driver_transport virtio_over_pci = {
    .read = read,
    .write = write,
    .interrupts = interrupts,
    .isr = isr,
    .find_doorbell = find_doorbell,
    .close = close,
    .reads_back = true,
};
