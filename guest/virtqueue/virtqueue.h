/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The driver's side of a virtqueue: split (virtio 1.2, 2.7) with or without EVENT_IDX and
 * INDIRECT_DESC, or packed (2.8; virtqueue_packed.h). Little-endian, like the guest itself.
 *
 * A device can write all of the guest's memory, so nothing that stands in the rings is believed:
 * which descriptors are free, what was posted and how much of it is writable is kept in private
 * memory, and a used element that contradicts them is an error with the queue left as it was
 * (VIO-12).
 *
 * add, kick and reap are on the path whose instructions are counted, hence inline for split rings.
 */
#ifndef GUEST_VIRTQUEUE_H
#define GUEST_VIRTQUEUE_H

#include <linux/const.h>
#include <linux/virtio_config.h>
#include <stdint.h>

#include "guest/virtqueue/virtqueue_packed.h"

#ifndef VIRTIO_F_NOTIFICATION_DATA /* not in the headers of Linux 6.1 */
#define VIRTIO_F_NOTIFICATION_DATA 38
#endif

/* Bytes of the three areas in one block, by 2.7's sizes and alignments; a packed ring has less. */
#define VIRTQUEUE_USED_AT(n)    ((16u * (n) + 6 + 2 * (n) + 3) & ~3u)
#define VIRTQUEUE_RING_BYTES(n) (VIRTQUEUE_USED_AT(n) + 6 + 8 * (n))

/* Elements for the buffers of a queue, and behind them for its free list. */
#define VIRTQUEUE_BUFFERS(n) \
    ((n) + (2 * (n) + sizeof(struct virtqueue_buffer) - 1) / sizeof(struct virtqueue_buffer))

/* Memory for a queue of up to @n descriptors: static struct VIRTQUEUE_STORAGE(8) storage; */
#define VIRTQUEUE_STORAGE(n)                                  \
    {                                                         \
        _Alignas(16) uint8_t ring[VIRTQUEUE_RING_BYTES(n)];   \
        struct virtqueue_buffer buffer[VIRTQUEUE_BUFFERS(n)]; \
    }

/*
 * An empty queue of @size descriptors over @ring (VIRTQUEUE_RING_BYTES(@size) bytes, aligned to 16)
 * and @buffer (VIRTQUEUE_BUFFERS(@size) of them), of the kind that the negotiated @features make
 * it. RAM is mapped at its own address, so pointers are guest physical. Returns 0 or
 * VIRTQUEUE_SIZE.
 */
int virtqueue_init(struct virtqueue *vq, unsigned int size, void *ring,
                   struct virtqueue_buffer *buffer, uint64_t features);

/* Whether the device should interrupt after a used buffer, 2.7.7, 2.8.10. On at first. */
void virtqueue_interrupts(struct virtqueue *vq, bool on);

/*
 * Only with EVENT_IDX or a packed ring: one interrupt, once @buffers more than have been reaped are
 * used (in a packed ring of one descriptor each). 1 to the size.
 */
void virtqueue_interrupt_after(struct virtqueue *vq, unsigned int buffers);

/* As virtqueue_add() below, all but the first segments in an indirect table (2.7.5.3). */
int virtqueue_add_indirect(struct virtqueue *vq, const struct virtqueue_segment *segment,
                           unsigned int readable, unsigned int writable,
                           const struct virtqueue_indirect *how, void *cookie);

static inline void virtqueue_describe(struct vring_desc *desc, const void *data, uint32_t length,
                                      uint16_t flags, uint16_t next)
{
    _Static_assert(sizeof(*desc) == 16 && offsetof(struct vring_desc, next) == 14, "one pair");
    mmio_store_pair(desc, (uintptr_t)data, length | (uint64_t)flags << 32 | (uint64_t)next << 48);
}

/* Split rings: offers the chain of descriptor @head. */
static inline void virtqueue_offer(struct virtqueue *vq, struct vring_avail *avail,
                                   unsigned int head)
{
    const unsigned int idx = vq->avail_idx;

    avail->ring[idx & vq->mask] = head;
    vq->avail_idx = idx + 1;
    mmio_wmb(); /* the entry before the index that covers it, 2.7.13.3.1 */
    avail->idx = idx + 1;
}

/*
 * Posts one chain: @readable segments for the device to read, then @writable ones for it to write.
 * @cookie comes back from virtqueue_reap(). Returns 0, VIRTQUEUE_EMPTY_CHAIN or VIRTQUEUE_FULL.
 */
