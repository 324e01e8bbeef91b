/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The PCI_CFG capability: a device's BARs through configuration space (virtio 1.2, 4.1.4.9), for
 * software that cannot map them. Accesses have 1, 2 or 4 bytes and are aligned.
 */
#ifndef GUEST_VIRTIO_PCI_CFG_H
#define GUEST_VIRTIO_PCI_CFG_H

#include "guest/virtio_driver.h"

/* Of @dev, which must have the capability: .pci_cfg. @ipa: an address inside one of its BARs. */
uint32_t virtio_pci_cfg_read(const struct virtio_device *dev, uint64_t ipa, unsigned int size);
void virtio_pci_cfg_write(const struct virtio_device *dev, uint64_t ipa, unsigned int size,
                          uint32_t value);

#endif
