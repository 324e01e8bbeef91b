/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The device's side of a virtqueue: split (virtio 1.2, 2.7) or packed (2.8, virtio_queue_packed.h),
 * with INDIRECT_DESC and EVENT_IDX if they were negotiated.
 *
 * A false result of any function means that the driver broke the ring or gave an address that is
 * not its RAM: the device then needs a reset (2.1.2). All work is bounded by the queue's size.
 */
#ifndef BACKEND_VIRTIO_QUEUE_H
#define BACKEND_VIRTIO_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "device_model/virtio/virtio_chain.h"

#define VIRTIO_F_INDIRECT_DESC (1ull << 28)
#define VIRTIO_F_EVENT_IDX     (1ull << 29)
#define VIRTIO_F_RING_PACKED   (1ull << 34)

struct virtio_queue {
    bool enabled;
    bool packed;
    bool indirect; /* negotiated */
    bool events;   /* EVENT_IDX is */
    uint16_t size; /* a power of two, at most VIRTIO_QUEUE_MAX; packed: anything up to that */
    uint64_t desc; /* guest physical addresses of the three areas */
    uint64_t avail;
    uint64_t used;
    uint16_t next_avail; /* index of the next chain to take; packed: a place in the ring */
    uint16_t next_used;
    bool avail_wrap; /* packed: the wrap counters (2.8.1) */
    bool used_wrap;
    uint16_t unannounced; /* steps of next_used since virtio_queue_wants_interrupt() */
};

/* Enables the queue as the negotiated @features make it; false if an area is missing or not aligned
 * as 2.7 and 2.8 demand. */
bool virtio_queue_start(struct virtio_queue *queue, uint64_t features);

/*
 * How many chains at least wait to be taken. With EVENT_IDX the driver is told first to announce
 * the next one (2.7.10.2), so one that is not counted here will be.
 */
bool virtio_queue_waiting(struct virtio_queue *queue, uint16_t *count);

/* Takes the next chain; one must be waiting. */
bool virtio_queue_take(struct virtio_queue *queue, struct virtio_chain *chain);

/* Returns @chain, of which the first @written writable bytes were written. */
bool virtio_queue_return(struct virtio_queue *queue, const struct virtio_chain *chain,
                         uint32_t written);

/* Whether the driver wants to be interrupted for what was returned since this was last asked
 * (2.7.7.2, 2.8.10). */
bool virtio_queue_wants_interrupt(struct virtio_queue *queue, bool *wanted);

/* Whether index @event is among the last @steps ones before @now. */
static inline bool virtio_queue_passed(uint16_t event, uint16_t now, uint16_t steps)
{
    return (uint16_t)(now - event - 1) < steps;
}

#endif
