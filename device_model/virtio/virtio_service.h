/* SPDX-License-Identifier: BSD-2-Clause */
/* What a virtio device does by itself: it serves its queues, interrupts, and gives up. */
#ifndef DEVICE_MODEL_VIRTIO_SERVICE_H
#define DEVICE_MODEL_VIRTIO_SERVICE_H

#include "device_model/virtio/virtio_state.h"

/* Bits of the ISR (4.1.4.5); the other is VIRTIO_PCI_ISR_CONFIG. */
#define VIRTIO_PCI_ISR_QUEUE 1

/* For virtio_pci.ops. */
extern const struct virtio_device_ops virtio_device_ops;

/* The driver notified the device of queue @index, which need not exist: serves what is in it, if
 * the device may. */
void virtio_service_notify(struct virtio_state *virtio, unsigned int index);

/* From now on serves a queue @ns after the notification; 0: under it, what waits being served now.
 */
void virtio_service_delay(struct virtio_state *virtio, uint64_t ns);

/*
 * Changes the configuration by .reconfigure(@value), at once or right after @reads reads of a dword
 * of it. False if this type of device has no such configuration.
 */
bool virtio_service_reconfigure(struct virtio_state *virtio, uint64_t value, unsigned int reads);
void virtio_service_config_was_read(struct virtio_state *virtio);

/* Sets a bit of the ISR, then raises the line; with MSI-X, a changed configuration is a message. */
void virtio_service_interrupt(struct virtio_state *virtio, uint8_t cause);

/*
 * For a device that answers a request of one queue by a buffer of another. Takes the next chain of
 * queue @index if there is one: else @chain->steps is 0. Both are false as in virtio_queue.h.
 */
bool virtio_service_take(struct virtio_state *virtio, unsigned int index,
                         struct virtio_chain *chain);
bool virtio_service_return(struct virtio_state *virtio, unsigned int index,
                           const struct virtio_chain *chain, uint32_t written);

#endif
