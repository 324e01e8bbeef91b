/* SPDX-License-Identifier: BSD-2-Clause */
/* The driver's side of the split ring against a device that may lie: VIO-12, VIO-14. */
#include <greatest.h>

#include "guest/virtqueue/virtqueue.h"
#include "runtime/idle.h"
#include "runtime/time/clock.h"
#include "runtime/time/timeout.h"
#include "tests/fakes/assert_error.h"

#define SIZE     8
#define DOORBELL 0x23003004
#define QUEUE    3

static struct VIRTQUEUE_STORAGE(SIZE) storage;
static struct virtqueue vq;
static struct virtqueue_used used;
static uint8_t buffers[SIZE][64];
static uint16_t seen; /* the device's own copy of what it took from the avail ring */
static unsigned int doorbells;
static uint64_t now;

void mmio_write16(uint64_t ipa, uint16_t value)
{
    doorbells += ipa == DOORBELL && value == QUEUE;
}

bool idle(struct timeout *timeout)
{
    now = timeout->deadline;
    return true;
}

void mmio_write32(uint64_t ipa, uint32_t value)
{
    (void)ipa, (void)value;
}

struct timeout timeout_start(uint64_t ns, const char *what)
{
    return (struct timeout){.deadline = now + ns, .ns = ns, .what = what};
}

bool timeout_expired(const struct timeout *timeout)
{
    return ++now > timeout->deadline;
}

static void setup(void *arg)
{
    (void)arg;
    memset(&storage, 0xa5, sizeof(storage));
    virtqueue_init(&vq, SIZE, storage.ring, storage.buffer, 0);
    vq.notify = DOORBELL;
    vq.index = QUEUE;
    seen = 0;
    doorbells = 0;
}

/* Posts @readable + @writable segments of 64 bytes; the cookie is buffer @n. */
static int post(unsigned int n, unsigned int readable, unsigned int writable)
{
    struct virtqueue_segment segments[SIZE + 1];

    for (unsigned int i = 0; i < readable + writable; i++)
        segments[i] = (struct virtqueue_segment){buffers[i % SIZE], 64};
    return virtqueue_add(&vq, segments, readable, writable, buffers[n]);
}

/* The device takes the next head. */
static uint16_t take(void)
{
    return vq.avail->ring[seen++ & (vq.size - 1)];
}

/* The device returns @id: what it writes where is up to the test. */
static void give(uint32_t id, uint32_t length)
{
    vq.used->ring[vq.used->idx & (vq.size - 1)].id = id;
    vq.used->ring[vq.used->idx & (vq.size - 1)].len = length;
    vq.used->idx++;
}

/* The device takes the  descriptors of a chain, none of which may be in another one. */
static enum greatest_test_res own_chain(uint8_t *owned, uint16_t at, unsigned int count,
                                        uint8_t owner)
{
    for (unsigned int i = 0; i < count; i++, at = vq.desc[at].next) {
        ASSERT(at < SIZE);
        ASSERT_EQ(0, owned[at]);
        owned[at] = owner;
        ASSERT_EQ(i + 1 < count, !!(vq.desc[at].flags & VRING_DESC_F_NEXT));
    }
    PASS();
}

/* After an error the queue is as it was: the honest answer is still accepted. */
static enum greatest_test_res expect_error(int expected)
{
    const struct virtqueue before = vq;

    ASSERT_ERROR(expected, virtqueue_reap(&vq, &used));
    ASSERT_MEM_EQ(&before, &vq, sizeof(vq));
    PASS();
}

TEST sizes(void)
{
    static struct VIRTQUEUE_STORAGE(4) small;

    ASSERT_EQ(VIRTQUEUE_SIZE, virtqueue_init(&vq, 0, storage.ring, storage.buffer, 0));
    ASSERT_EQ(VIRTQUEUE_SIZE, virtqueue_init(&vq, 3, storage.ring, storage.buffer, 0));
    ASSERT_EQ(VIRTQUEUE_SIZE, virtqueue_init(&vq, 65536, storage.ring, storage.buffer, 0));
    ASSERT_EQ(0, virtqueue_init(&vq, 4, small.ring, small.buffer, 0));
    ASSERT_EQ(0, virtqueue_init(&vq, 1, small.ring, small.buffer, 0));
    ASSERT_EQ(0, post(0, 1, 0));
    ASSERT_EQ(VIRTQUEUE_FULL, post(0, 1, 0));
    PASS();
}

