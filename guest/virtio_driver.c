/* SPDX-License-Identifier: BSD-2-Clause */
#include "virtio_driver.h"

#include "mmio.h"
#include "pci_cap.h"

#define MODERN_FIRST       0x1040
#define MODERN_LAST        0x107f
#define TRANSITIONAL_FIRST 0x1000
#define TRANSITIONAL_LAST  0x103f

/* virtio_pci_cap, 4.1.4: offsets */
#define CAP_LENGTH     2
#define CAP_TYPE       3
#define CAP_BAR        4
#define CAP_OFFSET     8
#define CAP_SIZE       12
#define CAP_BYTES      16
#define CAP_MULTIPLIER 16 /* NOTIFY only */
#define CAP_DATA       16 /* PCI_CFG only */

/* The status at each step of 3.1.1. */
#define STATUS_DRIVER   (VIRTIO_ACKNOWLEDGE | VIRTIO_DRIVER)
#define STATUS_FEATURES (STATUS_DRIVER | VIRTIO_FEATURES_OK)

#define QUEUE_SIZE_MAX 32768
#define CONFIG_TRIES   16

static uint32_t common_read32(const struct virtio_device *dev, unsigned int field)
{
    return mmio_read32(dev->common.base + field);
}

static uint16_t common_read16(const struct virtio_device *dev, unsigned int field)
{
    return mmio_read16(dev->common.base + field);
}

static void common_write32(const struct virtio_device *dev, unsigned int field, uint32_t value)
{
    mmio_write32(dev->common.base + field, value);
}

static void common_write16(const struct virtio_device *dev, unsigned int field, uint16_t value)
{
    mmio_write16(dev->common.base + field, value);
}

/* Any revision will do (VIO-01). */
static int identify(struct virtio_device *dev)
{
    const uint16_t id = mmio_read16(dev->config + PCI_DEVICE);

    if (mmio_read16(dev->config + PCI_VENDOR) != VIRTIO_PCI_VENDOR)
        return VIRTIO_NOT_VIRTIO;
    if (id >= MODERN_FIRST && id <= MODERN_LAST)
        dev->type = id - MODERN_FIRST;
    else if (id >= TRANSITIONAL_FIRST && id <= TRANSITIONAL_LAST)
        dev->type = mmio_read16(dev->config + PCI_SUBSYSTEM);
    else
        return VIRTIO_NOT_VIRTIO;
    return 0;
}

/* What the driver needs of each structure: VIO-03. */
static const struct {
    uint32_t size;
    uint32_t align;
    unsigned int cap_bytes;
} needs[] = {
    [VIRTIO_CAP_COMMON] = {VIRTIO_COMMON_SIZE, 4, CAP_BYTES},
    [VIRTIO_CAP_NOTIFY] = {2, 2, CAP_MULTIPLIER + 4},
    [VIRTIO_CAP_ISR] = {1, 1, CAP_BYTES},
    [VIRTIO_CAP_DEVICE] = {1, 4, CAP_BYTES},
    [VIRTIO_CAP_PCI_CFG] = {0, 1, CAP_DATA + 4},
};

/*
 * Takes the structure of one capability, unless an earlier one of its type was taken. It is passed
 * over, as 4.1.4.1 wants, if its type or BAR number is reserved, and if it lies in I/O space, which
 * this driver does not use.
 */
static int take_capability(struct virtio_device *dev, uint8_t at)
{
    struct range *const taken[] = {
        [VIRTIO_CAP_COMMON] = &dev->common,
        [VIRTIO_CAP_NOTIFY] = &dev->notify,
        [VIRTIO_CAP_ISR] = &dev->isr,
        [VIRTIO_CAP_DEVICE] = &dev->device,
    };
    const uint64_t cap = dev->config + at;
    const uint8_t cap_length = mmio_read8(cap + CAP_LENGTH);
    const unsigned int type = mmio_read8(cap + CAP_TYPE);
    unsigned int bar;
    uint32_t offset, size;

    if (type < VIRTIO_CAP_COMMON || type > VIRTIO_CAP_PCI_CFG)
        return 0;
    if (cap_length < needs[type].cap_bytes || at + needs[type].cap_bytes > PCI_CAP_END)
        return VIRTIO_CAP_LENGTH;
    if (type == VIRTIO_CAP_PCI_CFG) {
        /* Its bar, offset and length are the driver's to write: nothing to check. */
        if (!dev->pci_cfg)
            dev->pci_cfg = at;
        return 0;
    }
    bar = mmio_read8(cap + CAP_BAR);
    if (bar >= PCI_BARS || dev->bars[bar].kind == PCI_BAR_IO || taken[type]->size)
        return 0;

    offset = mmio_read32(cap + CAP_OFFSET);
    size = mmio_read32(cap + CAP_SIZE);
    if (offset > dev->bars[bar].size || size > dev->bars[bar].size - offset)
        return VIRTIO_CAP_BAR;
    if (size < needs[type].size || offset % needs[type].align)
        return VIRTIO_CAP_STRUCTURE;
    *taken[type] = (struct range){dev->bars[bar].ipa + offset, size};
    if (type == VIRTIO_CAP_NOTIFY)
        dev->notify_multiplier = mmio_read32(cap + CAP_MULTIPLIER);
    return 0;
}

