/* SPDX-License-Identifier: BSD-2-Clause */
#include "device_model/virtio/virtio_queue_packed.h"

#include "homes/dom0/guest_memory.h"

#define DESC_AVAIL (1u << 7)
#define DESC_USED  (1u << 15)

/* Event suppression (2.8.14): place and flags, 16 bits each. */
#define EVENT_FLAGS   2
#define EVENT_DISABLE 1
#define EVENT_PLACE   2
#define PLACE_WRAP    (1u << 15)

struct descriptor {
    uint64_t addr;
    uint32_t size;
    uint16_t id;
    uint16_t flags;
};

static uint64_t place_of(const struct virtio_queue *queue, uint16_t place)
{
    return queue->desc + (uint64_t)place * sizeof(struct descriptor);
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

/* Asks to be told of the next buffer that is made available. */
static bool listen(const struct virtio_queue *queue)
{
    const uint16_t place = queue->next_avail | (queue->avail_wrap ? PLACE_WRAP : 0);
    const bool done =
        guest_store16(queue->used, place) && guest_store16(queue->used + EVENT_FLAGS, EVENT_PLACE);

    __atomic_thread_fence(__ATOMIC_SEQ_CST);
    return done;
}

bool virtio_queue_packed_waiting(struct virtio_queue *queue, uint16_t *count)
{
    const uint64_t at = place_of(queue, queue->next_avail) + offsetof(struct descriptor, flags);
    uint16_t flags;

    if ((queue->events && !listen(queue)) || !guest_load16(at, &flags))
        return false;
    *count = is_available(flags, queue->avail_wrap);
    return true;
}

/* A table's descriptors are in order, and only WRITE among their flags means something (2.8.19). */
static bool take_table(const struct virtio_queue *queue, const struct descriptor *table,
                       struct virtio_chain *chain)
{
    struct descriptor desc;

    if (!queue->indirect || chain->segments || table->flags & VIRTIO_DESC_NEXT || !table->size ||
        table->size % sizeof(desc))
        return false;
    for (uint32_t at = 0; at < table->size; at += sizeof(desc))
        if (!guest_read(table->addr + at, &desc, sizeof(desc)) ||
            !virtio_chain_add(chain, desc.addr, desc.size, desc.flags & VIRTIO_DESC_WRITE,
                              queue->size))
            return false;
    return true;
}

bool virtio_queue_packed_take(struct virtio_queue *queue, struct virtio_chain *chain)
{
    const uint16_t ours = DESC_AVAIL | DESC_USED;
    uint16_t place = queue->next_avail;
    bool wrap = queue->avail_wrap;
    struct descriptor desc;

    chain->steps = 0;
    do {
        if (!guest_read(place_of(queue, place), &desc, sizeof(desc)) ||
            !is_available(desc.flags, wrap))
            return false;
        desc.flags &= ~ours;
        if (desc.flags & VIRTIO_DESC_INDIRECT) {
            if (!take_table(queue, &desc, chain))
                return false;
        } else if (desc.flags & ~(VIRTIO_DESC_NEXT | VIRTIO_DESC_WRITE) ||
                   !virtio_chain_add(chain, desc.addr, desc.size, desc.flags & VIRTIO_DESC_WRITE,
                                     queue->size)) {
            return false;
        }
        chain->steps++;
        advance(queue, &place, &wrap, 1);
    } while (desc.flags & VIRTIO_DESC_NEXT);
    chain->head = desc.id; /* the last one's counts, 2.8.6 */
    queue->next_avail = place;
    queue->avail_wrap = wrap;
    return true;
}

bool virtio_queue_packed_return(struct virtio_queue *queue, const struct virtio_chain *chain,
                                uint32_t written)
{
    const uint64_t at = place_of(queue, queue->next_used);
    const uint16_t flags =
        (queue->used_wrap ? DESC_AVAIL | DESC_USED : 0) | (written ? VIRTIO_DESC_WRITE : 0);

    advance(queue, &queue->next_used, &queue->used_wrap, chain->steps);
    /* The store of the flags is a release, as that of used.idx is in a split ring. */
    return guest_write(at + offsetof(struct descriptor, size), &written, sizeof(written)) &&
           guest_store16(at + offsetof(struct descriptor, id), chain->head) &&
           guest_store16(at + offsetof(struct descriptor, flags), flags);
}

bool virtio_queue_packed_wants_interrupt(struct virtio_queue *queue, uint16_t steps, bool *wanted)
{
    uint16_t flags, place;

    if (!guest_load16(queue->avail + EVENT_FLAGS, &flags) || !guest_load16(queue->avail, &place))
        return false;
    if (flags != EVENT_PLACE || !queue->events) {
        *wanted = flags != EVENT_DISABLE;
        return true;
    }
    /* Places of the round before lie below 0. */
    if (!!(place & PLACE_WRAP) != queue->used_wrap)
        place = (place & ~PLACE_WRAP) - queue->size;
    else
        place &= ~PLACE_WRAP;
    *wanted = virtio_queue_passed(place, queue->next_used, steps);
    return true;
}