/* 2.7: descriptors aligned to 16, used ring to 4, nothing overlaps, nothing outside. */
TEST layout(void)
{
    for (unsigned int n = 1; n <= 32768; n *= 2) {
        const unsigned int used_at = VIRTQUEUE_USED_AT(n);

        ASSERT_EQ(0, used_at % 4);
        ASSERT(used_at >= 16 * n + 2 + 2 + 2 * n + 2);
        ASSERT_EQ(used_at + 2 + 2 + 8 * n + 2, VIRTQUEUE_RING_BYTES(n));
    }
    ASSERT_EQ(0, (uintptr_t)vq.desc % 16);
    ASSERT_EQ((void *)(vq.desc + SIZE), (void *)vq.avail);
    ASSERT_EQ(0, (uintptr_t)vq.used % 4);
    ASSERT_EQ(0, vq.avail->flags);
    ASSERT_EQ(0, vq.avail->idx);
    ASSERT_EQ(0, vq.used->idx);
    PASS();
}

TEST chain_as_the_device_sees_it(void)
{
    const struct vring_desc *desc = vq.desc;
    const struct virtqueue_segment segments[] = {
        {buffers[0], 16}, {buffers[1], 64}, {buffers[2], 1}};
    uint16_t at;

    ASSERT_EQ(0, virtqueue_add(&vq, segments, 1, 2, buffers[7]));
    ASSERT_EQ(1, vq.avail->idx);
    at = take();
    ASSERT_EQ((uintptr_t)buffers[0], desc[at].addr);
    ASSERT_EQ(16, desc[at].len);
    ASSERT_EQ(VRING_DESC_F_NEXT, desc[at].flags);
    at = desc[at].next;
    ASSERT_EQ((uintptr_t)buffers[1], desc[at].addr);
    ASSERT_EQ(VRING_DESC_F_NEXT | VRING_DESC_F_WRITE, desc[at].flags);
    at = desc[at].next;
    ASSERT_EQ(1, desc[at].len);
    ASSERT_EQ(VRING_DESC_F_WRITE, desc[at].flags);

    ASSERT_EQ(0, virtqueue_reap(&vq, &used));
    give(vq.avail->ring[0], 65);
    ASSERT_EQ(1, virtqueue_reap(&vq, &used));
    ASSERT_EQ(buffers[7], used.cookie);
    ASSERT_EQ(65, used.length);
    ASSERT_EQ(0, virtqueue_reap(&vq, &used));
    PASS();
}

TEST full_queue(void)
{
    ASSERT_EQ(VIRTQUEUE_EMPTY_CHAIN, post(0, 0, 0));
    ASSERT_EQ(VIRTQUEUE_FULL, post(0, SIZE, 1));
    ASSERT_EQ(0, post(0, 3, 2));
    ASSERT_EQ(VIRTQUEUE_FULL, post(1, 2, 2));
    ASSERT_EQ(0, post(1, 2, 1));
    ASSERT_EQ(VIRTQUEUE_FULL, post(2, 1, 0));
    ASSERT_EQ(2, vq.avail->idx);

    give(take(), 0);
    ASSERT_EQ(1, virtqueue_reap(&vq, &used));
    ASSERT_EQ(5, vq.free_count);
    ASSERT_EQ(0, post(2, 5, 0));
    ASSERT_EQ(VIRTQUEUE_FULL, post(3, 1, 0));
    PASS();
}

/*
 * More than 65,536 requests of changing shapes, answered in any order while others stay in flight
 * (VIO-12). The device checks that no descriptor is in two chains at once.
 */
