/* SPDX-License-Identifier: BSD-2-Clause */
#include "device_model/virtio/virtio_packed.h"

#include <linux/virtio_ring.h>

#include "device_model/guest_memory.h"

#define DESC_AVAIL (1u << VRING_PACKED_DESC_F_AVAIL)
#define DESC_USED  (1u << VRING_PACKED_DESC_F_USED)
#define EVENT_WRAP (1u << VRING_PACKED_EVENT_F_WRAP_CTR)

#define AREA_EVENT 4 /* alignment of the event suppression structures, 2.8.10.1 */

static bool start(const struct virtio_queue *queue)
{
    return queue->desc && queue->avail && queue->used && queue->desc % VRING_DESC_ALIGN_SIZE == 0 &&
           queue->avail % AREA_EVENT == 0 && queue->used % AREA_EVENT == 0;
}

static uint64_t descriptor_at(const struct virtio_queue *queue, uint16_t place)
{
    return queue->desc + (uint64_t)place * sizeof(struct vring_packed_desc);
}

static void advance(const struct virtio_queue *queue, uint16_t *place, bool *wrap, uint16_t by)
{
    *place += by;
    if (*place < queue->size)
        return;
    *place -= queue->size;
    *wrap = !*wrap;
}

/* Available: AVAIL is the wrap counter, USED is not (2.8.1). */
static bool is_available(uint16_t flags, bool wrap)
{
    return !!(flags & DESC_AVAIL) == wrap && !!(flags & DESC_USED) != wrap;
}

/* Asks to be notified of the next buffer that is made available. */
static bool enable_notification(const struct virtio_queue *queue)
{
    const uint16_t place = queue->next_avail | (queue->avail_wrap ? EVENT_WRAP : 0);
    const uint64_t flags = queue->used + offsetof(struct vring_packed_desc_event, flags);
    const bool done = guest_store16(queue->home, queue->used, place) &&
                      guest_store16(queue->home, flags, VRING_PACKED_EVENT_FLAG_DESC);

    __atomic_thread_fence(__ATOMIC_SEQ_CST);
    return done;
}

static bool waiting(struct virtio_queue *queue, uint16_t *count)
{
    const uint64_t at =
        descriptor_at(queue, queue->next_avail) + offsetof(struct vring_packed_desc, flags);
    uint16_t flags;

    if ((queue->events && !enable_notification(queue)) || !guest_load16(queue->home, at, &flags))
        return false;
    *count = is_available(flags, queue->avail_wrap);
    return true;
}

/* A table's descriptors are in order, and only WRITE among their flags means something (2.8.19). */
static bool take_table(const struct virtio_queue *queue, const struct vring_packed_desc *table,
                       struct virtio_chain *chain)
{
    struct vring_packed_desc desc;

    if (!queue->indirect || chain->segments || table->flags & VRING_DESC_F_NEXT || !table->len ||
        table->len % sizeof(desc))
        return false;
    for (uint32_t at = 0; at < table->len; at += sizeof(desc))
        if (!guest_read(queue->home, table->addr + at, &desc, sizeof(desc)) ||
            !virtio_chain_add(chain, desc.addr, desc.len, desc.flags & VRING_DESC_F_WRITE,
                              queue->size))
            return false;
    return true;
}

static bool take(struct virtio_queue *queue, struct virtio_chain *chain)
{
    uint16_t place = queue->next_avail;
    bool wrap = queue->avail_wrap;
    struct vring_packed_desc desc;

    virtio_chain_clear(chain, queue->home);
    chain->steps = 0;
    do {
        if (!guest_read(queue->home, descriptor_at(queue, place), &desc, sizeof(desc)) ||
            !is_available(desc.flags, wrap))
            return false;
        desc.flags &= ~(DESC_AVAIL | DESC_USED);
        if (desc.flags & VRING_DESC_F_INDIRECT) {
            if (!take_table(queue, &desc, chain))
                return false;
        } else if (desc.flags & ~(VRING_DESC_F_NEXT | VRING_DESC_F_WRITE) ||
                   !virtio_chain_add(chain, desc.addr, desc.len, desc.flags & VRING_DESC_F_WRITE,
                                     queue->size)) {
            return false;
        }
        chain->steps++;
        advance(queue, &place, &wrap, 1);
    } while (desc.flags & VRING_DESC_F_NEXT);
    chain->head = desc.id; /* the last one's counts, 2.8.6 */
    queue->next_avail = place;
    queue->avail_wrap = wrap;
    return true;
}

static bool give_back(struct virtio_queue *queue, const struct virtio_chain *chain,
                      uint32_t written)
{
    const uint64_t at = descriptor_at(queue, queue->next_used);
    const uint16_t flags =
        (queue->used_wrap ? DESC_AVAIL | DESC_USED : 0) | (written ? VRING_DESC_F_WRITE : 0);

    queue->unannounced += chain->steps;
    advance(queue, &queue->next_used, &queue->used_wrap, chain->steps);
    /* The store of the flags is a release, as that of used.idx is in a split ring. */
    return guest_write(queue->home, at + offsetof(struct vring_packed_desc, len), &written,
                       sizeof(written)) &&
           guest_store16(queue->home, at + offsetof(struct vring_packed_desc, id), chain->head) &&
           guest_store16(queue->home, at + offsetof(struct vring_packed_desc, flags), flags);
}

static bool wants_interrupt(struct virtio_queue *queue, bool *wanted)
{
    const uint64_t flags_at = queue->avail + offsetof(struct vring_packed_desc_event, flags);
    const uint16_t steps = queue->unannounced;
    uint16_t flags, place;

    queue->unannounced = 0;
    /* Pairs with the driver's barrier between asking for interrupts and looking at the ring. */
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
    if (!guest_load16(queue->home, flags_at, &flags) ||
        !guest_load16(queue->home, queue->avail, &place))
        return false;
    if (flags != VRING_PACKED_EVENT_FLAG_DESC || !queue->events) {
        *wanted = flags != VRING_PACKED_EVENT_FLAG_DISABLE;
        return true;
    }
    /* Places of the round before lie below 0. */
    if (!!(place & EVENT_WRAP) != queue->used_wrap)
        place = (place & ~EVENT_WRAP) - queue->size;
    else
        place &= ~EVENT_WRAP;
    *wanted = vring_need_event(place, queue->next_used, queue->next_used - steps);
    return true;
}

const struct virtio_queue_ops virtio_packed_ops = {start, waiting, take, give_back,
                                                   wants_interrupt};
