/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The guest's and the backend's side of every kind of ring against each other, chains of all
 * shapes, out of order, over many rounds: VIO-12 to -18, VIO-28.
 */
#include <greatest.h>

#include "device_model/virtio/virtio_packed.h"
#include "device_model/virtio/virtio_split.h"
#include "guest/virtqueue/virtqueue.h"
#include "homes/array/array_home.h"
#include "runtime/idle.h"
#include "runtime/time/clock.h"
#include "runtime/time/timeout.h"
#include "tests/fakes/assert_error.h"

#define SIZE_MAX_ 16
#define BYTES     24 /* of a buffer */

static struct VIRTQUEUE_STORAGE(SIZE_MAX_) storage;
static struct virtqueue vq;
static struct virtio_queue queue;
static struct virtqueue_used used;
static uint8_t buffers[SIZE_MAX_][BYTES];
static struct vring_desc tables[SIZE_MAX_][SIZE_MAX_];
static struct virtio_chain held[SIZE_MAX_]; /* by the device */
static uint64_t now;
static uint32_t notified;
static unsigned int seed;

static struct array_home home;

void mmio_write16(uint64_t ipa, uint16_t value)
{
    (void)ipa;
    notified = value;
}

void mmio_write32(uint64_t ipa, uint32_t value)
{
    (void)ipa;
    notified = value;
}

uint64_t clock_deadline(uint64_t ns)
{
    return now + ns;
}

bool clock_expired(uint64_t deadline)
{
    return ++now > deadline;
}

struct timeout timeout_start(uint64_t ns, const char *what)
{
    return (struct timeout){.deadline = now + ns, .ns = ns, .what = what};
}

bool timeout_expired(const struct timeout *timeout)
{
    return ++now > timeout->deadline;
}

bool idle(struct timeout *timeout)
{
    now = timeout->deadline;
    return true;
}

static unsigned int draw(unsigned int below)
{
    seed = seed * 1103515245 + 12345;
    return (seed >> 16) % below;
}

static enum greatest_test_res start(unsigned int size, uint64_t features)
{
    const bool packed = features & _BITULL(VIRTIO_F_RING_PACKED);

    memset(&storage, 0xa5, sizeof(storage));
    ASSERT_EQ(0, virtqueue_init(&vq, size, storage.ring, storage.buffer, features));
    array_home_init(&home, NULL, 0, UINT64_MAX); /* guest addresses are our pointers */
    queue = (struct virtio_queue){.home = &home.home,
                                  .size = size,
                                  .desc = (uintptr_t)vq.desc,
                                  .avail = (uintptr_t)vq.avail,
                                  .used = (uintptr_t)vq.used};
    ASSERT(virtio_queue_start(&queue, packed ? &virtio_packed_ops : &virtio_split_ops,
                              features & _BITULL(VIRTIO_RING_F_INDIRECT_DESC),
                              features & _BITULL(VIRTIO_RING_F_EVENT_IDX)));
    seed = 1;
    PASS();
}

static const uint64_t kinds[] = {
    0,
    _BITULL(VIRTIO_RING_F_INDIRECT_DESC),
    _BITULL(VIRTIO_RING_F_EVENT_IDX),
    _BITULL(VIRTIO_RING_F_EVENT_IDX) | _BITULL(VIRTIO_RING_F_INDIRECT_DESC),
    _BITULL(VIRTIO_F_RING_PACKED),
    _BITULL(VIRTIO_F_RING_PACKED) | _BITULL(VIRTIO_RING_F_INDIRECT_DESC),
    _BITULL(VIRTIO_F_RING_PACKED) | _BITULL(VIRTIO_RING_F_EVENT_IDX) |
        _BITULL(VIRTIO_RING_F_INDIRECT_DESC),
};
#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

/* Buffer @n cut at random places: some bytes to read, the rest to write. */
static int post(unsigned int n)
{
    const unsigned int most = vq.size < BYTES ? vq.size : BYTES;
    const unsigned int count = 1 + draw(most), readable = draw(count + 1);
    struct virtqueue_segment segments[SIZE_MAX_];
    unsigned int at = 0;

    for (unsigned int i = 0; i < count; i++) {
        const unsigned int spare = BYTES - at - (count - i - 1);
        const unsigned int part = i + 1 < count ? 1 + draw(spare) : BYTES - at;

        segments[i] = (struct virtqueue_segment){buffers[n] + at, part};
        at += part;
    }
    memset(buffers[n], n, BYTES);
    if (queue.indirect && draw(2)) {
        const struct virtqueue_indirect how = {
            .table = tables[n],
            .direct = vq.mode & VIRTQUEUE_PACKED ? 0 : draw(count),
            .write = draw(2),
        };

        return virtqueue_add_indirect(&vq, segments, readable, count - readable, &how, buffers[n]);
    }
    return virtqueue_add(&vq, segments, readable, count - readable, buffers[n]);
}

