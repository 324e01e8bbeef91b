/* SPDX-License-Identifier: BSD-2-Clause */
/* What a function is, and where its structures are: virtio 1.2, 4.1.2 and 4.1.4. */
#include "guest/pci/pci_cap.h"
#include "guest/virtio_driver.h"
#include "runtime/mmio.h"

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
    /* 0 or an even power of two (4.1.4.4). */
    return dev->notify_multiplier & (dev->notify_multiplier - 1) || dev->notify_multiplier == 1
               ? VIRTIO_CAP_STRUCTURE
               : 0;
}

/*
 * Each structure has a meaning of its own: reading the ISR acknowledges, the other registers do
 * not. So no byte can be in two of them.
 */
static bool structures_overlap(const struct virtio_device *dev)
{
    const struct range *const all[] = {&dev->common, &dev->notify, &dev->isr, &dev->device};
    const unsigned int count = sizeof(all) / sizeof(all[0]);

    for (unsigned int i = 0; i < count; i++) {
        for (unsigned int j = 0; j < i; j++) {
            if (all[i]->base < all[j]->base + all[j]->size &&
                all[j]->base < all[i]->base + all[i]->size)
                return true;
        }
    }
    return false;
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
    if (structures_overlap(dev))
        return VIRTIO_CAP_OVERLAP;
    return pci_command(dev->config, PCI_COMMAND_MASTER, 0);
}

int virtio_reopen(struct virtio_device *dev, const struct pci_host *host)
{
    int error = identify(dev);

    dev->features = 0;
    if (!error)
        error = pci_restore_bars(host, dev->config, dev->bars);
    return error ? error : pci_command(dev->config, PCI_COMMAND_MASTER, 0);
}
