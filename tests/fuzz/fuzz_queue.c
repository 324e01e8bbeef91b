/* SPDX-License-Identifier: BSD-2-Clause */
/* The device's side of a ring: the input is its kind and size, then the domU's RAM, which
 * begins with the ring. */
#include <assert.h>
#include <string.h>

#include "device_model/virtio/virtio_packed.h"
#include "device_model/virtio/virtio_split.h"
#include "homes/array/array_home.h"
#include "tests/fuzz/fuzz.h"

#define RAM   0x40000000ull
#define PAGES 4
#define TURNS 64

static uint8_t ram[PAGES * GUEST_PAGE] __attribute__((aligned(GUEST_PAGE)));

/* One chain; false if there is none. */
static bool serve(struct virtio_queue *queue)
{
    static struct virtio_chain chain;
    static uint8_t bytes[64];
    uint64_t readable = 0, writable = 0;
    uint16_t waiting;
    bool wanted;

    if (!queue->ops->waiting(queue, &waiting) || !waiting)
        return false;
    assert(waiting <= queue->size);
    if (!queue->ops->take(queue, &chain))
        return false;
    assert(chain.segments <= queue->size && chain.readable_segments <= chain.segments);
    assert(chain.steps >= 1 && chain.steps <= queue->size);
    for (unsigned int i = 0; i < chain.segments; i++)
        *(i < chain.readable_segments ? &readable : &writable) += chain.segment[i].size;
    assert(readable == chain.readable && writable == chain.writable);
    virtio_chain_read(&chain, 1, bytes, sizeof(bytes));
    virtio_chain_write(&chain, 1, bytes, sizeof(bytes));
    queue->ops->give_back(queue, &chain, chain.writable);
    queue->ops->wants_interrupt(queue, &wanted);
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct array_home home;
    struct virtio_queue queue = {
        .home = &home.home, .desc = RAM, .avail = RAM + 0x100, .used = RAM + 0x200};

    if (size < 2)
        return 0;
    queue.size = (uint16_t)(1u << (data[0] & 3));
    memset(ram, 0, sizeof(ram));
    memcpy(ram, data + 2, size - 2 < sizeof(ram) ? size - 2 : sizeof(ram));
    array_home_init(&home, ram, RAM, sizeof(ram));
    if (virtio_queue_start(&queue, data[1] & 1 ? &virtio_packed_ops : &virtio_split_ops,
                           data[1] & 2, data[1] & 4))
        for (unsigned int turn = 0; turn < TURNS && serve(&queue); turn++)
            ;
    return 0;
}
