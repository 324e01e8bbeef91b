/* SPDX-License-Identifier: BSD-2-Clause */
/* What the driver knows of a virtqueue, split or packed, and of the buffers that the device holds.
 */
#ifndef GUEST_VIRTQUEUE_STATE_H
#define GUEST_VIRTQUEUE_STATE_H

#include <linux/virtio_ring.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "guest/driver_error.h"
#include "runtime/mmio.h"

/*
 * What the driver remembers of a buffer: in a split ring by the first descriptor of its chain, in a
 * packed ring by its id.
 */
struct virtqueue_buffer {
    void *cookie;
    uint32_t writable; /* bytes; UINT32_MAX also for more, which used.len cannot tell */
    uint16_t tail;     /* its last descriptor; packed: its id */
    uint16_t count;    /* its descriptors while the device holds it; 0: never posted */
};

#define VIRTQUEUE_RETURNED 0xffff /* .count of a buffer that the device has returned */
#define VIRTQUEUE_SIZE_MAX 32768  /* 2.7, 2.8.10.1 */

/* How a queue differs from a split one without features (2.7): bits of virtqueue.mode. */
#define VIRTQUEUE_PACKED      1u
#define VIRTQUEUE_EVENTS      2u
#define VIRTQUEUE_NOTIFY_DATA 4u
#define VIRTQUEUE_NOTIFY_WIDE 8u /* 32 bits, with data or without: mmio */

/* In the order in which add and reap need it, so that one instruction loads two fields. */
struct virtqueue {
    union {
        struct vring_desc *desc;
        volatile struct vring_packed_desc *packed;
    };
    uint16_t *next; /* of each descriptor: in its chain, or on the free list; packed: of ids */
    struct virtqueue_buffer *buffer;
    union {
        struct vring_avail
            *avail; /* written by the driver only, in an order that barriers enforce */
        volatile struct vring_packed_desc_event *driver_event;
    };
    union {
        volatile struct vring_used *used;
        volatile struct vring_packed_desc_event *device_event;
    };
    uint32_t free_head;
    uint32_t free_count;
    uint16_t size;      /* descriptors, a power of two */
    uint16_t mask;      /* size - 1 */
    uint16_t avail_idx; /* packed: the place in the ring of the next descriptor, as for used_idx */
    uint16_t used_idx;
    uint16_t kicked_idx; /* avail_idx when virtqueue_kick_needed() last looked ... */
    uint16_t added;      /* ... packed: descriptors since then */
    uint16_t index;      /* the queue's number on its device */
    uint8_t mode;        /* VIRTQUEUE_*; 0: a split ring without features */
    bool interrupts;     /* one is wanted for the next used buffer */
    bool avail_wrap;     /* packed: the wrap counters, 2.8.1 */
    bool used_wrap;
    uint64_t notify; /* IPA of its doorbell */
};

struct virtqueue_segment {
    const void *data;
    uint32_t length; /* bytes */
};

/* How virtqueue_add_indirect() posts. */
struct virtqueue_indirect {
    struct vring_desc *table; /* room for the segments in it; the device's until they are reaped */
    unsigned int direct;      /* segments in front of the table; packed: 0 */
    bool write;               /* set WRITE on the table's descriptor, where it means nothing */
};

struct virtqueue_used {
    void *cookie;
    uint32_t length; /* bytes that the device says it wrote */
};

/* Whether the device holds any buffer. */
static inline bool virtqueue_in_use(const struct virtqueue *vq)
{
    return vq->free_count < vq->size;
}

/* Notes that the device gets a buffer of @count descriptors. */
static inline void virtqueue_hand_over(struct virtqueue_buffer *buffer, unsigned int tail,
                                       unsigned int count, uint64_t writable, void *cookie)
{
    const uint32_t limit = writable < UINT32_MAX ? writable : UINT32_MAX;

    _Static_assert(sizeof(*buffer) == 16 && offsetof(struct virtqueue_buffer, count) == 14,
                   "one pair");
    mmio_store_pair(buffer, (uintptr_t)cookie,
                    limit | (uint64_t)tail << 32 | (uint64_t)count << 48);
}

/* Takes back the buffer @id, if it can come back with @length bytes written: 1 or an error. */
static inline int virtqueue_take_back(struct virtqueue *vq, uint32_t id, uint32_t length,
                                      struct virtqueue_used *out)
{
    uint16_t *const next = vq->next;
    struct virtqueue_buffer *buffer = vq->buffer;
    const uint32_t free_head = vq->free_head, free_count = vq->free_count;
    uint16_t count;

    if (id > vq->mask)
        return VIRTQUEUE_USED_RANGE;
    buffer += id;
    count = buffer->count;
    if ((uint16_t)(count - 1) >= VIRTQUEUE_SIZE_MAX)
        return count ? VIRTQUEUE_USED_TWICE : VIRTQUEUE_USED_UNPOSTED;
    if (length > buffer->writable)
        return VIRTQUEUE_USED_LENGTH;

    buffer->count = VIRTQUEUE_RETURNED;
    next[buffer->tail] = free_head;
    vq->free_head = id;
    vq->free_count = free_count + count;
    *out = (struct virtqueue_used){buffer->cookie, length};
    return 1;
}

#endif
