/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The modern virtio transport over PCI (virtio 1.2, 4.1) with INTx. Its BAR has a page each for the
 * common configuration, the ISR, the device's configuration and the notifications.
 */
#ifndef DEVICE_MODEL_VIRTIO_PCI_H
#define DEVICE_MODEL_VIRTIO_PCI_H

#include <stddef.h>

#include "device_model/container_of.h"
#include "device_model/pci/pci_bus.h"
#include "device_model/virtio/virtio_state.h"

#define VIRTIO_PCI_VENDOR_ID 0x1af4

/* The pages of the BAR. */
#define VIRTIO_PCI_PAGE            0x1000
#define VIRTIO_PCI_ISR_PAGE        (1 * VIRTIO_PCI_PAGE)
#define VIRTIO_PCI_DEVICE_PAGE     (2 * VIRTIO_PCI_PAGE)
#define VIRTIO_PCI_NOTIFY_PAGE     (3 * VIRTIO_PCI_PAGE)
#define VIRTIO_PCI_NOTIFY_MULTIPLE 4

/* Puts a device of @type with configuration @config, which may be NULL, at device number @slot. */
void virtio_pci_init(struct virtio_pci *virtio, struct pci_bus *bus, unsigned int slot,
                     const struct virtio_device_type *type, const uint32_t *config);

/* Operations of a virtio device's configuration space and BAR. */
extern const struct pci_dword_ops virtio_pci_config_ops, virtio_pci_bar_ops;

/* The device behind @endpoint; NULL if it is another one. */
static inline struct virtio_pci *virtio_pci_of(struct pci_endpoint *endpoint)
{
    return (uint16_t)endpoint->config[0] == VIRTIO_PCI_VENDOR_ID
               ? container_of(endpoint, struct virtio_pci, endpoint)
               : NULL;
}

#endif
