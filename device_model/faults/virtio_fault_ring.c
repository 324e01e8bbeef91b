/* SPDX-License-Identifier: BSD-2-Clause */
#include "device_model/faults/virtio_fault_ring.h"

#include "homes/dom0/guest_memory.h"
#include "device_model/virtio/virtio_service.h"

/* Offsets into a split ring's areas (2.7.6, 2.7.8). */
#define RING_IDX     2
#define RING_ENTRIES 4
#define ELEMENT      8 /* bytes of a used element: id and len, 32 bits each */
#define ELEMENT_LEN  4
#define DESC_LEN     8 /* of a descriptor */
#define DESC_FLAGS   12
#define AVAIL_FLAGS  0
#define NO_INTERRUPT 1u

#define EVERY    4   /* what happens once in a while happens to one request in so many */
#define LATE_MAX 64  /* bytes that come late */
#define STORM    400 /* interrupts */

/* FAULT_WRITES_ELSEWHERE: what lies a few blocks of 2 MiB above the ring is nobody's. */
#define ELSEWHERE 21

/* FAULT_DATA_LATE, FAULT_LENGTH_LATE: what comes late, where to. */
static struct {
    bool waits;
    uint64_t addr;
    uint32_t size;
    uint8_t bytes[LATE_MAX];
} late;

static uint8_t before[LATE_MAX]; /* what was there until the device wrote it */
static uint16_t last_head;
static unsigned int storm;
static bool vanishes;

static bool is_due(const struct virtio_queue *queue)
{
    return queue->next_used % EVERY == EVERY - 1;
}

/* Unless the fault is over meanwhile. */
static void deliver_late(void)
{
    if (late.waits && !fault_is(FAULT_NONE))
        guest_write(late.addr, late.bytes, late.size);
    late.waits = false;
}

static uint32_t late_size(const struct virtio_segment *segment)
{
    return segment->size < LATE_MAX ? segment->size : LATE_MAX;
}

bool fault_ring_waiting(struct virtio_queue *queue, uint16_t *count)
{
    const bool events = queue->events;
    bool good;

    deliver_late();
    if (!fault_is(FAULT_AVAIL_EVENT_STUCK))
        return virtio_queue_waiting(queue, count);
    queue->events = false; /* which alone would have moved it */
    good = virtio_queue_waiting(queue, count);
    queue->events = events;
    return good;
}

/* Descriptor @index of a split ring's table. */
static bool read_flags(const struct virtio_queue *queue, uint16_t index, uint16_t *flags)
{
    return guest_load16(queue->desc + index * VIRTIO_DESC_SIZE + DESC_FLAGS, flags);
}

static void keep(struct virtio_chain *chain, unsigned int first, unsigned int count)
{
    static struct virtio_chain all; /* too big for a stack */

    all = *chain;
    virtio_chain_clear(chain);
    for (unsigned int i = first; i < first + count && i < all.segments; i++)
        virtio_chain_add(chain, all.segment[i].addr, all.segment[i].size,
                         i >= all.readable_segments, VIRTIO_QUEUE_MAX);
}

/* Takes a table at the head of @chain for what the fault makes of it. */
static void spoil_table(const struct virtio_queue *queue, struct virtio_chain *chain)
{
    const uint64_t at = queue->desc + chain->head * VIRTIO_DESC_SIZE;
    struct virtio_segment table;
    unsigned int direct = 0;
    uint16_t flags, index = chain->head;

    if (queue->packed || !read_flags(queue, index, &flags))
        return;
    if (flags & VIRTIO_DESC_INDIRECT) {
        if (!guest_read(at, &table, sizeof(table.addr) + sizeof(table.size)))
            return;
        if (fault_is(FAULT_INDIRECT_DATA)) {
            virtio_chain_clear(chain);
            virtio_chain_add(chain, table.addr, table.size, flags & VIRTIO_DESC_WRITE, 1);
        } else if (fault_is(FAULT_INDIRECT_WRITE) && flags & VIRTIO_DESC_WRITE) {
            chain->readable_segments = 0;
            chain->writable += chain->readable;
            chain->readable = 0;
        }
        return;
    }
    while (flags & VIRTIO_DESC_NEXT && direct++ < queue->size)
        if (!guest_load16(queue->desc + index * VIRTIO_DESC_SIZE + DESC_FLAGS + 2, &index) ||
            index >= queue->size || !read_flags(queue, index, &flags))
            return;
    if (fault_is(FAULT_INDIRECT_ALONE) && flags & VIRTIO_DESC_INDIRECT)
        keep(chain, 0, direct);
}

