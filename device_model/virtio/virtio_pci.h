/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The modern virtio transport over PCI (virtio 1.2, 4.1) with INTx. Its BAR has a page each for the
 * common configuration, the ISR, the device's configuration and the notifications.
 */
#ifndef BACKEND_VIRTIO_PCI_H
#define BACKEND_VIRTIO_PCI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "device_model/pci/pci_bus.h"
#include "device_model/virtio/virtio_device.h"
#include "device_model/virtio/virtio_queue.h"

/* Bits of device_status (2.1) that the device acts on. */
#define VIRTIO_STATUS_DRIVER_OK   4
#define VIRTIO_STATUS_FEATURES_OK 8
#define VIRTIO_STATUS_NEEDS_RESET 64

struct virtio_pci {
    struct pci_function function;
    const struct virtio_device *device;
    unsigned int window; /* offset of the PCI_CFG capability */
    uint32_t device_feature_select;
    uint32_t driver_feature_select;
    uint64_t driver_features; /* accepted so far */
    uint8_t status;
    uint8_t isr;
    uint8_t generation;
    uint16_t queue_select;
    struct virtio_queue queue[VIRTIO_QUEUES_MAX];
    bool deferred;   /* a notification is only noted: virtio_service_run() serves it later */
    uint32_t kicked; /* mask of queues of which one was noted */
    struct {
        unsigned int reads; /* of configuration until it happens; 0: none is planned */
        uint64_t value;
    } change;
};

/* Puts a device of this kind at device number @slot of @bus. */
void virtio_pci_init(struct virtio_pci *virtio, struct pci_bus *bus, unsigned int slot,
                     const struct virtio_device *device);

/* The device behind @function; NULL if it has none, and so no BAR. */
static inline struct virtio_pci *virtio_pci_of(const struct pci_function *function)
{
    return function->bar ? function->device : NULL;
}

/* As the driver's write of 0 to device_status. */
void virtio_pci_reset(struct virtio_pci *virtio);

#endif
