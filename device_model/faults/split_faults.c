/* SPDX-License-Identifier: BSD-2-Clause */
/* What a device does wrong with a split virtqueue (virtio 1.2, 2.7). */
#include <linux/virtio_ring.h>
#include <stddef.h>

#include "device_model/faults/fault_ops.h"
#include "device_model/faults/late_write.h"
#include "device_model/guest_memory.h"
#include "device_model/virtio/virtio_split.h"

static bool is_due(const struct virtio_queue *queue)
{
    return queue->next_used % FAULT_EVERY == FAULT_EVERY - 1;
}

static uint64_t descriptor_at(const struct virtio_queue *queue, uint16_t index)
{
    return queue->desc + index * sizeof(struct vring_desc);
}

static bool read_descriptor(const struct virtio_queue *queue, uint16_t index,
                            struct vring_desc *desc)
{
    return guest_read(queue->home, descriptor_at(queue, index), desc, sizeof(*desc));
}

/* Takes a chain, and its head if that is an indirect table: else false. */
static bool take_table(struct virtio_queue *queue, struct virtio_chain *chain,
                       struct vring_desc *head, bool *good)
{
    *good = virtio_split_ops.take(queue, chain);
    return *good && chain->segments && read_descriptor(queue, chain->head, head) &&
           head->flags & VRING_DESC_F_INDIRECT;
}

static bool table_is_data(struct virtio_queue *queue, struct virtio_chain *chain)
{
    struct vring_desc head;
    bool good;

    if (take_table(queue, chain, &head, &good)) {
        virtio_chain_clear(chain, queue->home);
        virtio_chain_add(chain, head.addr, head.len, head.flags & VRING_DESC_F_WRITE, 1);
    }
    return good;
}

static bool table_is_writable(struct virtio_queue *queue, struct virtio_chain *chain)
{
    struct vring_desc head;
    bool good;

    if (take_table(queue, chain, &head, &good) && head.flags & VRING_DESC_F_WRITE) {
        chain->readable_segments = 0;
        chain->writable += chain->readable;
        chain->readable = 0;
    }
    return good;
}

static void keep_first(struct virtio_chain *chain, unsigned int count)
{
    while (chain->segments > count) {
        const uint32_t size = chain->segment[--chain->segments].size;

        if (chain->segments >= chain->readable_segments) {
            chain->writable -= size;
        } else {
            chain->readable -= size;
            chain->readable_segments--;
        }
    }
}

/* A table that does not stand alone is ignored. */
static bool table_alone(struct virtio_queue *queue, struct virtio_chain *chain)
{
    struct vring_desc desc;
    unsigned int direct = 0;

    if (!virtio_split_ops.take(queue, chain))
        return false;
    if (!read_descriptor(queue, chain->head, &desc) || desc.flags & VRING_DESC_F_INDIRECT)
        return true;
    while (desc.flags & VRING_DESC_F_NEXT && direct++ < queue->size)
        if (desc.next >= queue->size || !read_descriptor(queue, desc.next, &desc))
            return true;
    if (desc.flags & VRING_DESC_F_INDIRECT)
        keep_first(chain, direct);
    return true;
}

static bool write_descriptor(struct virtio_queue *queue, const struct virtio_chain *chain,
                             uint32_t written)
{
    fault_invert(queue->home, descriptor_at(queue, chain->head) + offsetof(struct vring_desc, len));
    return virtio_split_ops.give_back(queue, chain, written);
}

static bool write_avail(struct virtio_queue *queue, const struct virtio_chain *chain,
                        uint32_t written)
{
    const uint16_t index = (uint16_t)(queue->next_avail - 1) % queue->size;

    fault_invert(queue->home,
                 queue->avail + offsetof(struct vring_avail, ring) + index * sizeof(uint16_t));
    return virtio_split_ops.give_back(queue, chain, written);
}

/* Where the next used element goes. */
static uint64_t used_element(const struct virtio_queue *queue)
{
    return queue->used + offsetof(struct vring_used, ring) +
           queue->next_used % queue->size * sizeof(struct vring_used_elem);
}

static uint64_t used_index(const struct virtio_queue *queue)
{
    return queue->used + offsetof(struct vring_used, idx);
}

static bool give_back_length(struct virtio_queue *queue, const struct virtio_chain *chain,
                             uint32_t written)
{
    (void)written;
    return virtio_split_ops.give_back(queue, chain, chain->writable + 1);
}

