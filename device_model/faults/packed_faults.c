/* SPDX-License-Identifier: BSD-2-Clause */
/* What a device does wrong with a packed virtqueue (virtio 1.2, 2.8). */

#include "device_model/faults/fault_ops.h"
#include "device_model/virtio/virtio_packed.h"

/* Returns @chain as if it were another one. */
static bool give_back_as(struct virtio_queue *queue, uint16_t id, uint16_t steps, uint32_t written)
{
    static struct virtio_chain other; /* too big for a stack; only these two count */

    other.head = id;
    other.steps = steps;
    return virtio_packed_ops.give_back(queue, &other, written);
}

static bool wrap_never_flips(struct virtio_queue *queue, const struct virtio_chain *chain,
                             uint32_t written)
{
    queue->used_wrap = true;
    return virtio_packed_ops.give_back(queue, chain, written);
}

static bool skip_one(struct virtio_queue *queue, const struct virtio_chain *chain, uint32_t written)
{
    return give_back_as(queue, chain->head, 1, written);
}

static bool another_id(struct virtio_queue *queue, const struct virtio_chain *chain,
                       uint32_t written)
{
    return give_back_as(queue, (chain->head + 1) % queue->size, chain->steps, written);
}

static bool always_interrupt(struct virtio_queue *queue, bool *wanted)
{
    if (!virtio_packed_ops.wants_interrupt(queue, wanted))
        return false;
    *wanted = true;
    return true;
}

const struct fault_wrap fault_packed_table[] = {
    WRAP(FAULT_PACKED_WRAP, packed_give_back, wrap_never_flips),
    WRAP(FAULT_PACKED_SKIP, packed_give_back, skip_one),
    WRAP(FAULT_PACKED_ID, packed_give_back, another_id),
    WRAP(FAULT_PACKED_EVENT, packed_wants_interrupt, always_interrupt),
    WRAP_END,
};
