/* SPDX-License-Identifier: BSD-2-Clause */
/* Entropy device, virtio 1.2, 5.4: one queue, one device-writable buffer a request. */
#ifndef GUEST_VIRTIO_RNG_H
#define GUEST_VIRTIO_RNG_H

#include "guest/virtio_driver.h"

#define VIRTIO_RNG_QUEUE_SIZE 8

/* Static: the device writes into it until it is reset. */
struct virtio_rng {
    struct virtio_device device;
    struct virtqueue queue;
    struct VIRTQUEUE_STORAGE(VIRTIO_RNG_QUEUE_SIZE) storage;
};

/* From configuration space to DRIVER_OK. Returns 0 or an error of driver_error.h. */
int virtio_rng_open(struct virtio_rng *rng, struct pci_host *host, pci_bdf bdf);

/* The same for a .device that was opened already. */
int virtio_rng_start(struct virtio_rng *rng);

/*
 * Asks for up to @length bytes in @buffer and rings the doorbell. virtqueue_reap() or
 * virtqueue_wait() on @rng->queue give the answer, with @buffer as the cookie.
 */
int virtio_rng_request(struct virtio_rng *rng, void *buffer, uint32_t length);

/* The same, polled: the number of bytes written, or an error. */
int64_t virtio_rng_read(struct virtio_rng *rng, void *buffer, uint32_t length, uint64_t timeout_ns);

#endif
