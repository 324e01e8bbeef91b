/* SPDX-License-Identifier: BSD-2-Clause */
#include "guest/virtio/virtio_pci_cfg.h"

#include "runtime/mmio.h"

/* Makes pci_cfg_data refer to the @size bytes at @ipa; returns the address of pci_cfg_data. */
static uint64_t aim(const struct virtio_device *dev, uint64_t ipa, unsigned int size)
{
    const uint64_t cap = dev->config + dev->pci_cfg;
    unsigned int bar = 0;

    while (bar < PCI_STD_NUM_BARS - 1 && (!dev->bars[bar].ipa || ipa < dev->bars[bar].ipa ||
                                          ipa - dev->bars[bar].ipa >= dev->bars[bar].size))
        bar++;
    mmio_write8(cap + VIRTIO_PCI_CAP_BAR, bar);
    mmio_write32(cap + VIRTIO_PCI_CAP_OFFSET, ipa - dev->bars[bar].ipa);
    mmio_write32(cap + VIRTIO_PCI_CAP_LENGTH, size);
    return cap + offsetof(struct virtio_pci_cfg_cap, pci_cfg_data);
}

uint32_t virtio_pci_cfg_read(const struct virtio_device *dev, uint64_t ipa, unsigned int size)
{
    const uint64_t data = aim(dev, ipa, size);

    switch (size) {
    case 1:
        return mmio_read8(data);
    case 2:
        return mmio_read16(data);
    default:
        return mmio_read32(data);
    }
}

void virtio_pci_cfg_write(const struct virtio_device *dev, uint64_t ipa, unsigned int size,
                          uint32_t value)
{
    const uint64_t data = aim(dev, ipa, size);

    switch (size) {
    case 1:
        mmio_write8(data, value);
        break;
    case 2:
        mmio_write16(data, value);
        break;
    default:
        mmio_write32(data, value);
    }
}