TEST wrap(void)
{
    static const uint8_t shapes[][2] = {{1, 0}, {0, 1}, {1, 2}, {2, 1}, {1, 1}, {3, 1}, {0, 8}};
    uint16_t heads[SIZE];
    uint8_t owned[SIZE] = {0}; /* of each descriptor: 1 + the cookie of its chain */
    unsigned int held = 0, random = 1;

    for (unsigned int requests = 0; requests < 3 * 65536;) {
        random = random * 1103515245 + 12345;
        if (held < SIZE && random >> 16 & 1) {
            const uint8_t *shape = shapes[(random >> 17) % 7];
            const unsigned int cookie = vq.free_head; /* no other chain in flight has it */
            const int error = post(cookie, shape[0], shape[1]);

            ASSERT(error == 0 || error == VIRTQUEUE_FULL);
            if (error)
                continue;
            heads[held] = take();
            CHECK_CALL(own_chain(owned, heads[held], shape[0] + shape[1], 1 + cookie));
            held++;
            requests++;
        } else if (held) {
            const unsigned int pick = (random >> 17) % held;
            const uint8_t owner = owned[heads[pick]];

            give(heads[pick], 0);
            heads[pick] = heads[--held];
            ASSERT_EQ(1, virtqueue_reap(&vq, &used));
            ASSERT_EQ(buffers[owner - 1], used.cookie);
            for (unsigned int i = 0; i < SIZE; i++)
                owned[i] = owned[i] == owner ? 0 : owned[i];
        }
        ASSERT_EQ(held, (uint16_t)(vq.avail_idx - vq.used_idx));
    }
    PASS();
}

TEST notification_suppression(void)
{
    ASSERT_EQ(0, post(0, 1, 0));
    virtqueue_kick(&vq);
    ASSERT_EQ(1, doorbells);
    vq.used->flags = VRING_USED_F_NO_NOTIFY;
    virtqueue_kick(&vq);
    ASSERT_EQ(1, doorbells);
    virtqueue_notify(&vq);
    ASSERT_EQ(2, doorbells);

    virtqueue_interrupts(&vq, false);
    ASSERT_EQ(VRING_AVAIL_F_NO_INTERRUPT, vq.avail->flags);
    virtqueue_interrupts(&vq, true);
    ASSERT_EQ(0, vq.avail->flags);
    PASS();
}

TEST waiting(void)
{
    ASSERT_EQ(0, post(0, 0, 1));
    ASSERT_EQ(VIRTQUEUE_TIMEOUT, virtqueue_wait(&vq, &used, 100));
    give(take(), 64);
    ASSERT_EQ(0, virtqueue_wait(&vq, &used, 0));
    ASSERT_EQ(buffers[0], used.cookie);
    give(0, 0);
    ASSERT_EQ(VIRTQUEUE_USED_JUMP, virtqueue_wait(&vq, &used, 100));
    PASS();
}

TEST index_jumps(void)
{
    uint16_t head;

    give(0, 0);
    CHECK_CALL(expect_error(VIRTQUEUE_USED_JUMP)); /* nothing was asked for */
    vq.used->idx = 0;
    ASSERT_EQ(0, post(0, 1, 1));
    head = take();
    give(head, 0);
    give(head, 0);
    CHECK_CALL(expect_error(VIRTQUEUE_USED_JUMP));
    vq.used->idx = 0xffff; /* backwards is a jump, too */
    CHECK_CALL(expect_error(VIRTQUEUE_USED_JUMP));
    vq.used->idx = 1;
    ASSERT_EQ(1, virtqueue_reap(&vq, &used));
    PASS();
}

TEST id_out_of_range(void)
{
    static const uint32_t ids[] = {SIZE, 0x10000, 0xffffffff, 0x80000000};

    ASSERT_EQ(0, post(0, 1, 1));
    for (unsigned int i = 0; i < 4; i++) {
        vq.used->idx = 0;
        give(ids[i], 0);
        CHECK_CALL(expect_error(VIRTQUEUE_USED_RANGE));
    }
    PASS();
}

