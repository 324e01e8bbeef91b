/* SPDX-License-Identifier: BSD-2-Clause */
/* What a virtio device does by itself: it serves its queues, interrupts, and gives up. */
#ifndef BACKEND_VIRTIO_SERVICE_H
#define BACKEND_VIRTIO_SERVICE_H

#include "device_model/virtio/virtio_pci.h"

/* Bits of the ISR (4.1.4.5). */
#define VIRTIO_ISR_QUEUE  1
#define VIRTIO_ISR_CONFIG 2

/* The driver rang for queue @index, which need not exist: serve what is in it, if the device may.
 */
void virtio_service_notify(struct virtio_pci *virtio, unsigned int index);

/* Serves what was noted while the device was .deferred. */
void virtio_service_run(struct virtio_pci *virtio);

/*
 * Changes the configuration by .reconfigure(@value), at once or right after @reads reads of a dword
 * of it. False if this kind of device has no such configuration.
 */
bool virtio_service_reconfigure(struct virtio_pci *virtio, uint64_t value, unsigned int reads);
void virtio_service_config_was_read(struct virtio_pci *virtio);

/* Sets a bit of the ISR, then raises the line. */
void virtio_service_interrupt(struct virtio_pci *virtio, uint8_t cause);

/* The driver broke the rules: from here on only a reset helps (2.1.2). */
void virtio_service_fail(struct virtio_pci *virtio);

/*
 * For a device that answers a request of one queue by a buffer of another. Takes the next chain of
 * queue @index if there is one: else @chain->steps is 0. Both are false as in virtio_queue.h.
 */
bool virtio_service_take(struct virtio_pci *virtio, unsigned int index, struct virtio_chain *chain);
bool virtio_service_return(struct virtio_pci *virtio, unsigned int index,
                           const struct virtio_chain *chain, uint32_t written);

#endif
