/* SPDX-License-Identifier: BSD-2-Clause */
#include "device_model/virtio/virtio_queue.h"

#include "homes/dom0/guest_memory.h"
#include "device_model/virtio/virtio_queue_packed.h"

#define NO_INTERRUPT 1u
#define RING_FLAGS   0 /* both rings begin with flags and idx, 16 bits each */
#define RING_IDX     2
#define RING_ENTRIES 4
#define AREA_DESC    16 /* alignments */
#define AREA_AVAIL   2
#define AREA_USED    4

struct descriptor {
    uint64_t addr;
    uint32_t size;
    uint16_t flags;
    uint16_t next;
};

struct used_element {
    uint32_t head;
    uint32_t written;
};

bool virtio_queue_start(struct virtio_queue *queue, uint64_t features)
{
    queue->enabled = true;
    queue->packed = features & VIRTIO_F_RING_PACKED;
    queue->indirect = features & VIRTIO_F_INDIRECT_DESC;
    queue->events = features & VIRTIO_F_EVENT_IDX;
    queue->avail_wrap = queue->used_wrap = true;
    return queue->desc && queue->avail && queue->used && queue->desc % AREA_DESC == 0 &&
           queue->avail % (queue->packed ? PACKED_AREA_EVENT : AREA_AVAIL) == 0 &&
           queue->used % (queue->packed ? PACKED_AREA_EVENT : AREA_USED) == 0;
}

/* The two events lie behind the entries of the other ring, 2.7.6, 2.7.8. */
static uint64_t used_event(const struct virtio_queue *queue)
{
    return queue->avail + RING_ENTRIES + queue->size * sizeof(uint16_t);
}

static uint64_t avail_event(const struct virtio_queue *queue)
{
    return queue->used + RING_ENTRIES + queue->size * sizeof(struct used_element);
}

bool virtio_queue_waiting(struct virtio_queue *queue, uint16_t *count)
{
    uint16_t index;

    if (queue->packed)
        return virtio_queue_packed_waiting(queue, count);
    if (queue->events) {
        if (!guest_store16(avail_event(queue), queue->next_avail))
            return false;
        __atomic_thread_fence(__ATOMIC_SEQ_CST);
    }
    if (!guest_load16(queue->avail + RING_IDX, &index))
        return false;
    *count = index - queue->next_avail;
    return *count <= queue->size;
}

/*
 * Collects the chain that begins at @index of the @entries descriptors at @table. As many segments
 * as the queue has descriptors: a longer chain is a loop, or one that no driver may make (2.7.5).
 */
static bool walk(const struct virtio_queue *queue, uint64_t table, uint32_t entries, uint16_t index,
                 bool in_table, struct virtio_chain *chain)
{
    struct descriptor desc;

    do {
        if (index >= entries ||
            !guest_read(table + (uint64_t)index * sizeof(desc), &desc, sizeof(desc)))
            return false;
        if (desc.flags & VIRTIO_DESC_INDIRECT) /* WRITE means nothing here, 2.7.5.3.2 */
            return queue->indirect && !in_table && !(desc.flags & VIRTIO_DESC_NEXT) &&
                   desc.size % sizeof(desc) == 0 &&
                   walk(queue, desc.addr, desc.size / sizeof(desc), 0, true, chain);
        if (desc.flags & ~(VIRTIO_DESC_NEXT | VIRTIO_DESC_WRITE) ||
            !virtio_chain_add(chain, desc.addr, desc.size, desc.flags & VIRTIO_DESC_WRITE,
                              queue->size))
            return false;
        index = desc.next;
    } while (desc.flags & VIRTIO_DESC_NEXT);
    return true;
}

bool virtio_queue_take(struct virtio_queue *queue, struct virtio_chain *chain)
{
    const uint64_t slot = queue->next_avail % queue->size;

    virtio_chain_clear(chain);
    if (queue->packed)
        return virtio_queue_packed_take(queue, chain);
    chain->steps = 1;
    if (!guest_load16(queue->avail + RING_ENTRIES + slot * sizeof(chain->head), &chain->head) ||
        !walk(queue, queue->desc, queue->size, chain->head, false, chain))
        return false;
    queue->next_avail++;
    return true;
}

bool virtio_queue_return(struct virtio_queue *queue, const struct virtio_chain *chain,
                         uint32_t written)
{
    const struct used_element element = {chain->head, written};
    const uint64_t slot = queue->next_used % queue->size;

    queue->unannounced += chain->steps;
    if (queue->packed)
        return virtio_queue_packed_return(queue, chain, written);
    queue->next_used++;
    /* The store of idx is a release: data and element are visible before it (VIO-13). */
    return guest_write(queue->used + RING_ENTRIES + slot * sizeof(element), &element,
                       sizeof(element)) &&
           guest_store16(queue->used + RING_IDX, queue->next_used);
}

bool virtio_queue_wants_interrupt(struct virtio_queue *queue, bool *wanted)
{
    const uint16_t steps = queue->unannounced;
    uint16_t word;

    queue->unannounced = 0;
    /* Pairs with the driver's barrier between asking for interrupts and looking at used.idx. */
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
    if (queue->packed)
        return virtio_queue_packed_wants_interrupt(queue, steps, wanted);
    if (!guest_load16(queue->events ? used_event(queue) : queue->avail + RING_FLAGS, &word))
        return false;
    *wanted =
        queue->events ? virtio_queue_passed(word, queue->next_used, steps) : !(word & NO_INTERRUPT);
    return true;
}