int virtio_open(struct virtio_device *dev, struct pci_host *host, pci_bdf bdf)
{
    struct pci_cap cap;
    int error;

    *dev = (struct virtio_device){.bdf = bdf, .config = ecam_address(host, bdf, 0)};
    error = identify(dev);
    if (!error)
        error = pci_assign_bars(host, dev->config, dev->bars);
    if (error)
        return error;

    cap = pci_cap_start(dev->config);
    while (pci_cap_next(&cap)) {
        if (cap.id == PCI_CAP_VENDOR)
            error = take_capability(dev, cap.offset);
        if (error)
            return error;
    }
    if (cap.error)
        return cap.error;
    if (!dev->common.size || !dev->notify.size || !dev->isr.size)
        return VIRTIO_CAP_MISSING;
    return pci_command(dev->config, PCI_COMMAND_MASTER, 0);
}

uint8_t virtio_status(const struct virtio_device *dev)
{
    return mmio_read8(dev->common.base + VIRTIO_DEVICE_STATUS);
}

static void write_status(const struct virtio_device *dev, uint8_t status)
{
    mmio_write8(dev->common.base + VIRTIO_DEVICE_STATUS, status);
}

int virtio_reset(struct virtio_device *dev)
{
    const uint64_t deadline = clock_deadline(VIRTIO_RESET_LIMIT);

    write_status(dev, 0);
    while (virtio_status(dev) != 0) {
        if (clock_expired(deadline))
            return VIRTIO_RESET_TIMEOUT;
    }
    return 0;
}

/* All bits set so far must read back, and no other (VIO-08). */
static int set_status(const struct virtio_device *dev, uint8_t status)
{
    uint8_t now;

    write_status(dev, status);
    now = virtio_status(dev);
    if (now == status)
        return 0;
    return now == (status & ~VIRTIO_FEATURES_OK) ? VIRTIO_FEATURES_REFUSED : VIRTIO_STATUS;
}

uint64_t virtio_offered(const struct virtio_device *dev)
{
    uint64_t features = 0;

    for (unsigned int half = 0; half < 2; half++) {
        common_write32(dev, VIRTIO_DEVICE_FEATURE_SELECT, half);
        features |= (uint64_t)common_read32(dev, VIRTIO_DEVICE_FEATURE) << (32 * half);
    }
    return features;
}

static void accept_features(const struct virtio_device *dev)
{
    for (unsigned int half = 0; half < 2; half++) {
        common_write32(dev, VIRTIO_DRIVER_FEATURE_SELECT, half);
        common_write32(dev, VIRTIO_DRIVER_FEATURE, (uint32_t)(dev->features >> (32 * half)));
    }
}

int virtio_negotiate(struct virtio_device *dev, uint64_t wanted)
{
    int error = virtio_reset(dev);

    if (!error)
        error = set_status(dev, VIRTIO_ACKNOWLEDGE);
    if (!error)
        error = set_status(dev, STATUS_DRIVER);
    if (error)
        return error;

    dev->features = virtio_offered(dev) & (wanted | VIRTIO_F_VERSION_1);
    if (!(dev->features & VIRTIO_F_VERSION_1)) {
        write_status(dev, STATUS_DRIVER | VIRTIO_FAILED);
        return VIRTIO_NO_VERSION_1;
    }
    accept_features(dev);
    return set_status(dev, STATUS_FEATURES);
}

