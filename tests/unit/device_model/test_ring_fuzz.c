/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Both sides of the rings against a partner that writes anything anywhere: a driver's books stay in
 * order (VIO-12, VIO-14), a device's work stays in the domU's RAM and within bounds (VIO-23). The
 * sanitizers see the rest.
 */
/* FAKES: quiet_machine */

#include <greatest.h>

#include "device_model/virtio/virtio_packed.h"
#include "device_model/virtio/virtio_split.h"
#include "guest/virtqueue/virtqueue.h"
#include "homes/array/array_home.h"
#include "runtime/idle.h"
#include "runtime/time/clock.h"

#define SIZE  8
#define STEPS 500000

static uint64_t seed;

static unsigned int draw(unsigned int below)
{
    seed = seed * 6364136223846793005 + 1442695040888963407;
    return (seed >> 33) % below;
}

static const uint64_t kinds[] = {
    0,
    _BITULL(VIRTIO_RING_F_EVENT_IDX),
    _BITULL(VIRTIO_F_RING_PACKED),
    _BITULL(VIRTIO_F_RING_PACKED) | _BITULL(VIRTIO_RING_F_EVENT_IDX),
};
#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

/* Values that mean something somewhere in a ring, more often than others. */
static uint32_t plausible(void)
{
    static const uint32_t flags[] = {0, 1, 2, 3, 4, 7, 0x80, 0x8000, 0x8080, 0x8082, 0x7f, 0xffff};

    switch (draw(4)) {
    case 0:
        return draw(SIZE + 2);
    case 1:
        return flags[draw(sizeof(flags) / sizeof(flags[0]))];
    case 2:
        return draw(1 << 16);
    default:
        return draw(1u << 31) * 2 + draw(2);
    }
}

static void scribble(void *area, size_t bytes)
{
    const size_t size = 2u << draw(2); /* 2 or 4 */
    const size_t at = draw(bytes / size) * size;
    const uint32_t value = plausible();

    memcpy((uint8_t *)area + at, &value, size);
}

/* The driver. */

static struct VIRTQUEUE_STORAGE(SIZE) storage;
static struct virtqueue vq;
static struct vring_desc tables[SIZE][SIZE];
static struct {
    bool posted;
    uint64_t writable;
} books[SIZE]; /* by cookie */

static void *cookie(unsigned int n)
{
    return &books[n];
}

static enum greatest_test_res post(void)
{
    struct virtqueue_segment segments[SIZE];
    const unsigned int count = 1 + draw(SIZE), readable = draw(count + 1);
    unsigned int n = 0;
    uint64_t writable = 0;
    int error;

    while (n < SIZE && books[n].posted)
        n++;
    if (n == SIZE)
        PASS();
    for (unsigned int i = 0; i < count; i++) {
        segments[i] = (struct virtqueue_segment){&books, draw(100)};
        writable += i >= readable ? segments[i].length : 0;
    }
    if (draw(2)) {
        const struct virtqueue_indirect how = {
            tables[n], vq.mode & VIRTQUEUE_PACKED ? 0 : draw(count), draw(2)};

        error = virtqueue_add_indirect(&vq, segments, readable, count - readable, &how, cookie(n));
    } else {
        error = virtqueue_add(&vq, segments, readable, count - readable, cookie(n));
    }
    ASSERT(!error || error == VIRTQUEUE_FULL);
    if (error)
        PASS();
    books[n].posted = true;
    books[n].writable = writable;
    PASS();
}

static bool is_posted(unsigned int id)
{
    return vq.buffer[id].count && vq.buffer[id].count != VIRTQUEUE_RETURNED;
}

/* An honest answer now and then: else nothing would ever come back. */
static void answer(void)
{
    const uint32_t length = draw(2) ? 0 : draw(50); /* many chains have nothing to write */
    unsigned int id = draw(SIZE);

    for (unsigned int i = 0; i < SIZE && !is_posted(id); i++)
        id = (id + 1) % SIZE;
    if (vq.mode & VIRTQUEUE_PACKED) {
        vq.packed[vq.used_idx].id = id;
        vq.packed[vq.used_idx].len = length;
        vq.packed[vq.used_idx].flags = vq.used_wrap ? 0x8080 : 0;
    } else {
        vq.used->ring[vq.used_idx % SIZE].id = id;
        vq.used->ring[vq.used_idx % SIZE].len = length;
        vq.used->idx = vq.used_idx + 1;
    }
}

static enum greatest_test_res reap(unsigned int *reaped)
{
    struct virtqueue_used used = {0};
    const struct virtqueue before = vq;
    const int result = virtqueue_reap(&vq, &used);

    if (result != 1) {
        ASSERT_MEM_EQ(&before, &vq, sizeof(vq));
        PASS();
    }
    ++*reaped;
    for (unsigned int n = 0; n < SIZE; n++)
        if (used.cookie == cookie(n)) {
            ASSERT(books[n].posted);
            ASSERT(used.length <= books[n].writable);
            books[n].posted = false;
            PASS();
        }
    FAILm("a cookie that was never given");
}

/* Every descriptor is free or in one chain, and the counts say so. */
static enum greatest_test_res in_order(void)
{
    unsigned int posted = 0, descriptors = 0;

    for (unsigned int n = 0; n < SIZE; n++)
        posted += books[n].posted;
    for (unsigned int i = 0; i < SIZE; i++)
        if (is_posted(i)) {
            ASSERT(vq.buffer[i].count <= SIZE);
            descriptors += vq.buffer[i].count;
            posted--;
        }
    ASSERT_EQ(0, posted);
    ASSERT_EQ(SIZE, vq.free_count + descriptors);
    ASSERT(vq.free_head < SIZE);
    ASSERT(!(vq.mode & VIRTQUEUE_PACKED) || (vq.avail_idx < SIZE && vq.used_idx < SIZE));
    PASS();
}