/* The device reads what it may and inverts the rest. */
static enum greatest_test_res serve(struct virtio_chain *chain, uint8_t *owner)
{
    uint8_t bytes[BYTES], inverted[BYTES];

    ASSERT_EQ(BYTES, chain->readable + chain->writable);
    ASSERT(virtio_chain_read(chain, 0, bytes, chain->readable));
    for (unsigned int i = 1; i < chain->readable; i++)
        ASSERT_EQ(bytes[0], bytes[i]);
    *owner = chain->segments ? *(uint8_t *)(uintptr_t)chain->segment[0].addr : 0xff;
    memset(inverted, ~*owner, BYTES);
    ASSERT(virtio_chain_write(chain, 0, inverted, chain->writable));
    PASS();
}

static enum greatest_test_res came_back(unsigned int n, const struct virtio_chain *chain)
{
    ASSERT_EQ(1, virtqueue_reap(&vq, &used));
    ASSERT_EQ(buffers[n], used.cookie);
    ASSERT_EQ(chain->writable, used.length);
    for (unsigned int i = 0; i < BYTES; i++)
        ASSERT_EQ(i < chain->readable ? n : (uint8_t)~n, buffers[n][i]);
    PASS();
}

static enum greatest_test_res traffic(unsigned int size, uint64_t features)
{
    bool busy[SIZE_MAX_] = {false};
    uint8_t owner[SIZE_MAX_];
    unsigned int count = 0;
    uint16_t waiting;

    CHECK_CALL(start(size, features));
    for (unsigned int requests = 0; requests < 70000;) {
        if (draw(2)) {
            unsigned int n = 0, error;

            while (n < size && busy[n])
                n++;
            if (n == size)
                continue;
            error = post(n);
            if (error) {
                ASSERT_ERROR(VIRTQUEUE_FULL, (int)error);
                continue;
            }
            busy[n] = true;
            requests++;
            ASSERT(queue.ops->waiting(&queue, &waiting));
            ASSERT_EQ(1, waiting);
            ASSERT(queue.ops->take(&queue, &held[count]));
            CHECK_CALL(serve(&held[count], &owner[count]));
            ASSERT_EQ(n, owner[count]);
            count++;
            ASSERT(queue.ops->waiting(&queue, &waiting));
            ASSERT_EQ(0, waiting);
        } else if (count) {
            /* Out of order; a packed ring's descriptors need no order either. */
            const unsigned int pick = draw(count);

            ASSERT(queue.ops->give_back(&queue, &held[pick], held[pick].writable));
            CHECK_CALL(came_back(owner[pick], &held[pick]));
            busy[owner[pick]] = false;
            count--;
            held[pick] = held[count];
            owner[pick] = owner[count];
        }
        ASSERT_EQ(count > 0, virtqueue_in_use(&vq));
    }
    PASS();
}

TEST every_kind_and_size(void)
{
    for (unsigned int kind = 0; kind < KINDS; kind++)
        for (unsigned int size = 1; size <= SIZE_MAX_; size *= 4)
            CHECK_CALL(traffic(size, kinds[kind]));
    PASS();
}

static int post_word(unsigned int n)
{
    const struct virtqueue_segment segment = {buffers[n % SIZE_MAX_], 4};

    return virtqueue_add(&vq, &segment, 0, 1, NULL);
}

static enum greatest_test_res use(unsigned int count, unsigned int interrupts)
{
    static struct virtio_chain chain;
    unsigned int seen = 0;
    bool wanted;

    for (unsigned int i = 0; i < count; i++) {
        ASSERT(queue.ops->take(&queue, &chain));
        ASSERT(queue.ops->give_back(&queue, &chain, 4));
        ASSERT(queue.ops->wants_interrupt(&queue, &wanted));
        seen += wanted;
        ASSERT_EQ(1, virtqueue_reap(&vq, &used));
    }
    ASSERT_EQ(interrupts, seen);
    PASS();
}

/* Both events at every distance, at every place of a ring, around the wrap of the indices. */
static enum greatest_test_res events(uint64_t features)
{
    const unsigned int size = 8;
    uint16_t waiting;

