/* SPDX-License-Identifier: BSD-2-Clause */
#include "guest/virtio_driver.h"

#include "runtime/idle.h"
#include "runtime/mmio.h"
#include "runtime/time/timeout.h"

/* The status at each step of 3.1.1. */
#define STATUS_DRIVER   (VIRTIO_CONFIG_S_ACKNOWLEDGE | VIRTIO_CONFIG_S_DRIVER)
#define STATUS_FEATURES (STATUS_DRIVER | VIRTIO_CONFIG_S_FEATURES_OK)

/* No device can show all bits: DRIVER_OK and FAILED exclude each other. */
#define STATUS_GONE 0xff

#define QUEUE_SIZE_MAX 32768
#define CONFIG_TRIES   16

uint8_t virtio_status(const struct virtio_device *dev)
{
    return virtio_read(dev, VIRTIO_PCI_COMMON_STATUS);
}

static void write_status(const struct virtio_device *dev, uint8_t status)
{
    virtio_write(dev, VIRTIO_PCI_COMMON_STATUS, status);
}

int virtio_reset(struct virtio_device *dev)
{
    struct timeout timeout = timeout_start(VIRTIO_RESET_LIMIT, "the device's reset");
    uint8_t now;

    write_status(dev, 0);
    do {
        now = virtio_status(dev);
        if (!now)
            return 0;
        if (now == STATUS_GONE)
            return VIRTIO_GONE;
    } while (idle(&timeout));
    return VIRTIO_RESET_TIMEOUT;
}

/* All bits set so far must read back, and no other (VIO-08). */
static int set_status(const struct virtio_device *dev, uint8_t status)
{
    uint8_t now;

    write_status(dev, status);
    now = virtio_status(dev);
    if (now == status)
        return 0;
    if (now == STATUS_GONE)
        return VIRTIO_GONE;
    if (now & ~status & VIRTIO_CONFIG_S_NEEDS_RESET)
        return VIRTIO_WANTS_RESET;
    return now == (status & ~VIRTIO_CONFIG_S_FEATURES_OK) ? VIRTIO_FEATURES_REFUSED : VIRTIO_STATUS;
}

uint64_t virtio_offered(const struct virtio_device *dev)
{
    uint64_t features = 0;

    for (unsigned int half = 0; half < 2; half++) {
        virtio_write(dev, VIRTIO_PCI_COMMON_DFSELECT, half);
        features |= (uint64_t)virtio_read(dev, VIRTIO_PCI_COMMON_DF) << (32 * half);
    }
    return features;
}

static int accept_features(const struct virtio_device *dev)
{
    uint64_t now = 0;

    for (unsigned int half = 0; half < 2; half++) {
        virtio_write(dev, VIRTIO_PCI_COMMON_GFSELECT, half);
        virtio_write(dev, VIRTIO_PCI_COMMON_GF, (uint32_t)(dev->features >> (32 * half)));
    }
    if (!dev->transport->reads_back)
        return 0;
    for (unsigned int half = 0; half < 2; half++) {
        virtio_write(dev, VIRTIO_PCI_COMMON_GFSELECT, half);
        now |= (uint64_t)virtio_read(dev, VIRTIO_PCI_COMMON_GF) << (32 * half);
    }
    return now == dev->features ? 0 : VIRTIO_FEATURES_LOST;
}

int virtio_negotiate(struct virtio_device *dev, uint64_t wanted)
{
    int error = virtio_reset(dev);

    if (!error)
        error = set_status(dev, VIRTIO_CONFIG_S_ACKNOWLEDGE);
    if (!error)
        error = set_status(dev, STATUS_DRIVER);
    if (error)
        return error;

    dev->features = virtio_offered(dev) &
                    (wanted | _BITULL(VIRTIO_F_VERSION_1) | _BITULL(VIRTIO_F_ACCESS_PLATFORM));
    if (!(dev->features & _BITULL(VIRTIO_F_VERSION_1))) {
        write_status(dev, STATUS_DRIVER | VIRTIO_CONFIG_S_FAILED);
        return VIRTIO_NO_VERSION_1;
    }
    error = accept_features(dev);
    return error ? error : set_status(dev, STATUS_FEATURES);
}

int virtio_start(struct virtio_device *dev)
{
    return set_status(dev, STATUS_FEATURES | VIRTIO_CONFIG_S_DRIVER_OK);
}

static int write_address(const struct virtio_device *dev, unsigned int field,
                         const volatile void *area)
{
    const uint64_t address = (uintptr_t)area + dev->ring_dma;
    uint64_t now;

    virtio_write(dev, field, (uint32_t)address);
    virtio_write(dev, field + 4, (uint32_t)(address >> 32));
    if (!dev->transport->reads_back)
        return 0;
    now = virtio_read(dev, field) | (uint64_t)virtio_read(dev, field + 4) << 32;
    return now == address ? 0 : VIRTIO_QUEUE_STATE;
}

/* As write_address(), for a 16-bit register. */
static int write_checked16(const struct virtio_device *dev, unsigned int field, uint16_t value)
{
    virtio_write(dev, field, value);
    return !dev->transport->reads_back || virtio_read(dev, field) == value ? 0 : VIRTIO_QUEUE_STATE;
}

