/* SPDX-License-Identifier: BSD-2-Clause */
/* A request as a device takes it from a virtqueue: its buffers, and copies from and to them. */
#ifndef DEVICE_MODEL_VIRTIO_CHAIN_H
#define DEVICE_MODEL_VIRTIO_CHAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "device_model/home.h"

#define VIRTIO_QUEUE_MAX 256

struct virtio_segment {
    uint64_t addr;
    uint32_t size;
};

/* The device-readable segments come first (virtio 1.2, 2.7.4.2). */
struct virtio_chain {
    struct home *home; /* whose memory it is */
    uint16_t head;     /* packed: the buffer's id */
    uint16_t steps;    /* what it moves the used index on by: 1; packed: its descriptors */
    uint16_t segments;
    uint16_t readable_segments;
    uint64_t readable; /* bytes */
    uint64_t writable;
    struct virtio_segment segment[VIRTIO_QUEUE_MAX];
};

/* Without segments. */
static inline void virtio_chain_clear(struct virtio_chain *chain, struct home *home)
{
    chain->home = home;
    chain->segments = chain->readable_segments = 0;
    chain->readable = chain->writable = 0;
}

/* False if the segment is device-readable and follows a device-writable one, or if there are
 * @limit already. */
bool virtio_chain_add(struct virtio_chain *chain, uint64_t addr, uint32_t size, bool writable,
                      unsigned int limit);

/* Copy @size bytes at @offset of the chain's readable or writable bytes; all must exist. False if
 * they are not in guest memory. */
bool virtio_chain_read(const struct virtio_chain *chain, uint64_t offset, void *to, size_t size);
bool virtio_chain_write(const struct virtio_chain *chain, uint64_t offset, const void *from,
                        size_t size);

#endif
