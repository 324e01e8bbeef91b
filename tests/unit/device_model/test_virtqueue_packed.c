/* SPDX-License-Identifier: BSD-2-Clause */
/* Packed rings that one side breaks: VIO-28, VIO-23. */
/* FAKES: quiet_machine */

#include <greatest.h>

#include "device_model/virtio/virtio_packed.h"
#include "device_model/virtio/virtio_split.h"
#include "guest/virtqueue/virtqueue.h"
#include "homes/array/array_home.h"
#include "runtime/idle.h"
#include "runtime/time/clock.h"
#include "tests/fakes/assert_error.h"

#define SIZE 4

static struct VIRTQUEUE_STORAGE(SIZE) storage;
static struct virtqueue vq;
static struct virtio_queue queue;
static struct virtqueue_used used;
static uint32_t words[SIZE];

static struct array_home home;

static enum greatest_test_res start(void)
{
    ASSERT_EQ(
        0, virtqueue_init(&vq, SIZE, storage.ring, storage.buffer, _BITULL(VIRTIO_F_RING_PACKED)));
    array_home_init(&home, NULL, 0, UINT64_MAX); /* guest addresses are our pointers */
    queue = (struct virtio_queue){.home = &home.home,
                                  .size = SIZE,
                                  .desc = (uintptr_t)vq.packed,
                                  .avail = (uintptr_t)vq.driver_event,
                                  .used = (uintptr_t)vq.device_event};
    ASSERT(virtio_queue_start(&queue, &virtio_packed_ops, false, false));
    PASS();
}

static int post_word(unsigned int n)
{
    const struct virtqueue_segment segment = {&words[n], sizeof(words[n])};

    return virtqueue_add(&vq, &segment, 0, 1, NULL);
}

/* Ways of breaking a packed ring; each is to be noticed with the queue left as it was. */
static enum greatest_test_res expect_error(int expected)
{
    const struct virtqueue was = vq;

    ASSERT_ERROR(expected, virtqueue_reap(&vq, &used));
    ASSERT_MEM_EQ(&was, &vq, sizeof(vq));
    PASS();
}

TEST packed_lies(void)
{
    const uint16_t both = 1u << VRING_PACKED_DESC_F_AVAIL | 1u << VRING_PACKED_DESC_F_USED;
    struct virtio_chain chain;
    uint16_t id;

    CHECK_CALL(start());
    vq.packed[0].flags = both;
    CHECK_CALL(expect_error(VIRTQUEUE_PACKED_IDLE)); /* nothing was asked for */
    CHECK_CALL(start());
    ASSERT_EQ(0, post_word(0));
    ASSERT_EQ(0, virtqueue_reap(&vq, &used));
    ASSERT(queue.ops->take(&queue, &chain));
    id = chain.head;
    vq.packed[0].flags = both;
    vq.packed[0].id = 4;
    CHECK_CALL(expect_error(VIRTQUEUE_PACKED_ID));
    vq.packed[0].id = 0xffff;
    CHECK_CALL(expect_error(VIRTQUEUE_PACKED_ID));
    vq.packed[0].id = id ^ 1;
    CHECK_CALL(expect_error(VIRTQUEUE_PACKED_ID));
    vq.packed[0].id = id;
    vq.packed[0].len = 5;
    CHECK_CALL(expect_error(VIRTQUEUE_USED_LENGTH));
    vq.packed[0].len = 4;
    ASSERT_EQ(1, virtqueue_reap(&vq, &used));
    ASSERT_EQ(0, post_word(0));
    ASSERT_EQ(0, post_word(1));
    vq.packed[1].id = id ^ 3; /* neither of the two */
    vq.packed[1].flags = both;
    CHECK_CALL(expect_error(VIRTQUEUE_PACKED_ID));
    PASS();
}

/* Drivers that break a packed ring. */
TEST packed_chains_without_end(void)
{
    static struct virtio_chain chain;

    for (unsigned int count = 1; count <= 4; count++) {
        CHECK_CALL(start());
        for (unsigned int i = 0; i < count; i++)
            vq.packed[i].flags = (1u << VRING_PACKED_DESC_F_AVAIL) | VRING_DESC_F_NEXT;
        ASSERT_FALSE(queue.ops->take(&queue, &chain));
    }
    PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    RUN_TEST(packed_lies);
    RUN_TEST(packed_chains_without_end);
    GREATEST_MAIN_END();
}
