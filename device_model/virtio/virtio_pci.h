/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The modern virtio transport over PCI (virtio 1.2, 4.1) with INTx. Its BAR has the pages of
 * virtio_registers.h.
 */
#ifndef DEVICE_MODEL_VIRTIO_PCI_H
#define DEVICE_MODEL_VIRTIO_PCI_H

#include <stddef.h>

#include "device_model/container_of.h"
#include "device_model/pci/pci_bus.h"
#include "device_model/pci/pci_msix.h"
#include "device_model/virtio/virtio_state.h"

#define VIRTIO_PCI_VENDOR_ID 0x1af4

struct virtio_pci {
    struct pci_endpoint endpoint;
    struct virtio_transport transport;
    struct virtio_state *device;
    unsigned int pci_cfg;  /* offset of the PCI_CFG capability */
    unsigned int features; /* offset of the Advanced Features capability */
    struct pci_msix msix;  /* if the home can send messages */
};

/* Makes @pci a function for @virtio, at device number @slot. */
void virtio_pci_plug(struct virtio_pci *pci, struct pci_bus *bus, unsigned int slot,
                     struct virtio_state *virtio);

/* Sends the messages that are pending, as far as the home takes them now. */
void virtio_pci_deliver(struct virtio_pci *pci);

/* The device and its function as after power-on. */
void virtio_pci_reset(struct virtio_pci *pci);

/* Operations of a virtio device's configuration space. */
extern const struct pci_dword_ops virtio_pci_config_ops;

/* Whether a write of @value (0 where it has no lanes) at @offset asks for a function level reset.
 */
static inline bool virtio_pci_is_function_reset(const struct virtio_pci *pci, uint32_t offset,
                                                uint32_t value)
{
    return offset == pci->features + PCI_AF_CTRL && value & PCI_AF_CTRL_FLR;
}

/* The function that @endpoint is part of; NULL if it is no virtio device's. */
static inline struct virtio_pci *virtio_pci_of(struct pci_endpoint *endpoint)
{
    return (uint16_t)endpoint->config[0] == VIRTIO_PCI_VENDOR_ID
               ? container_of(endpoint, struct virtio_pci, endpoint)
               : NULL;
}

#endif
