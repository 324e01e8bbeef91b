/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The device's side of a split virtqueue (virtio 1.2, 2.7), without INDIRECT_DESC and EVENT_IDX.
 *
 * A false result of any function means that the driver broke the ring or gave an address that is
 * not its RAM: the device then needs a reset (2.1.2). All work is bounded by the queue's size.
 */
#ifndef BACKEND_VIRTIO_QUEUE_H
#define BACKEND_VIRTIO_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define VIRTIO_QUEUE_MAX 256

struct virtio_queue {
    bool enabled;
    uint16_t size; /* a power of two, at most VIRTIO_QUEUE_MAX */
    uint64_t desc; /* guest physical addresses of the three areas */
    uint64_t avail;
    uint64_t used;
    uint16_t next_avail; /* ring index of the next chain to take */
    uint16_t next_used;
};

struct virtio_segment {
    uint64_t addr;
    uint32_t size;
};

/* A request: its buffers, the device-readable ones first (2.7.4.2). */
struct virtio_chain {
    uint16_t head;
    uint16_t segments;
    uint16_t readable_segments;
    uint64_t readable; /* bytes */
    uint64_t writable;
    struct virtio_segment segment[VIRTIO_QUEUE_MAX];
};

/* Whether the areas are placed and aligned as 2.7 demands. */
bool virtio_queue_valid(const struct virtio_queue *queue);

/* How many chains wait to be taken. */
bool virtio_queue_waiting(const struct virtio_queue *queue, uint16_t *count);

/* Takes the next chain; one must be waiting. */
bool virtio_queue_take(struct virtio_queue *queue, struct virtio_chain *chain);

/* Returns chain @head, of which the first @written writable bytes were written. */
bool virtio_queue_return(struct virtio_queue *queue, uint16_t head, uint32_t written);

/* Whether the driver wants to be interrupted for what was returned (2.7.7.2). */
bool virtio_queue_wants_interrupt(const struct virtio_queue *queue, bool *wanted);

/* Copy @size bytes at @offset of the chain's readable or writable bytes; all must exist. */
bool virtio_chain_read(const struct virtio_chain *chain, uint64_t offset, void *to, size_t size);
bool virtio_chain_write(const struct virtio_chain *chain, uint64_t offset, const void *from,
                        size_t size);

#endif
