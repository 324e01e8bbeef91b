/* SPDX-License-Identifier: BSD-2-Clause */
#include "guest/virtqueue/virtqueue.h"

#include <string.h>

#include "runtime/idle.h"
#include "runtime/time/timeout.h"

#define SPIN (20 * CLOCK_US) /* how long to poll before sleeping */

int virtqueue_init(struct virtqueue *vq, unsigned int size, void *ring,
                   struct virtqueue_buffer *buffer, uint64_t features)
{
    uint8_t *base = ring;

    if (!size || size > VIRTQUEUE_SIZE_MAX || size & (size - 1))
        return VIRTQUEUE_SIZE;

    memset(base, 0, VIRTQUEUE_RING_BYTES(size));
    *vq = (struct virtqueue){
        .desc = (struct vring_desc *)base,
        .avail = (struct vring_avail *)(base + 16 * size),
        .used = (struct vring_used *)(base + VIRTQUEUE_USED_AT(size)),
        .buffer = buffer,
        .next = (uint16_t *)(buffer + size),
        .size = size,
        .mask = size - 1,
        .free_count = size,
        .mode = (features & _BITULL(VIRTIO_RING_F_EVENT_IDX) ? VIRTQUEUE_EVENTS : 0) |
                (features & _BITULL(VIRTIO_F_RING_PACKED) ? VIRTQUEUE_PACKED : 0) |
                (features & _BITULL(VIRTIO_F_NOTIFICATION_DATA) ? VIRTQUEUE_NOTIFY_DATA : 0),
        .interrupts = true,
    };
    memset(buffer, 0, size * sizeof(*buffer));
    for (unsigned int i = 0; i < size; i++)
        vq->next[i] = (i + 1) & (size - 1);
    if (vq->mode & VIRTQUEUE_PACKED)
        virtqueue_packed_init(vq, base);
    return 0;
}

/* Behind the rings' entries, 2.7.6, 2.7.8. */
static volatile uint16_t *used_event(const struct virtqueue *vq)
{
    return &vq->avail->ring[vq->size];
}

static uint16_t avail_event(const struct virtqueue *vq)
{
    const volatile void *at = &vq->used->ring[vq->size];

    return *(const volatile uint16_t *)at;
}

void virtqueue_interrupts(struct virtqueue *vq, bool on)
{
    vq->interrupts = on;
    if (vq->mode & VIRTQUEUE_PACKED) {
        virtqueue_packed_interrupts(vq, on);
    } else if (!(vq->mode & VIRTQUEUE_EVENTS)) {
        vq->avail->flags = on ? 0 : VRING_AVAIL_F_NO_INTERRUPT;
        mmio_mb(); /* before the caller's look at the ring */
    } else if (on) {
        virtqueue_interrupt_after(vq, 1);
    } else {
        *used_event(vq) =
            vq->used_idx - 1; /* already passed, and not passed again for 65,535 buffers */
    }
}

void virtqueue_interrupt_after(struct virtqueue *vq, unsigned int buffers)
{
    if (vq->mode & VIRTQUEUE_PACKED) {
        virtqueue_packed_interrupt_after(vq, buffers);
        return;
    }
    *used_event(vq) = vq->used_idx + buffers - 1;
    mmio_mb();
}

int virtqueue_add_indirect(struct virtqueue *vq, const struct virtqueue_segment *segment,
                           unsigned int readable, unsigned int writable,
                           const struct virtqueue_indirect *how, void *cookie)
{
    const unsigned int total = readable + writable, tabled = total - how->direct;
    const uint16_t head = vq->free_head;
    uint64_t writable_bytes = 0;
    unsigned int at = head;

    if (total <= how->direct)
        return VIRTQUEUE_EMPTY_CHAIN;
    if (how->direct + 1 > vq->free_count || total > vq->size) /* no longer than that, 2.7.5.3.1 */
        return VIRTQUEUE_FULL;
    if (vq->mode & VIRTQUEUE_PACKED)
        return virtqueue_packed_add_indirect(vq, segment, readable, writable, how, cookie);

    for (unsigned int i = 0; i < total; i++) {
        const unsigned int entry = i - how->direct; /* in the table, if the segment is there */
        const bool more = i < how->direct || i + 1 < total;
        const uint16_t flags =
            (more ? VRING_DESC_F_NEXT : 0) | (i >= readable ? VRING_DESC_F_WRITE : 0);

        if (i >= readable)
            writable_bytes += segment[i].length;
        if (i < how->direct) {
            virtqueue_describe(&vq->desc[at], segment[i].data, segment[i].length, flags,
                               vq->next[at]);
            at = vq->next[at];
        } else {
            virtqueue_describe(&how->table[entry], segment[i].data, segment[i].length, flags,
                               entry + 1);
        }
    }
    vq->free_head = vq->next[at];
    virtqueue_describe(&vq->desc[at], how->table, tabled * sizeof(*how->table),
                       VRING_DESC_F_INDIRECT | (how->write ? VRING_DESC_F_WRITE : 0), 0);
    vq->free_count -= how->direct + 1;
    virtqueue_hand_over(&vq->buffer[head], at, how->direct + 1, writable_bytes, cookie);
    virtqueue_offer(vq, vq->avail, head);
    return 0;
}

bool virtqueue_event_reached(struct virtqueue *vq)
{
    const uint16_t old = vq->kicked_idx;

    if (vq->mode & VIRTQUEUE_PACKED)
        return virtqueue_packed_event_reached(vq);
    vq->kicked_idx = vq->avail_idx;
    return vring_need_event(avail_event(vq), vq->avail_idx, old);
}

uint32_t virtqueue_notification(const struct virtqueue *vq)
{
    const bool packed = vq->mode & VIRTQUEUE_PACKED;
    const uint32_t next = vq->avail_idx | (packed && vq->avail_wrap ? 1u << 15 : 0);

    return vq->index | (vq->mode & VIRTQUEUE_NOTIFY_DATA ? next << 16 : 0);
}

void virtqueue_kick_by_mode(struct virtqueue *vq)
{
    if (virtqueue_kick_needed(vq))
        virtqueue_notify(vq);
}

int virtqueue_reap_by_mode(struct virtqueue *vq, struct virtqueue_used *out)
{
    int result;

    if (vq->mode & VIRTQUEUE_PACKED)
        return virtqueue_packed_reap(vq, out);
    result = virtqueue_reap_split(vq, out);
    if (result == 1 && vq->mode & VIRTQUEUE_EVENTS && vq->interrupts)
        virtqueue_interrupt_after(vq, 1);
    return result;
}

int virtqueue_wait(struct virtqueue *vq, struct virtqueue_used *out, uint64_t timeout_ns)
{
    const struct timeout spin = timeout_start(SPIN, "a used buffer");
    struct timeout timeout = timeout_start(timeout_ns, "a used buffer");

    for (;;) {
        /* Checked before the ring is read: an answer at the last moment still counts. */
        const bool expired = timeout_expired(&timeout);
        const int result = virtqueue_reap(vq, out);

        if (result)
            return result < 0 ? result : 0;
        if (expired)
            return VIRTQUEUE_TIMEOUT;
        if (timeout_expired(&spin))
            idle(&timeout);
    }
}
