/* SPDX-License-Identifier: BSD-2-Clause */
/* What a kind of virtio device adds to the transport: its identity and the service of a request. */
#ifndef BACKEND_VIRTIO_DEVICE_H
#define BACKEND_VIRTIO_DEVICE_H

#include <stdbool.h>
#include <stdint.h>

#include "device_model/virtio/virtio_queue.h"

#define VIRTIO_QUEUES_MAX 4

struct virtio_pci;

struct virtio_device {
    uint16_t id;            /* virtio 1.2, 5 */
    uint32_t class;         /* PCI class code, 24 bits */
    unsigned int queues;    /* 1 to VIRTIO_QUEUES_MAX */
    uint32_t own;           /* queues that it takes from when it needs a buffer: bit n is queue n */
    uint64_t features;      /* offered on top of the transport's (virtio_features.h) */
    const uint32_t *config; /* device configuration, NULL if it has none */
    uint32_t config_size;   /* bytes, a multiple of 4 */
    /* Changes the configuration (CONTROL_RESIZE); NULL if that cannot be. */
    void (*reconfigure)(uint64_t value);
    /*
     * Serves one request of queue @queue and says how many of its writable bytes were written, from
     * the first on. False if the driver broke the rules in a way that the request cannot report.
     */
    bool (*serve)(struct virtio_pci *virtio, unsigned int queue, const struct virtio_chain *chain,
                  uint32_t *written);
};

/* Entropy: the bytes of a generator that starts the same on every boot. */
extern const struct virtio_device virtio_rng;

/* Network, looped back: a frame that is transmitted is received, if there is a buffer for it. */
extern const struct virtio_device virtio_net;

/* A RAM disk of CONTROL_DISK_SECTORS sectors, filled by virtio_blk_init() (protocol/control.h). */
extern const struct virtio_device virtio_blk;
void virtio_blk_init(void);

#endif