TEST a_driver_keeps_its_books(void)
{
    for (unsigned int kind = 0; kind < KINDS; kind++) {
        unsigned int reaped = 0;

        seed = 1;
        memset(books, 0, sizeof(books));
        ASSERT_EQ(0, virtqueue_init(&vq, SIZE, storage.ring, storage.buffer, kinds[kind]));
        for (unsigned int step = 0; step < STEPS; step++) {
            switch (draw(6)) {
            case 0:
                CHECK_CALL(post());
                break;
            case 1:
                scribble(storage.ring, sizeof(storage.ring));
                break;
            case 2:
                answer();
                break;
            case 3:
                virtqueue_kick(&vq);
                break;
            case 4:
                virtqueue_interrupts(&vq, draw(2));
                break;
            default:
                CHECK_CALL(reap(&reaped));
            }
            CHECK_CALL(in_order());
        }
        ASSERT(reaped > STEPS / 100);
    }
    PASS();
}

/* The device. */

#define RAM       0x40000000ull
#define RAM_PAGES 4
#define DESC      RAM
#define AVAIL     (RAM + GUEST_PAGE)
#define USED      (RAM + 2 * GUEST_PAGE)

static uint8_t ram[RAM_PAGES * GUEST_PAGE] __attribute__((aligned(GUEST_PAGE)));

static struct array_home home;

static bool is_packed(const struct virtio_queue *queue)
{
    return queue->ops == &virtio_packed_ops;
}

/* A descriptor that may well be good; in a packed ring, most often the next one. */
static void describe(const struct virtio_queue *queue)
{
    const uint16_t available = queue->avail_wrap ? 0x80 : 0x8000;
    const uint64_t addr = draw(8) ? RAM + draw(sizeof(ram)) : (uint64_t)plausible() << draw(40);
    const uint32_t size = draw(8) ? draw(64) * (draw(2) ? 16 : 1) : plausible();
    uint16_t fields[] = {plausible(), plausible()};
    unsigned int place = draw(SIZE);
    uint8_t *at;

    if (draw(8)) {
        fields[is_packed(queue)] = draw(4) | (is_packed(queue) ? available : 0);
        fields[!is_packed(queue)] = draw(SIZE);
        place = is_packed(queue) && draw(4) ? queue->next_avail : place;
    }
    at = ram + place * 16;

    memcpy(at, &addr, 8);
    memcpy(at + 8, &size, 4);
    memcpy(at + 12, fields, 4);
}

static enum greatest_test_res serve(struct virtio_queue *queue, unsigned int *served)
{
    static struct virtio_chain chain;
    static uint8_t bytes[64];
    uint64_t readable = 0, writable = 0;
    uint16_t waiting;
    bool wanted;

    if (!queue->ops->waiting(queue, &waiting))
        PASS();
    ASSERT(waiting <= queue->size);
    if (!waiting || !queue->ops->take(queue, &chain))
        PASS();
    ++*served;
    ASSERT(chain.segments <= queue->size);
    ASSERT(chain.readable_segments <= chain.segments);
    ASSERT(chain.steps >= 1 && chain.steps <= queue->size);
    for (unsigned int i = 0; i < chain.segments; i++)
        *(i < chain.readable_segments ? &readable : &writable) += chain.segment[i].size;
    ASSERT_EQ(readable, chain.readable);
    ASSERT_EQ(writable, chain.writable);
    virtio_chain_read(&chain, draw(100), bytes, draw(sizeof(bytes)));
    virtio_chain_write(&chain, draw(100), bytes, draw(sizeof(bytes)));
    queue->ops->give_back(queue, &chain, chain.writable);
    queue->ops->wants_interrupt(queue, &wanted);
    ASSERT(!is_packed(queue) ||
           (queue->next_avail < queue->size && queue->next_used < queue->size));
    PASS();
}

TEST a_device_stays_within_bounds(void)
{
    for (unsigned int kind = 0; kind < KINDS; kind++) {
        struct virtio_queue queue = {
            .home = &home.home, .size = SIZE, .desc = DESC, .avail = AVAIL, .used = USED};
        const bool packed = kinds[kind] & _BITULL(VIRTIO_F_RING_PACKED);
        unsigned int served = 0;

        seed = 2;
        memset(ram, 0, sizeof(ram));
        array_home_init(&home, ram, RAM, sizeof(ram));
        ASSERT(virtio_queue_start(&queue, packed ? &virtio_packed_ops : &virtio_split_ops, true,
                                  kinds[kind] & _BITULL(VIRTIO_RING_F_EVENT_IDX)));
        for (unsigned int step = 0; step < STEPS; step++) {
            const uint16_t next = queue.next_avail + draw(3);

            switch (draw(4)) {
            case 0:
                describe(&queue);
                break;
            case 1:
                scribble(ram + draw(3) * GUEST_PAGE, 4 + 16 * SIZE);
                break;
            case 2:
                memcpy(ram + GUEST_PAGE + 2, &next, sizeof(next)); /* avail.idx, split */
                break;
            default:
                CHECK_CALL(serve(&queue, &served));
            }
        }
        ASSERT(served > STEPS / 1000);
    }
    PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    RUN_TEST(a_driver_keeps_its_books);
    RUN_TEST(a_device_stays_within_bounds);
    GREATEST_MAIN_END();
}
