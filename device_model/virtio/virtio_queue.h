/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The device's side of a virtqueue: split (virtio_split.h) or packed (virtio_packed.h), with
 * INDIRECT_DESC and EVENT_IDX if they were negotiated.
 *
 * A false result of any operation means that the driver broke the ring or gave an address that is
 * not its RAM: the device then needs a reset (virtio 1.2, 2.1.2). All work is bounded by the
 * queue's size.
 */
#ifndef DEVICE_MODEL_VIRTIO_QUEUE_H
#define DEVICE_MODEL_VIRTIO_QUEUE_H

#include "device_model/virtio/virtio_chain.h"

struct virtio_queue_ops;

struct virtio_queue {
    struct home *home;
    const struct virtio_queue_ops *ops; /* once it is enabled */
    bool enabled;
    bool indirect;   /* negotiated */
    bool events;     /* EVENT_IDX is */
    uint16_t size;   /* a power of two, at most VIRTIO_QUEUE_MAX; packed: anything up to that */
    uint16_t vector; /* of its message, or VIRTIO_MSI_NO_VECTOR */
    uint64_t desc;   /* guest physical addresses of the three areas */
    uint64_t avail;
    uint64_t used;
    uint16_t next_avail; /* index of the next chain to take; packed: a place in the ring */
    uint16_t next_used;
    bool avail_wrap; /* packed: the wrap counters (2.8.1) */
    bool used_wrap;
    uint16_t unannounced; /* steps of next_used since .wants_interrupt() */
};

struct virtio_queue_ops {
    /* Whether the areas are there and aligned as 2.7 and 2.8 demand. */
    bool (*start)(const struct virtio_queue *queue);

    /*
     * How many chains at least wait to be taken. With EVENT_IDX the driver is told first to
     * announce the next one (2.7.10.2), so one that is not counted here will be.
     */
    bool (*waiting)(struct virtio_queue *queue, uint16_t *count);

    /* Takes the next chain; one must be waiting. */
    bool (*take)(struct virtio_queue *queue, struct virtio_chain *chain);

    /* Returns @chain, of which the first @written writable bytes were written. */
    bool (*give_back)(struct virtio_queue *queue, const struct virtio_chain *chain,
                      uint32_t written);

    /* Whether the driver wants to be interrupted for what was returned since this was last asked
     * (2.7.7.2, 2.8.10). */
    bool (*wants_interrupt)(struct virtio_queue *queue, bool *wanted);
};

/* Enables the queue; @indirect and @events: INDIRECT_DESC and EVENT_IDX were negotiated. */
static inline bool virtio_queue_start(struct virtio_queue *queue,
                                      const struct virtio_queue_ops *ops, bool indirect,
                                      bool events)
{
    queue->ops = ops;
    queue->enabled = true;
    queue->indirect = indirect;
    queue->events = events;
    queue->avail_wrap = queue->used_wrap = true;
    return ops->start(queue);
}

#endif