/* Returns @chain as @id once in a while. */
static bool give_back_as(struct virtio_queue *queue, const struct virtio_chain *chain,
                         uint32_t written, uint32_t id)
{
    const uint64_t element = used_element(queue);

    if (!virtio_split_ops.give_back(queue, chain, written))
        return false;
    if (is_due(queue))
        guest_write(queue->home, element, &id, sizeof(id));
    return true;
}

static bool give_back_unposted(struct virtio_queue *queue, const struct virtio_chain *chain,
                               uint32_t written)
{
    return give_back_as(queue, chain, written, (chain->head + chain->segments) % queue->size);
}

static bool give_back_twice(struct virtio_queue *queue, const struct virtio_chain *chain,
                            uint32_t written)
{
    static uint16_t last_head;
    const uint16_t head = last_head;

    last_head = chain->head;
    return give_back_as(queue, chain, written, head);
}

static bool give_back_range(struct virtio_queue *queue, const struct virtio_chain *chain,
                            uint32_t written)
{
    return give_back_as(queue, chain, written, queue->size);
}

static bool give_back_before_length(struct virtio_queue *queue, const struct virtio_chain *chain,
                                    uint32_t written)
{
    const uint64_t at = used_element(queue) + offsetof(struct vring_used_elem, len);
    const struct late_write before = {.addr = at, .size = sizeof(written)}; /* 0 */

    if (!virtio_split_ops.give_back(queue, chain, written))
        return false;
    late_write_postpone(&before, queue->home);
    return true;
}

static bool deliver_late(struct virtio_queue *queue, uint16_t *count)
{
    late_write_deliver(queue->home);
    return virtio_split_ops.waiting(queue, count);
}

static bool index_jumps(struct virtio_queue *queue, const struct virtio_chain *chain,
                        uint32_t written)
{
    return virtio_split_ops.give_back(queue, chain, written) &&
           (!is_due(queue) ||
            guest_store16(queue->home, used_index(queue), queue->next_used + queue->size + 1));
}

static bool index_goes_back(struct virtio_queue *queue, const struct virtio_chain *chain,
                            uint32_t written)
{
    return virtio_split_ops.give_back(queue, chain, written) &&
           (!is_due(queue) || guest_store16(queue->home, used_index(queue), queue->next_used - 2));
}

static bool index_is_read(struct virtio_queue *queue, const struct virtio_chain *chain,
                          uint32_t written)
{
    return guest_load16(queue->home, used_index(queue), &queue->next_used) &&
           virtio_split_ops.give_back(queue, chain, written);
}

static bool flags_count(struct virtio_queue *queue, bool *wanted)
{
    uint16_t flags;

    if (!virtio_split_ops.wants_interrupt(queue, wanted) ||
        !guest_load16(queue->home, queue->avail + offsetof(struct vring_avail, flags), &flags))
        return false;
    *wanted &= !(flags & VRING_AVAIL_F_NO_INTERRUPT);
    return true;
}

const struct fault_wrap fault_split_table[] = {
    WRAP(FAULT_USED_UNPOSTED, split_give_back, give_back_unposted),
    WRAP(FAULT_USED_TWICE, split_give_back, give_back_twice),
    WRAP(FAULT_USED_RANGE, split_give_back, give_back_range),
    WRAP(FAULT_USED_JUMP, split_give_back, index_jumps),
    WRAP(FAULT_USED_BACK, split_give_back, index_goes_back),
    WRAP(FAULT_USED_INDEX_READ, split_give_back, index_is_read),
    WRAP(FAULT_USED_LENGTH, split_give_back, give_back_length),
    WRAP(FAULT_LENGTH_LATE, split_waiting, deliver_late),
    WRAP(FAULT_LENGTH_LATE, split_give_back, give_back_before_length),
    WRAP(FAULT_LENGTH_LATE, end, late_write_forget),
    WRAP(FAULT_WRITES_DESCRIPTOR, split_give_back, write_descriptor),
    WRAP(FAULT_WRITES_AVAIL, split_give_back, write_avail),
    WRAP(FAULT_INDIRECT_DATA, split_take, table_is_data),
    WRAP(FAULT_INDIRECT_WRITE, split_take, table_is_writable),
    WRAP(FAULT_INDIRECT_ALONE, split_take, table_alone),
    WRAP(FAULT_EVENT_FLAGS, split_wants_interrupt, flags_count),
    WRAP_END,
};
