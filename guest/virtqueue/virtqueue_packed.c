/* SPDX-License-Identifier: BSD-2-Clause */
#include "guest/virtqueue/virtqueue_packed.h"

#include <linux/const.h>

#define DESC_AVAIL _BITUL(VRING_PACKED_DESC_F_AVAIL)
#define DESC_USED  _BITUL(VRING_PACKED_DESC_F_USED)
#define WRAP       _BITUL(VRING_PACKED_EVENT_F_WRAP_CTR)

void virtqueue_packed_init(struct virtqueue *vq, uint8_t *base)
{
    vq->packed = (volatile struct vring_packed_desc *)base;
    vq->driver_event =
        (volatile struct vring_packed_desc_event *)(base + sizeof(*vq->packed) * vq->size);
    vq->device_event = vq->driver_event + 1;
    vq->avail_wrap = vq->used_wrap = true;
}

/* AVAIL and USED of a descriptor that is made available now: the counter and its inverse, 2.8.1. */
static uint16_t available(const struct virtqueue *vq)
{
    return vq->avail_wrap ? DESC_AVAIL : DESC_USED;
}

static void advance(const struct virtqueue *vq, uint16_t *place, bool *wrap, unsigned int by)
{
    *place += by;
    if (*place < vq->size)
        return;
    *place -= vq->size;
    *wrap = !*wrap;
}

/*
 * Fills in the next descriptor except its flags, which it returns: those of a buffer's first
 * descriptor are written last.
 */
static uint16_t describe(struct virtqueue *vq, const void *data, uint32_t length, uint16_t id,
                         uint16_t flags)
{
    volatile struct vring_packed_desc *desc = &vq->packed[vq->avail_idx];

    desc->addr = (uintptr_t)data;
    desc->len = length;
    desc->id = id;
    flags |= available(vq);
    advance(vq, &vq->avail_idx, &vq->avail_wrap, 1);
    return flags;
}

static void hand_over(struct virtqueue *vq, uint16_t id, unsigned int count, uint64_t writable,
                      void *cookie)
{
    vq->free_head = vq->next[id];
    vq->added += count;
    vq->free_count -= count;
    virtqueue_hand_over(&vq->buffer[id], id, count, writable, cookie);
}

/* The buffer appears to the device as a whole, with its first descriptor (2.8.20.1). */
static void offer(volatile struct vring_packed_desc *first, uint16_t flags)
{
    mmio_wmb();
    first->flags = flags;
}

int virtqueue_packed_add(struct virtqueue *vq, const struct virtqueue_segment *segment,
                         unsigned int readable, unsigned int writable, void *cookie)
{
    volatile struct vring_packed_desc *first = &vq->packed[vq->avail_idx];
    const unsigned int count = readable + writable;
    const uint16_t id = vq->free_head;
    uint16_t first_flags = 0;
    uint64_t writable_bytes = 0;

    for (unsigned int i = 0; i < count; i++) {
        volatile struct vring_packed_desc *desc = &vq->packed[vq->avail_idx];
        const uint16_t more = i + 1 < count ? VRING_DESC_F_NEXT : 0;
        const uint16_t write = i >= readable ? VRING_DESC_F_WRITE : 0;
        const uint16_t flags = describe(vq, segment[i].data, segment[i].length, id, more | write);

        if (write)
            writable_bytes += segment[i].length;
        if (i)
            desc->flags = flags;
        else
            first_flags = flags;
    }
    hand_over(vq, id, count, writable_bytes, cookie);
    offer(first, first_flags);
    return 0;
}

int virtqueue_packed_add_indirect(struct virtqueue *vq, const struct virtqueue_segment *segment,
                                  unsigned int readable, unsigned int writable,
                                  const struct virtqueue_indirect *how, void *cookie)
{
    volatile struct vring_packed_desc *first = &vq->packed[vq->avail_idx];
    struct vring_packed_desc *table = (struct vring_packed_desc *)how->table;
    const unsigned int count = readable + writable;
    const uint16_t id = vq->free_head;
    uint64_t writable_bytes = 0;
    uint16_t flags;

    for (unsigned int i = 0; i < count; i++) {
        const uint16_t write = i >= readable ? VRING_DESC_F_WRITE : 0;

        if (write)
            writable_bytes += segment[i].length;
        /* In order, no NEXT, id reserved: 2.8.19. */
        table[i] =
            (struct vring_packed_desc){(uintptr_t)segment[i].data, segment[i].length, 0, write};
    }
    flags = describe(vq, table, count * sizeof(*table), id,
                     VRING_DESC_F_INDIRECT | (how->write ? VRING_DESC_F_WRITE : 0));
    hand_over(vq, id, 1, writable_bytes, cookie);
    offer(first, flags);
    return 0;
}

/*
 * One used descriptor returns a whole buffer: the others that it had are skipped. The length counts
 * even without WRITE in the flags, which QEMU omits where 2.8.5.1 requires it.
 */
int virtqueue_packed_reap(struct virtqueue *vq, struct virtqueue_used *out)
{
    const volatile struct vring_packed_desc *desc = &vq->packed[vq->used_idx];
    const uint16_t both = DESC_AVAIL | DESC_USED;
    uint16_t id, count;
    int result;

    if ((desc->flags & both) != (vq->used_wrap ? both : 0))
        return 0;
    if (!virtqueue_in_use(vq))
        return VIRTQUEUE_PACKED_IDLE;
    mmio_rmb(); /* the flags before what they announce, 2.8.22 */
    id = desc->id;
    count = id < vq->size ? vq->buffer[id].count : 0;
    result = virtqueue_take_back(vq, id, desc->len, out);
    if (result != 1)
        return result == VIRTQUEUE_USED_LENGTH ? result : VIRTQUEUE_PACKED_ID;
    advance(vq, &vq->used_idx, &vq->used_wrap, count);
    return 1;
}

static uint16_t place_after(const struct virtqueue *vq, unsigned int descriptors)
{
    uint16_t place = vq->used_idx;
    bool wrap = vq->used_wrap;

    advance(vq, &place, &wrap, descriptors);
    return place | (wrap ? WRAP : 0);
}

void virtqueue_packed_interrupts(struct virtqueue *vq, bool on)
{
    vq->driver_event->flags = on ? VRING_PACKED_EVENT_FLAG_ENABLE : VRING_PACKED_EVENT_FLAG_DISABLE;
    mmio_mb(); /* before the caller's look at the ring */
}

/* The event is for the descriptor at this place: that of the last of the @buffers. */
void virtqueue_packed_interrupt_after(struct virtqueue *vq, unsigned int buffers)
{
    vq->driver_event->off_wrap = place_after(vq, buffers - 1);
    mmio_wmb();
    vq->driver_event->flags = VRING_PACKED_EVENT_FLAG_DESC;
    mmio_mb();
}

bool virtqueue_packed_event_reached(struct virtqueue *vq)
{
    const uint16_t flags = vq->device_event->flags;
    const uint16_t next = vq->avail_idx, old = next - vq->added;
    uint16_t event;

    vq->added = 0;
    if (flags != VRING_PACKED_EVENT_FLAG_DESC)
        return flags != VRING_PACKED_EVENT_FLAG_DISABLE; /* 3 is reserved: notify to be safe */
    mmio_rmb();
    event = vq->device_event->off_wrap;
    /* On one scale: places of the previous round lie below 0. */
    if (!!(event & WRAP) != vq->avail_wrap)
        event = (event & ~WRAP) - vq->size;
    else
        event &= ~WRAP;
    return vring_need_event(event, next, old);
}