/* As write_checked16(), for a register that every transport can read. */
static int enable_queue(const struct virtio_device *dev)
{
    virtio_write(dev, VIRTIO_PCI_COMMON_Q_ENABLE, 1);
    return virtio_read(dev, VIRTIO_PCI_COMMON_Q_ENABLE) == 1 ? 0 : VIRTIO_QUEUE_STATE;
}

/* The size to use for the selected queue: the device's, or @capacity if that is less. */
static int choose_size(const struct virtio_device *dev, unsigned int capacity, unsigned int *size)
{
    *size = virtio_read(dev, VIRTIO_PCI_COMMON_Q_SIZE);
    if (!*size)
        return VIRTIO_QUEUE_ABSENT;
    if (*size > QUEUE_SIZE_MAX || *size & (*size - 1))
        return VIRTIO_QUEUE_SIZE;
    if (*size > capacity)
        *size = capacity;
    return 0;
}

int virtio_queue(struct virtio_device *dev, unsigned int index, struct virtqueue *vq,
                 unsigned int capacity, void *ring, struct virtqueue_buffer *buffer)
{
    unsigned int size;
    int error;

    if (index >= virtio_read(dev, VIRTIO_PCI_COMMON_NUMQ))
        return VIRTIO_QUEUE_ABSENT;
    error = write_checked16(dev, VIRTIO_PCI_COMMON_Q_SELECT, index);
    if (!error)
        error = choose_size(dev, capacity, &size);
    if (!error && virtio_read(dev, VIRTIO_PCI_COMMON_Q_ENABLE) != 0)
        error = VIRTIO_QUEUE_STATE; /* a reset leaves every queue disabled, 4.1.4.3.1 */
    if (!error)
        error = virtqueue_init(vq, size, ring, buffer, dev->features);
    if (!error)
        error = dev->transport->find_doorbell(dev, vq);
    if (error)
        return error;

    vq->index = index;
    error = write_checked16(dev, VIRTIO_PCI_COMMON_Q_SIZE, size);
    if (!error)
        error = write_address(dev, VIRTIO_PCI_COMMON_Q_DESCLO, vq->desc);
    if (!error)
        error = write_address(dev, VIRTIO_PCI_COMMON_Q_AVAILLO, vq->avail);
    if (!error)
        error = write_address(dev, VIRTIO_PCI_COMMON_Q_USEDLO, vq->used);
    if (!error)
        error = enable_queue(dev);
    return error;
}

int virtio_queue_reset(struct virtio_device *dev, unsigned int index)
{
    struct timeout timeout = timeout_start(VIRTIO_RESET_LIMIT, "the queue's reset");
    int error = 0;

    if (dev->common.size < (VIRTIO_PCI_COMMON_Q_RESET + 2))
        return VIRTIO_CAP_STRUCTURE;
    error = write_checked16(dev, VIRTIO_PCI_COMMON_Q_SELECT, index);
    if (error)
        return error;
    virtio_write(dev, VIRTIO_PCI_COMMON_Q_RESET, 1);
    do {
        if (virtio_read(dev, VIRTIO_PCI_COMMON_Q_RESET) == 0)
            return virtio_read(dev, VIRTIO_PCI_COMMON_Q_ENABLE) == 0 ? 0 : VIRTIO_RING_RESET;
    } while (idle(&timeout));
    return VIRTIO_RING_RESET;
}

/* Why no buffer was used. */
static int explain_timeout(const struct virtio_device *dev)
{
    const uint8_t status = virtio_status(dev);

    if (status == STATUS_GONE)
        return VIRTIO_GONE;
    return status & VIRTIO_CONFIG_S_NEEDS_RESET ? VIRTIO_WANTS_RESET : VIRTQUEUE_TIMEOUT;
}

int virtio_wait(const struct virtio_device *dev, struct virtqueue *vq, struct virtqueue_used *out,
                uint64_t timeout_ns)
{
    struct timeout timeout = timeout_start(timeout_ns, "a used buffer");

    do {
        const int result = virtqueue_reap(vq, out);

        if (result)
            return result < 0 ? result : 0;
    } while (idle(&timeout));
    return explain_timeout(dev);
}

uint8_t virtio_isr(const struct virtio_device *dev)
{
    return dev->transport->isr(dev);
}

int virtio_config_read64(const struct virtio_device *dev, unsigned int offset, uint64_t *out)
{
    if (dev->device.size < 8 || offset > dev->device.size - 8)
        return VIRTIO_CONFIG_RANGE;

    for (unsigned int i = 0; i < CONFIG_TRIES; i++) {
        const uint64_t address = dev->device.base + offset;
        const uint8_t before = virtio_read(dev, VIRTIO_PCI_COMMON_CFGGENERATION);

        *out = mmio_read32(address) | (uint64_t)mmio_read32(address + 4) << 32;
        if (virtio_read(dev, VIRTIO_PCI_COMMON_CFGGENERATION) == before)
            return 0;
    }
    return VIRTIO_CONFIG_UNSTABLE;
}
