/* SPDX-License-Identifier: BSD-2-Clause */
#include "virtio_queue.h"

#include "guest_memory.h"

#define DESC_NEXT    1u
#define DESC_WRITE   2u
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

bool virtio_queue_valid(const struct virtio_queue *queue)
{
    return queue->desc && queue->avail && queue->used && queue->desc % AREA_DESC == 0 &&
           queue->avail % AREA_AVAIL == 0 && queue->used % AREA_USED == 0;
}

bool virtio_queue_waiting(const struct virtio_queue *queue, uint16_t *count)
{
    uint16_t index;

    if (!guest_load16(queue->avail + RING_IDX, &index))
        return false;
    *count = index - queue->next_avail;
    return *count <= queue->size;
}

static bool add_segment(struct virtio_chain *chain, const struct descriptor *descriptor)
{
    const bool writable = descriptor->flags & DESC_WRITE;

    if (!writable && chain->readable_segments != chain->segments)
        return false; /* readable after writable */
    chain->segment[chain->segments++] = (struct virtio_segment){descriptor->addr, descriptor->size};
    if (writable) {
        chain->writable += descriptor->size;
    } else {
        chain->readable += descriptor->size;
        chain->readable_segments++;
    }
    return true;
}

bool virtio_queue_take(struct virtio_queue *queue, struct virtio_chain *chain)
{
    uint64_t slot = queue->next_avail % queue->size;
    struct descriptor descriptor;
    uint16_t index;

    if (!guest_load16(queue->avail + RING_ENTRIES + slot * sizeof(index), &index))
        return false;
    chain->head = index;
    chain->segments = chain->readable_segments = 0;
    chain->readable = chain->writable = 0;
    do {
        /* As many segments as descriptors exist: a longer chain is a loop. */
        if (index >= queue->size || chain->segments == queue->size ||
            !guest_read(queue->desc + (uint64_t)index * sizeof(descriptor), &descriptor,
                        sizeof(descriptor)) ||
            descriptor.flags & ~(DESC_NEXT | DESC_WRITE) || !add_segment(chain, &descriptor))
            return false;
        index = descriptor.next;
    } while (descriptor.flags & DESC_NEXT);
    queue->next_avail++;
    return true;
}

bool virtio_queue_return(struct virtio_queue *queue, uint16_t head, uint32_t written)
{
    const struct used_element element = {head, written};
    uint64_t slot = queue->next_used % queue->size;

    queue->next_used++;
    /* The store of idx is a release: data and element are visible before it (VIO-13). */
    return guest_write(queue->used + RING_ENTRIES + slot * sizeof(element), &element,
                       sizeof(element)) &&
           guest_store16(queue->used + RING_IDX, queue->next_used);
}

bool virtio_queue_wants_interrupt(const struct virtio_queue *queue, bool *wanted)
{
    uint16_t flags;

    /* Pairs with the driver's barrier between clearing the flag and looking at used.idx. */
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
    if (!guest_load16(queue->avail + RING_FLAGS, &flags))
        return false;
    *wanted = !(flags & NO_INTERRUPT);
    return true;
}

/* The part of @segment that [*@offset, *@offset + @size) covers; moves *@offset past the segment.
 */
static size_t overlap(const struct virtio_segment *segment, uint64_t *offset, size_t size,
                      uint64_t *addr)
{
    if (*offset >= segment->size) {
        *offset -= segment->size;
        return 0;
    }
    *addr = segment->addr + *offset;
    if (size > segment->size - *offset)
        size = segment->size - *offset;
    *offset = 0;
    return size;
}

bool virtio_chain_read(const struct virtio_chain *chain, uint64_t offset, void *to, size_t size)
{
    uint8_t *bytes = to;

    for (unsigned int i = 0; size && i < chain->readable_segments; i++) {
        uint64_t addr;
        size_t part = overlap(&chain->segment[i], &offset, size, &addr);

        if (part && !guest_read(addr, bytes, part))
            return false;
        bytes += part;
        size -= part;
    }
    return !size;
}

bool virtio_chain_write(const struct virtio_chain *chain, uint64_t offset, const void *from,
                        size_t size)
{
    const uint8_t *bytes = from;

    for (unsigned int i = chain->readable_segments; size && i < chain->segments; i++) {
        uint64_t addr;
        size_t part = overlap(&chain->segment[i], &offset, size, &addr);

        if (part && !guest_write(addr, bytes, part))
            return false;
        bytes += part;
        size -= part;
    }
    return !size;
}
