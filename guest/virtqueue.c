/* SPDX-License-Identifier: BSD-2-Clause */
#include "virtqueue.h"

#include <string.h>

#include "clock.h"

int virtqueue_init(struct virtqueue *vq, unsigned int size, void *ring, struct virtqueue_slot *slot)
{
    uint8_t *base = ring;

    if (!size || size > 32768 || size & (size - 1))
        return VIRTQUEUE_SIZE;

    memset(base, 0, VIRTQUEUE_RING_BYTES(size));
    *vq = (struct virtqueue){
        .desc = (struct virtq_desc *)base,
        .avail = (struct virtq_avail *)(base + 16 * size),
        .used = (struct virtq_used *)(base + VIRTQUEUE_USED_AT(size)),
        .slot = slot,
        .size = size,
        .free_count = size,
    };
    for (unsigned int i = 0; i < size; i++)
        slot[i] = (struct virtqueue_slot){.next = (i + 1) & (size - 1)};
    return 0;
}

void virtqueue_interrupts(struct virtqueue *vq, bool on)
{
    vq->avail->flags = on ? 0 : VIRTQ_AVAIL_NO_INTERRUPT;
}

int virtqueue_wait(struct virtqueue *vq, struct virtqueue_used *out, uint64_t timeout_ns)
{
    const uint64_t deadline = clock_deadline(timeout_ns);

    for (;;) {
        /* Asked before the look at the ring: an answer in the last moment still counts. */
        const bool expired = clock_expired(deadline);
        const int result = virtqueue_reap(vq, out);

        if (result)
            return result < 0 ? result : 0;
        if (expired)
            return VIRTQUEUE_TIMEOUT;
    }
}
