/* SPDX-License-Identifier: BSD-2-Clause */
/* A virtio device over mmio: virtio 1.2, 4.2.2. Registers are 32 bits wide. */
#include <linux/virtio_mmio.h>

#include "guest/virtio_driver.h"
#include "runtime/mmio.h"

#ifndef VIRTIO_MMIO_QUEUE_RESET /* not in the headers of Linux 6.1; virtio 1.2 has it */
#define VIRTIO_MMIO_QUEUE_RESET 0x0c0
#endif

#define QUEUES_MAX 16 /* of the devices here; there is no register that tells */

/* Where the common configuration's fields are. */
static const uint8_t registers[] = {
    [VIRTIO_PCI_COMMON_DFSELECT] = VIRTIO_MMIO_DEVICE_FEATURES_SEL,
    [VIRTIO_PCI_COMMON_DF] = VIRTIO_MMIO_DEVICE_FEATURES,
    [VIRTIO_PCI_COMMON_GFSELECT] = VIRTIO_MMIO_DRIVER_FEATURES_SEL,
    [VIRTIO_PCI_COMMON_GF] = VIRTIO_MMIO_DRIVER_FEATURES,
    [VIRTIO_PCI_COMMON_STATUS] = VIRTIO_MMIO_STATUS,
    [VIRTIO_PCI_COMMON_CFGGENERATION] = VIRTIO_MMIO_CONFIG_GENERATION,
    [VIRTIO_PCI_COMMON_Q_SELECT] = VIRTIO_MMIO_QUEUE_SEL,
    [VIRTIO_PCI_COMMON_Q_SIZE] = VIRTIO_MMIO_QUEUE_NUM,
    [VIRTIO_PCI_COMMON_Q_ENABLE] = VIRTIO_MMIO_QUEUE_READY,
    [VIRTIO_PCI_COMMON_Q_DESCLO] = VIRTIO_MMIO_QUEUE_DESC_LOW,
    [VIRTIO_PCI_COMMON_Q_DESCHI] = VIRTIO_MMIO_QUEUE_DESC_HIGH,
    [VIRTIO_PCI_COMMON_Q_AVAILLO] = VIRTIO_MMIO_QUEUE_AVAIL_LOW,
    [VIRTIO_PCI_COMMON_Q_AVAILHI] = VIRTIO_MMIO_QUEUE_AVAIL_HIGH,
    [VIRTIO_PCI_COMMON_Q_USEDLO] = VIRTIO_MMIO_QUEUE_USED_LOW,
    [VIRTIO_PCI_COMMON_Q_USEDHI] = VIRTIO_MMIO_QUEUE_USED_HIGH,
    [VIRTIO_PCI_COMMON_Q_RESET] = VIRTIO_MMIO_QUEUE_RESET,
};

static uint32_t get(const struct virtio_device *dev, unsigned int reg)
{
    return mmio_read32(dev->config + reg);
}

static void put(const struct virtio_device *dev, unsigned int reg, uint32_t value)
{
    mmio_write32(dev->config + reg, value);
}

static uint32_t count_queues(const struct virtio_device *dev)
{
    uint32_t queues = 0;

    do
        put(dev, VIRTIO_MMIO_QUEUE_SEL, queues);
    while (get(dev, VIRTIO_MMIO_QUEUE_NUM_MAX) && ++queues < QUEUES_MAX);
    return queues;
}

static uint32_t read(const struct virtio_device *dev, unsigned int field)
{
    if (field == VIRTIO_PCI_COMMON_NUMQ)
        return count_queues(dev);
    return get(dev,
               field == VIRTIO_PCI_COMMON_Q_SIZE ? VIRTIO_MMIO_QUEUE_NUM_MAX : registers[field]);
}

static void write(const struct virtio_device *dev, unsigned int field, uint32_t value)
{
    put(dev, registers[field], value);
}

static bool interrupts(const struct virtio_device *dev)
{
    return get(dev, VIRTIO_MMIO_INTERRUPT_STATUS);
}

static uint8_t isr(const struct virtio_device *dev)
{
    const uint32_t causes = get(dev, VIRTIO_MMIO_INTERRUPT_STATUS);

    if (causes)
        put(dev, VIRTIO_MMIO_INTERRUPT_ACK, causes);
    return causes;
}

static int find_doorbell(const struct virtio_device *dev, struct virtqueue *vq)
{
    vq->notify = dev->notify.base;
    vq->mode |= VIRTQUEUE_NOTIFY_WIDE;
    return 0;
}

static void close(const struct virtio_device *dev)
{
    (void)dev; /* it was reset: that is all there is */
}

const struct driver_transport virtio_over_mmio = {
    .read = read,
    .write = write,
    .interrupts = interrupts,
    .isr = isr,
    .find_doorbell = find_doorbell,
    .close = close,
};