    CHECK_CALL(start(size, features | _BITULL(VIRTIO_RING_F_EVENT_IDX)));
    for (unsigned int round = 0; round < 65536 / size * 2 + 50; round++) {
        const unsigned int batch = 1 + draw(size), after = 1 + draw(batch);
        const bool wants = draw(4);

        ASSERT(queue.ops->waiting(&queue, &waiting)); /* the device wants to hear of the next */
        for (unsigned int i = 0; i < batch; i++) {
            ASSERT_EQ(0, post_word(i));
            if (round & 1)
                ASSERT_EQ(!i, virtqueue_kick_needed(&vq));
        }
        if (!(round & 1))
            ASSERT(virtqueue_kick_needed(&vq));
        ASSERT_FALSE(virtqueue_kick_needed(&vq));
        virtqueue_interrupts(&vq, false);
        if (wants)
            virtqueue_interrupt_after(&vq, after);
        CHECK_CALL(use(batch, wants));
    }
    PASS();
}

TEST events_at_every_distance(void)
{
    CHECK_CALL(events(0));
    CHECK_CALL(events(_BITULL(VIRTIO_F_RING_PACKED)));
    PASS();
}

TEST interrupts_on_and_off(void)
{
    for (unsigned int kind = 0; kind < KINDS; kind++) {
        CHECK_CALL(start(8, kinds[kind]));
        for (unsigned int round = 0; round < 20; round++) {
            virtqueue_interrupts(&vq, round & 1);
            for (unsigned int i = 0; i < 5; i++)
                ASSERT_EQ(0, post_word(i));
            CHECK_CALL(use(5, round & 1 ? 5 : 0));
        }
    }
    PASS();
}

/* 4.1.5.2: where the next descriptor will be. */
TEST notification_data(void)
{
    CHECK_CALL(start(4, _BITULL(VIRTIO_F_NOTIFICATION_DATA)));
    vq.index = 3;
    vq.avail_idx = 0x8001;
    virtqueue_notify(&vq);
    ASSERT_EQ(0x80010003, notified);
    CHECK_CALL(start(4, _BITULL(VIRTIO_F_NOTIFICATION_DATA) | _BITULL(VIRTIO_F_RING_PACKED)));
    vq.index = 3;
    ASSERT_EQ(0, post_word(0));
    virtqueue_notify(&vq);
    ASSERT_EQ(0x80010003, notified);
    CHECK_CALL(use(1, 1));
    for (unsigned int i = 0; i < 3; i++)
        ASSERT_EQ(0, post_word(i));
    virtqueue_notify(&vq);
    ASSERT_EQ(0x00000003, notified);
    PASS();
}

/* Tables that a device must refuse, and those that it must not. */
TEST good_and_bad_tables(void)
{
    static struct virtio_chain chain;
    static struct vring_desc table[4];
    static const struct {
        uint32_t length;
        uint16_t flags, inner;
        bool good;
    } cases[] = {
        {16, VRING_DESC_F_INDIRECT, 0, true},
        {16, VRING_DESC_F_INDIRECT | VRING_DESC_F_WRITE, 0, true},
        {64, VRING_DESC_F_INDIRECT, VRING_DESC_F_WRITE, true},
        {0, VRING_DESC_F_INDIRECT, 0, false},
        {15, VRING_DESC_F_INDIRECT, 0, false},
        {24, VRING_DESC_F_INDIRECT, 0, false},
        {16, VRING_DESC_F_INDIRECT | VRING_DESC_F_NEXT, 0, false},
        {16, VRING_DESC_F_INDIRECT, VRING_DESC_F_INDIRECT, false}, /* in a table */
        {16, VRING_DESC_F_INDIRECT, VRING_DESC_F_NEXT, false},     /* leads out of the table */
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        CHECK_CALL(start(4, _BITULL(VIRTIO_RING_F_INDIRECT_DESC)));
        table[0] = (struct vring_desc){(uintptr_t)buffers, 4, cases[i].inner, 1};
        vq.desc[0] = (struct vring_desc){(uintptr_t)table, cases[i].length, cases[i].flags, 0};
        vq.avail->ring[0] = 0;
        vq.avail->idx = 1;
        ASSERT_EQ(cases[i].good, queue.ops->take(&queue, &chain));
        if (cases[i].good)
            ASSERT_EQ(1, chain.segments);
    }
    PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    RUN_TEST(every_kind_and_size);
    RUN_TEST(events_at_every_distance);
    RUN_TEST(interrupts_on_and_off);
    RUN_TEST(notification_data);
    RUN_TEST(good_and_bad_tables);
    GREATEST_MAIN_END();
}