static inline int virtqueue_add(struct virtqueue *vq, const struct virtqueue_segment *segment,
                                unsigned int readable, unsigned int writable, void *cookie)
{
    const unsigned int count = readable + writable;
    struct vring_desc *const desc = vq->desc;
    const uint16_t *const next = vq->next;
    struct virtqueue_buffer *const buffer = vq->buffer;
    struct vring_avail *const avail = vq->avail;
    const unsigned int head = vq->free_head;
    uint64_t writable_bytes = 0;
    unsigned int at = head, tail = head;

    if (!count)
        return VIRTQUEUE_EMPTY_CHAIN;
    if (count > vq->free_count)
        return VIRTQUEUE_FULL;
    if (vq->mode & VIRTQUEUE_PACKED)
        return virtqueue_packed_add(vq, segment, readable, writable, cookie);

    vq->free_count -= count;
#pragma GCC unroll 4 /* a constant number of segments, as in most callers, then costs no tests */
    for (unsigned int i = 0; i < count; i++) {
        const uint16_t more = i + 1 < count ? VRING_DESC_F_NEXT : 0;
        const uint16_t write = i >= readable ? VRING_DESC_F_WRITE : 0;

        if (write)
            writable_bytes += segment[i].length;
        tail = at;
        at = next[at];
        virtqueue_describe(&desc[tail], segment[i].data, segment[i].length, more | write, at);
    }
    vq->free_head = at;
    virtqueue_hand_over(&buffer[head], tail, count, writable_bytes, cookie);
    virtqueue_offer(vq, avail, head);
    return 0;
}

/*
 * For virtqueue_kick_needed(): whether the index at which the device wants a notification has been
 * passed (2.7.10, 2.8.10).
 */
bool virtqueue_event_reached(struct virtqueue *vq);

/*
 * Whether the device wants a notification of what was added since the last call: used.flags,
 * 2.7.10.
 */
static inline bool virtqueue_kick_needed(struct virtqueue *vq)
{
    mmio_mb(); /* our index before its flags, 2.7.13.4.1 */
    if (vq->mode & (VIRTQUEUE_PACKED | VIRTQUEUE_EVENTS))
        return virtqueue_event_reached(vq);
    return !(vq->used->flags & VRING_USED_F_NO_NOTIFY);
}

/*
 * The value of a notification of 32 bits: the queue's index and, if it is one with data, the place
 * of the next descriptor, 4.1.5.2.
 */
uint32_t virtqueue_notification(const struct virtqueue *vq);

/* Notifies the device unconditionally. */
static inline void virtqueue_notify(const struct virtqueue *vq)
{
    mmio_wmb();
    if (vq->mode & (VIRTQUEUE_NOTIFY_DATA | VIRTQUEUE_NOTIFY_WIDE))
        mmio_write32(vq->notify, virtqueue_notification(vq));
    else
        mmio_write16(vq->notify, vq->index);
}

/* virtqueue_kick() for queues that are not split rings without features. */
void virtqueue_kick_by_mode(struct virtqueue *vq);

/* Notifies the device if virtqueue_kick_needed(). */
static inline void virtqueue_kick(struct virtqueue *vq)
{
    if (vq->mode) {
        virtqueue_kick_by_mode(vq);
        return;
    }
    mmio_mb(); /* our index before its flags, 2.7.13.4.1 */
    if (!(vq->used->flags & VRING_USED_F_NO_NOTIFY))
        mmio_write16(vq->notify, vq->index);
}

/* virtqueue_reap() for queues that are not split rings without features. */
int virtqueue_reap_by_mode(struct virtqueue *vq, struct virtqueue_used *out);

/* The same for any split ring; does not ask for the next interrupt. */
static inline int virtqueue_reap_split(struct virtqueue *vq, struct virtqueue_used *out)
{
    const volatile struct vring_used *used = vq->used;
    const uint16_t idx = vq->used_idx;
    const uint16_t ready = used->idx - idx;
    const volatile struct vring_used_elem *elem;
    int result;

    if (!ready)
        return 0;
    if (ready > (uint16_t)(vq->avail_idx - idx)) /* chains in flight */
        return VIRTQUEUE_USED_JUMP;
    mmio_rmb(); /* the index before the element, 2.7.14 */
    elem = &used->ring[idx & vq->mask];
    result = virtqueue_take_back(vq, elem->id, elem->len, out);
    if (result == 1)
        vq->used_idx = idx + 1;
    return result;
}

/*
 * Takes back one buffer: 1 with @out filled in, 0 if there is none, or VIRTQUEUE_USED_JUMP, _RANGE,
 * _UNPOSTED, _TWICE, _LENGTH. After an error nothing has changed; the device has to be reset.
 */
static inline int virtqueue_reap(struct virtqueue *vq, struct virtqueue_used *out)
{
    return vq->mode ? virtqueue_reap_by_mode(vq, out) : virtqueue_reap_split(vq, out);
}

/*
 * Reaps within @timeout_ns: 0, VIRTQUEUE_TIMEOUT or an error of virtqueue_reap(). Polls at first,
 * then sleeps between looks at the ring.
 */
int virtqueue_wait(struct virtqueue *vq, struct virtqueue_used *out, uint64_t timeout_ns);

#endif