TEST id_never_posted(void)
{
    uint16_t head;

    ASSERT_EQ(0, post(0, 1, 1));
    head = take();
    for (uint32_t id = 0; id < SIZE; id++) {
        if (id == head)
            continue;
        vq.used->idx = 0;
        give(id, 0); /* among them the chain's second descriptor */
        CHECK_CALL(expect_error(VIRTQUEUE_USED_UNPOSTED));
    }
    vq.used->idx = 0;
    give(head, 0);
    ASSERT_EQ(1, virtqueue_reap(&vq, &used));
    PASS();
}

TEST id_returned_twice(void)
{
    uint16_t first;

    ASSERT_EQ(0, post(0, 1, 0));
    ASSERT_EQ(0, post(1, 1, 0));
    first = take();
    give(first, 0);
    give(first, 0);
    ASSERT_EQ(1, virtqueue_reap(&vq, &used));
    CHECK_CALL(expect_error(VIRTQUEUE_USED_TWICE));
    vq.used->idx--;
    give(take(), 0);
    ASSERT_EQ(1, virtqueue_reap(&vq, &used));
    ASSERT_EQ(buffers[1], used.cookie);
    PASS();
}

TEST length_beyond_what_is_writable(void)
{
    ASSERT_EQ(0, post(0, 2, 2));
    give(take(), 129);
    CHECK_CALL(expect_error(VIRTQUEUE_USED_LENGTH));
    vq.used->ring[0].len = 128;
    ASSERT_EQ(1, virtqueue_reap(&vq, &used));

    ASSERT_EQ(0, post(0, 1, 0));
    give(take(), 1);
    CHECK_CALL(expect_error(VIRTQUEUE_USED_LENGTH));
    PASS();
}

/* The writable total does not wrap: two segments of 4 GiB - 1 admit any 32-bit length. */
TEST length_of_huge_segments(void)
{
    const struct virtqueue_segment segments[] = {{buffers[0], ~0u}, {buffers[1], ~0u}};

    ASSERT_EQ(0, virtqueue_add(&vq, segments, 0, 2, NULL));
    give(take(), ~0u);
    ASSERT_EQ(1, virtqueue_reap(&vq, &used));
    ASSERT_EQ(~0u, used.length);
    PASS();
}

/* A device that scribbles over all it can reach (VIO-14): the private slots keep the queue sane. */
TEST scribbled_rings(void)
{
    uint16_t heads[4];

    for (unsigned int round = 0; round < 100; round++) {
        for (unsigned int i = 0; i < 4; i++) {
            ASSERT_EQ(0, post(i, 1, 1));
            heads[i] = take();
        }
        ASSERT_EQ(VIRTQUEUE_FULL, post(4, 1, 0));
        memset(vq.desc, 0xff, SIZE * sizeof(*vq.desc));
        memset((void *)vq.avail, 0xff, 2 * sizeof(uint16_t) + SIZE * sizeof(uint16_t));
        for (unsigned int i = 0; i < 4; i++)
            give(heads[i ^ 2], 64);
        for (unsigned int i = 0; i < 4; i++) {
            ASSERT_EQ(1, virtqueue_reap(&vq, &used));
            ASSERT_EQ(buffers[i ^ 2], used.cookie);
        }
    }
    PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    GREATEST_SET_SETUP_CB(setup, NULL);
    RUN_TEST(sizes);
    RUN_TEST(layout);
    RUN_TEST(chain_as_the_device_sees_it);
    RUN_TEST(full_queue);
    RUN_TEST(wrap);
    RUN_TEST(notification_suppression);
    RUN_TEST(waiting);
    RUN_TEST(index_jumps);
    RUN_TEST(id_out_of_range);
    RUN_TEST(id_never_posted);
    RUN_TEST(id_returned_twice);
    RUN_TEST(length_beyond_what_is_writable);
    RUN_TEST(length_of_huge_segments);
    RUN_TEST(scribbled_rings);
    GREATEST_MAIN_END();
}
