/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a virtio device shows to every transport: its structures (virtio 1.2, 4.1.4), a page each
 * for the common configuration, the ISR, the device's configuration and the notifications.
 */
#ifndef DEVICE_MODEL_VIRTIO_REGISTERS_H
#define DEVICE_MODEL_VIRTIO_REGISTERS_H

#include "device_model/virtio/virtio_state.h"

#define VIRTIO_PAGE            0x1000
#define VIRTIO_ISR_PAGE        (1 * VIRTIO_PAGE)
#define VIRTIO_DEVICE_PAGE     (2 * VIRTIO_PAGE)
#define VIRTIO_NOTIFY_PAGE     (3 * VIRTIO_PAGE)
#define VIRTIO_NOTIFY_MULTIPLE 4

/* For virtio_state.registers. */
extern const struct virtio_register_ops virtio_register_ops;

/* A device of @type in @home with configuration @config, which may be NULL. It wants a transport
 * before anything else: virtio_pci_plug(). */
void virtio_init(struct virtio_state *virtio, struct home *home,
                 const struct virtio_device_type *type, const uint32_t *config);

#endif