int virtio_start(struct virtio_device *dev)
{
    return set_status(dev, STATUS_FEATURES | VIRTIO_DRIVER_OK);
}

/* The doorbell of the selected queue, 4.1.4.4: inside NOTIFY, and fit for a 16-bit write. */
static int find_doorbell(const struct virtio_device *dev, uint64_t *out)
{
    const uint64_t offset =
        (uint64_t)common_read16(dev, VIRTIO_QUEUE_NOTIFY_OFF) * dev->notify_multiplier;

    if (offset > dev->notify.size - 2 || offset & 1)
        return VIRTIO_NOTIFY_RANGE;
    *out = dev->notify.base + offset;
    return 0;
}

static int write_address(const struct virtio_device *dev, unsigned int field,
                         const volatile void *area)
{
    const uint64_t address = (uintptr_t)area;
    uint64_t now;

    common_write32(dev, field, (uint32_t)address);
    common_write32(dev, field + 4, (uint32_t)(address >> 32));
    now = common_read32(dev, field) | (uint64_t)common_read32(dev, field + 4) << 32;
    return now == address ? 0 : VIRTIO_QUEUE_STATE;
}

/* As write_address(), for a 16-bit register. */
static int write_checked16(const struct virtio_device *dev, unsigned int field, uint16_t value)
{
    common_write16(dev, field, value);
    return common_read16(dev, field) == value ? 0 : VIRTIO_QUEUE_STATE;
}

/* The size to use for the selected queue: the device's, or @capacity if that is less. */
static int choose_size(const struct virtio_device *dev, unsigned int capacity, unsigned int *size)
{
    *size = common_read16(dev, VIRTIO_QUEUE_SIZE_FIELD);
    if (!*size)
        return VIRTIO_QUEUE_ABSENT;
    if (*size > QUEUE_SIZE_MAX || *size & (*size - 1))
        return VIRTIO_QUEUE_SIZE;
    if (*size > capacity)
        *size = capacity;
    return 0;
}

int virtio_queue(struct virtio_device *dev, unsigned int index, struct virtqueue *vq,
                 unsigned int capacity, void *ring, struct virtqueue_slot *slot)
{
    unsigned int size;
    int error;

    if (index >= common_read16(dev, VIRTIO_NUM_QUEUES))
        return VIRTIO_QUEUE_ABSENT;
    error = write_checked16(dev, VIRTIO_QUEUE_SELECT, index);
    if (!error)
        error = choose_size(dev, capacity, &size);
    if (!error && common_read16(dev, VIRTIO_QUEUE_ENABLE) != 0)
        error = VIRTIO_QUEUE_STATE; /* a reset leaves every queue disabled, 4.1.4.3.1 */
    if (!error)
        error = virtqueue_init(vq, size, ring, slot, dev->features);
    if (!error)
        error = find_doorbell(dev, &vq->notify);
    if (error)
        return error;

    vq->index = index;
    error = write_checked16(dev, VIRTIO_QUEUE_SIZE_FIELD, size);
    if (!error)
        error = write_address(dev, VIRTIO_QUEUE_DESC, vq->desc);
    if (!error)
        error = write_address(dev, VIRTIO_QUEUE_DRIVER, vq->avail);
    if (!error)
        error = write_address(dev, VIRTIO_QUEUE_DEVICE, vq->used);
    if (!error)
        error = write_checked16(dev, VIRTIO_QUEUE_ENABLE, 1);
    return error;
}

uint8_t virtio_isr(const struct virtio_device *dev)
{
    return mmio_read8(dev->isr.base);
}

int virtio_config_read64(const struct virtio_device *dev, unsigned int offset, uint64_t *out)
{
    if (dev->device.size < 8 || offset > dev->device.size - 8)
        return VIRTIO_CONFIG_RANGE;

    for (unsigned int i = 0; i < CONFIG_TRIES; i++) {
        const uint64_t address = dev->device.base + offset;
        const uint8_t before = mmio_read8(dev->common.base + VIRTIO_CONFIG_GENERATION);

        *out = mmio_read32(address) | (uint64_t)mmio_read32(address + 4) << 32;
        if (mmio_read8(dev->common.base + VIRTIO_CONFIG_GENERATION) == before)
            return 0;
    }
    return VIRTIO_CONFIG_UNSTABLE;
}
