/* SPDX-License-Identifier: BSD-2-Clause */
#include "device_model/virtio/virtio_split.h"

#include <linux/virtio_ring.h>

#include "device_model/guest_memory.h"

static bool start(const struct virtio_queue *queue)
{
    return queue->desc && queue->avail && queue->used && queue->desc % VRING_DESC_ALIGN_SIZE == 0 &&
           queue->avail % VRING_AVAIL_ALIGN_SIZE == 0 && queue->used % VRING_USED_ALIGN_SIZE == 0;
}

static uint64_t avail_entry(const struct virtio_queue *queue, uint16_t index)
{
    return queue->avail + offsetof(struct vring_avail, ring) + index * sizeof(uint16_t);
}

static uint64_t used_entry(const struct virtio_queue *queue, uint16_t index)
{
    return queue->used + offsetof(struct vring_used, ring) + index * sizeof(struct vring_used_elem);
}

static bool waiting(struct virtio_queue *queue, uint16_t *count)
{
    uint16_t index;

    if (queue->events) {
        /* avail_event lies behind the used ring's entries, 2.7.8. */
        if (!guest_store16(queue->home, used_entry(queue, queue->size), queue->next_avail))
            return false;
        __atomic_thread_fence(__ATOMIC_SEQ_CST);
    }
    if (!guest_load16(queue->home, queue->avail + offsetof(struct vring_avail, idx), &index))
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
    struct vring_desc desc;

    do {
        if (index >= entries ||
            !guest_read(queue->home, table + (uint64_t)index * sizeof(desc), &desc, sizeof(desc)))
            return false;
        if (desc.flags & VRING_DESC_F_INDIRECT) /* WRITE means nothing here, 2.7.5.3.2 */
            return queue->indirect && !in_table && !(desc.flags & VRING_DESC_F_NEXT) &&
                   desc.len % sizeof(desc) == 0 &&
                   walk(queue, desc.addr, desc.len / sizeof(desc), 0, true, chain);
        if (desc.flags & ~(VRING_DESC_F_NEXT | VRING_DESC_F_WRITE) ||
            !virtio_chain_add(chain, desc.addr, desc.len, desc.flags & VRING_DESC_F_WRITE,
                              queue->size))
            return false;
        index = desc.next;
    } while (desc.flags & VRING_DESC_F_NEXT);
    return true;
}

static bool take(struct virtio_queue *queue, struct virtio_chain *chain)
{
    const uint16_t index = queue->next_avail % queue->size;

    virtio_chain_clear(chain, queue->home);
    chain->steps = 1;
    if (!guest_load16(queue->home, avail_entry(queue, index), &chain->head) ||
        !walk(queue, queue->desc, queue->size, chain->head, false, chain))
        return false;
    queue->next_avail++;
    return true;
}

static bool give_back(struct virtio_queue *queue, const struct virtio_chain *chain,
                      uint32_t written)
{
    const struct vring_used_elem element = {chain->head, written};
    const uint16_t index = queue->next_used++ % queue->size;

    queue->unannounced++;
    /* The store of idx is a release: data and element are visible before it (VIO-13). */
    return guest_write(queue->home, used_entry(queue, index), &element, sizeof(element)) &&
           guest_store16(queue->home, queue->used + offsetof(struct vring_used, idx),
                         queue->next_used);
}

static bool wants_interrupt(struct virtio_queue *queue, bool *wanted)
{
    const uint16_t steps = queue->unannounced;
    /* used_event lies behind the avail ring's entries, 2.7.6. */
    const uint64_t at = queue->events ? avail_entry(queue, queue->size)
                                      : queue->avail + offsetof(struct vring_avail, flags);
    uint16_t word;

    queue->unannounced = 0;
    /* Pairs with the driver's barrier between asking for interrupts and looking at used.idx. */
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
    if (!guest_load16(queue->home, at, &word))
        return false;
    *wanted = queue->events ? vring_need_event(word, queue->next_used, queue->next_used - steps)
                            : !(word & VRING_AVAIL_F_NO_INTERRUPT);
    return true;
}

const struct virtio_queue_ops virtio_split_ops = {start, waiting, take, give_back, wants_interrupt};
