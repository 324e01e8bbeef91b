/* SPDX-License-Identifier: BSD-2-Clause */
/* What a function is, and where its structures are: virtio 1.2, 4.1.2 and 4.1.4. */
#include "guest/pci/pci_cap.h"
#include "guest/virtio_driver.h"
#include "runtime/mmio.h"

#define MODERN_FIRST       0x1040
#define MODERN_LAST        0x107f
#define TRANSITIONAL_FIRST 0x1000
#define TRANSITIONAL_LAST  0x103f

/* Any revision will do (VIO-01). */
static int identify(struct virtio_device *dev)
{
    const uint16_t id = mmio_read16(dev->config + PCI_DEVICE_ID);

    if (mmio_read16(dev->config + PCI_VENDOR_ID) != PCI_VENDOR_ID_REDHAT_QUMRANET)
        return VIRTIO_NOT_VIRTIO;
    if (id >= MODERN_FIRST && id <= MODERN_LAST)
        dev->type = id - MODERN_FIRST;
    else if (id >= TRANSITIONAL_FIRST && id <= TRANSITIONAL_LAST)
        dev->type = mmio_read16(dev->config + PCI_SUBSYSTEM_ID);
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
    [VIRTIO_PCI_CAP_COMMON_CFG] = {sizeof(struct virtio_pci_common_cfg), 4,
                                   sizeof(struct virtio_pci_cap)},
    [VIRTIO_PCI_CAP_NOTIFY_CFG] = {2, 2, sizeof(struct virtio_pci_notify_cap)},
    [VIRTIO_PCI_CAP_ISR_CFG] = {1, 1, sizeof(struct virtio_pci_cap)},
    [VIRTIO_PCI_CAP_DEVICE_CFG] = {1, 4, sizeof(struct virtio_pci_cap)},
    [VIRTIO_PCI_CAP_PCI_CFG] = {0, 1, sizeof(struct virtio_pci_cfg_cap)},
};

/*
 * Takes the structure of one capability, unless an earlier one of its type was taken. It is
 * ignored, as 4.1.4.1 requires, if its type or BAR number is reserved, and if it lies in I/O space,
 * which this driver does not use.
 */
static int take_capability(struct virtio_device *dev, uint8_t at)
{
    struct range *const taken[] = {
        [VIRTIO_PCI_CAP_COMMON_CFG] = &dev->common,
        [VIRTIO_PCI_CAP_NOTIFY_CFG] = &dev->notify,
        [VIRTIO_PCI_CAP_ISR_CFG] = &dev->isr,
        [VIRTIO_PCI_CAP_DEVICE_CFG] = &dev->device,
    };
    const uint64_t cap = dev->config + at;
    const uint8_t cap_length = mmio_read8(cap + VIRTIO_PCI_CAP_LEN);
    const unsigned int type = mmio_read8(cap + VIRTIO_PCI_CAP_CFG_TYPE);
    unsigned int bar;
    uint32_t offset, size;

    if (type < VIRTIO_PCI_CAP_COMMON_CFG || type > VIRTIO_PCI_CAP_PCI_CFG)
        return 0;
    if (cap_length < needs[type].cap_bytes || at + needs[type].cap_bytes > PCI_CFG_SPACE_SIZE)
        return VIRTIO_CAP_LENGTH;
    if (type == VIRTIO_PCI_CAP_PCI_CFG) {
        /* The driver writes its bar, offset and length: nothing to check. */
        if (!dev->pci_cfg)
            dev->pci_cfg = at;
        return 0;
    }
    bar = mmio_read8(cap + VIRTIO_PCI_CAP_BAR);
    if (bar >= PCI_STD_NUM_BARS || dev->bars[bar].kind == PCI_BAR_IO || taken[type]->size)
        return 0;

    offset = mmio_read32(cap + VIRTIO_PCI_CAP_OFFSET);
    size = mmio_read32(cap + VIRTIO_PCI_CAP_LENGTH);
    if (offset > dev->bars[bar].size || size > dev->bars[bar].size - offset)
        return VIRTIO_CAP_BAR;
    if (size < needs[type].size || offset % needs[type].align)
        return VIRTIO_CAP_STRUCTURE;
    *taken[type] = (struct range){dev->bars[bar].ipa + offset, size};
    if (type == VIRTIO_PCI_CAP_NOTIFY_CFG)
        dev->notify_multiplier = mmio_read32(cap + VIRTIO_PCI_NOTIFY_CAP_MULT);
    /* 0 or an even power of two (4.1.4.4). */
    return dev->notify_multiplier & (dev->notify_multiplier - 1) || dev->notify_multiplier == 1
               ? VIRTIO_CAP_STRUCTURE
               : 0;
}

/*
 * Each structure has a meaning of its own: a read of the ISR acknowledges, reads of other registers
 * do not. So no byte can be in two of them.
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

    *dev = (struct virtio_device){
        .transport = &virtio_over_pci, .bdf = bdf, .config = ecam_address(host, bdf, 0)};
    error = identify(dev);
    if (!error)
        error = pci_assign_bars(host, dev->config, dev->bars);
    if (error)
        return error;

    cap = pci_cap_start(dev->config);
    while (pci_cap_next(&cap)) {
        if (cap.id == PCI_CAP_ID_VNDR)
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