static void spoil_chain(const struct virtio_queue *queue, struct virtio_chain *chain)
{
    struct virtio_segment *first = &chain->segment[chain->readable_segments];
    struct virtio_segment *last = &chain->segment[chain->segments - 1], swapped = *last;

    if (fault_is(FAULT_CHAIN_ORDER) && chain->segments - chain->readable_segments > 1) {
        last[0] = last[-1];
        last[-1] = swapped;
    }
    if (fault_is(FAULT_ONE_SEGMENT) && chain->segments - chain->readable_segments > 2)
        keep(chain, 0, chain->readable_segments + 2);
    if (fault_is(FAULT_DATA_LATE) && chain->writable)
        guest_read(first->addr, before, late_size(first));
    spoil_table(queue, chain);
}

bool fault_ring_take(struct virtio_queue *queue, struct virtio_chain *chain)
{
    if (!virtio_queue_take(queue, chain))
        return false;
    if (!fault_is(FAULT_NONE) && chain->segments)
        spoil_chain(queue, chain);
    return true;
}

static void invert(uint64_t addr)
{
    uint8_t byte;

    if (guest_read(addr, &byte, 1)) {
        byte = ~byte;
        guest_write(addr, &byte, 1);
    }
}

/* Writes where a device must not, or wrongly where it may. */
static void spoil_memory(const struct virtio_queue *queue, const struct virtio_chain *chain)
{
    const uint64_t slot = (uint16_t)(queue->next_avail - 1) % queue->size;
    const struct virtio_segment *first = &chain->segment[chain->readable_segments];
    const struct virtio_segment *last = &chain->segment[chain->segments - 1];

    if (fault_is(FAULT_WRITES_READABLE) && chain->readable)
        invert(chain->segment[0].addr);
    if (fault_is(FAULT_WRITES_DESCRIPTOR) && !queue->packed)
        invert(queue->desc + chain->head * VIRTIO_DESC_SIZE + DESC_LEN);
    if (fault_is(FAULT_WRITES_AVAIL) && !queue->packed)
        invert(queue->avail + RING_ENTRIES + slot * sizeof(uint16_t));
    if (fault_is(FAULT_WRITES_BEYOND) && chain->writable)
        invert(last->addr + last->size);
    if (fault_is(FAULT_WRITES_ELSEWHERE))
        guest_write(((queue->desc >> ELSEWHERE) + 2) << ELSEWHERE, "wild", 4);
    if (fault_is(FAULT_WRONG_DATA) && chain->writable > 1)
        invert(first->addr);
    if (fault_is(FAULT_DATA_LATE) && chain->writable) {
        late.waits = true;
        late.addr = first->addr;
        late.size = late_size(first);
        guest_read(late.addr, late.bytes, late.size);
        guest_write(late.addr, before, late.size);
    }
}

/* The element that was just written, and the index, of a split ring. */
static void spoil_used(struct virtio_queue *queue, const struct virtio_chain *chain)
{
    const uint64_t slot = (uint16_t)(queue->next_used - 1) % queue->size;
    const uint64_t element = queue->used + RING_ENTRIES + slot * ELEMENT;
    const uint16_t head = chain->head;
    uint32_t id = head, length;

    if (!guest_read(element + ELEMENT_LEN, &length, sizeof(length)))
        return;
    if (fault_is(FAULT_USED_LENGTH))
        length = chain->writable + 1;
    if (fault_is(FAULT_USED_UNPOSTED) && is_due(queue))
        id = (head + chain->segments) % queue->size;
    if (fault_is(FAULT_USED_TWICE) && is_due(queue))
        id = last_head;
    if (fault_is(FAULT_USED_RANGE) && is_due(queue))
        id = queue->size;
    if (fault_is(FAULT_LENGTH_LATE)) {
        late.waits = true;
        late.addr = element + ELEMENT_LEN;
        late.size = sizeof(length);
        guest_read(late.addr, late.bytes, late.size);
        length = 0;
    }
    last_head = head;
    guest_write(element, &id, sizeof(id));
    guest_write(element + ELEMENT_LEN, &length, sizeof(length));
    if (fault_is(FAULT_USED_JUMP) && is_due(queue))
        guest_store16(queue->used + RING_IDX, queue->next_used + queue->size + 1);
    if (fault_is(FAULT_USED_BACK) && is_due(queue))
        guest_store16(queue->used + RING_IDX, queue->next_used - 2);
}

static bool return_packed(struct virtio_queue *queue, const struct virtio_chain *chain,
                          uint32_t written)
{
    static struct virtio_chain wrong;

    wrong.head = chain->head;
    wrong.steps = chain->steps;
    if (fault_is(FAULT_PACKED_SKIP))
        wrong.steps = 1;
    if (fault_is(FAULT_PACKED_ID))
        wrong.head = (chain->head + 1) % queue->size;
    if (fault_is(FAULT_PACKED_WRAP))
        queue->used_wrap = true;
    return virtio_queue_return(queue, &wrong, written);
}

bool fault_ring_return(struct virtio_queue *queue, const struct virtio_chain *chain,
                       uint32_t written)
{
    if (fault_is(FAULT_NONE))
        return virtio_queue_return(queue, chain, written);
    if (fault_is(FAULT_REQUEST_LOST) && queue->next_avail % EVERY == 0)
        return true;
    if (chain->segments)
        spoil_memory(queue, chain);
    if (queue->packed)
        return return_packed(queue, chain, written);
    if (!virtio_queue_return(queue, chain, written))
        return false;
    spoil_used(queue, chain);
    return true;
}

bool fault_ring_wants_interrupt(struct virtio_queue *queue, bool *wanted)
{
    uint16_t flags;

    if (queue->events && fault_is(FAULT_EVENT_LATE)) {
        const uint16_t next_used = queue->next_used--;
        const bool good = virtio_queue_wants_interrupt(queue, wanted);

        queue->next_used = next_used;
        return good;
    }
    if (!virtio_queue_wants_interrupt(queue, wanted))
        return false;
    if (fault_is(FAULT_NONE))
        return true;
    if ((fault_is(FAULT_INTERRUPT_UNWANTED) && !queue->events) ||
        (fault_is(FAULT_EVENT_IGNORED) && queue->events) ||
        (fault_is(FAULT_PACKED_EVENT) && queue->packed))
        *wanted = true;
    if (fault_is(FAULT_INTERRUPT_MISSING))
        *wanted = false;
    if (fault_is(FAULT_EVENT_FLAGS) && !queue->packed &&
        guest_load16(queue->avail + AVAIL_FLAGS, &flags) && flags & NO_INTERRUPT)
        *wanted = false;
    if (*wanted)
        storm = STORM;
    return true;
}

void fault_ring_isr_read(struct virtio_pci *virtio)
{
    if (!fault_is(FAULT_INTERRUPT_STORM) || !storm)
        return;
    storm--;
    virtio_service_interrupt(virtio, VIRTIO_ISR_QUEUE);
}

bool fault_ring_is_deaf(const struct virtio_queue *queue)
{
    if (fault_is(FAULT_VANISHES) && queue->next_avail % EVERY == EVERY - 1)
        vanishes = true;
    return vanishes;
}

bool fault_ring_vanishes(void)
{
    const bool now = vanishes;

    vanishes = false;
    return now;
}
