/* SPDX-License-Identifier: BSD-2-Clause */
/* What a device makes of a driver that breaks the ring: VIO-23. */
#include "guest/test/report.h"
#include "protocol/test.h"
#include "runtime/idle.h"
#include "runtime/time/timeout.h"
#include "suites/vio/rig/disk.h"

#define RING 8

static struct rig rig;
static struct disk_request request;

static uint8_t status(void)
{
    return virtio_status(&rig.device);
}

/* Waits until the device says that it needs a reset. */
static bool gives_up(void)
{
    struct timeout timeout = timeout_start(RIG_LIMIT, "NEEDS_RESET");

    while (!(status() & VIRTIO_CONFIG_S_NEEDS_RESET))
        if (!idle(&timeout))
            return false;
    return true;
}

/*
 * Posts a correct request, which @corrupt then changes in the ring; @head is its descriptor.
 * Whether the device then sets NEEDS_RESET; only if it does is the rig left open.
 */
static bool breaks_down(uint64_t features, void (*corrupt)(struct virtqueue *queue, uint16_t head))
{
    struct scatter *scatter = &request.scatter;
    struct virtqueue *queue = &rig.queue[0];
    uint16_t head;

    if (!disk_open(&rig, features, RING))
        return false;
    head = queue->mode & VIRTQUEUE_PACKED ? queue->avail_idx : queue->free_head;
    virtio_isr(&rig.device);
    disk_prepare(&request, VIRTIO_BLK_T_IN, 0, 1, 2);
    if (virtqueue_add(queue, scatter->segment, 1, 2, scatter)) {
        report_error("a ring of %u has no room for a request", queue->size);
        rig_close(&rig);
        return false;
    }
    corrupt(queue, head);
    virtqueue_notify(queue);
    if (expect(gives_up()))
        return true;
    rig_close(&rig);
    return false;
}

static void break_ring(uint64_t features, void (*corrupt)(struct virtqueue *queue, uint16_t head))
{
    struct virtqueue_used used;

    if (!breaks_down(features, corrupt))
        return;
    expect(virtio_isr(&rig.device) & VIRTIO_PCI_ISR_CONFIG);
    expect_eq(virtqueue_reap(&rig.queue[0], &used), 0);
    expect(scatter_is_guarded(&request.scatter));
    rig_close(&rig);
    /* After a reset all is forgotten. */
    if (!report_is_decided() && disk_open(&rig, 0, RING))
        rig_close(&rig);
}

static void too_many(struct virtqueue *queue, uint16_t head)
{
    (void)head;
    queue->avail->idx += queue->size;
}

TEST(vio, an_index_that_jumps_needs_a_reset, .rule = "VIO-23", .bus = BUS_SERVED,
     TITLE("avail.idx beyond what the ring holds: NEEDS_RESET with a configuration interrupt, "
           "and nothing is written"))
{
    break_ring(0, too_many);
}

TEST(vio, only_a_reset_ends_needs_reset, .rule = "VIO-23", .bus = BUS_SERVED,
     TITLE("NEEDS_RESET stays when a driver writes the same status again"))
{
    const uint8_t running = VIRTIO_CONFIG_S_ACKNOWLEDGE | VIRTIO_CONFIG_S_DRIVER |
                            VIRTIO_CONFIG_S_FEATURES_OK | VIRTIO_CONFIG_S_DRIVER_OK;

    if (!breaks_down(0, too_many))
        return;
    virtio_write(&rig.device, VIRTIO_PCI_COMMON_STATUS, running);
    expect(status() & VIRTIO_CONFIG_S_NEEDS_RESET);
    rig_close(&rig);
}

static void loop(struct virtqueue *queue, uint16_t head)
{
    queue->desc[queue->desc[head].next].next = head;
}

TEST(vio, a_looped_chain_needs_a_reset, .rule = "VIO-23", .bus = BUS_SERVED,
     TITLE("a chain that never ends: NEEDS_RESET, and nothing is written"))
{
    break_ring(0, loop);
}

static void no_such_head(struct virtqueue *queue, uint16_t head)
{
    (void)head;
    queue->avail->ring[(queue->avail_idx - 1) & (queue->size - 1)] = queue->size;
}

TEST(vio, a_head_out_of_range_needs_a_reset, .rule = "VIO-23", .bus = BUS_SERVED,
     TITLE("a head that is not a descriptor: NEEDS_RESET, and nothing is written"))
{
    break_ring(0, no_such_head);
}

static void no_such_next(struct virtqueue *queue, uint16_t head)
{
    queue->desc[head].next = 0x7fff;
}

TEST(vio, a_next_out_of_range_needs_a_reset, .rule = "VIO-23", .bus = BUS_SERVED,
     TITLE("a chain that leads out of the table: NEEDS_RESET, and nothing is written"))
{
    break_ring(0, no_such_next);
}

static void never_ends(struct virtqueue *queue, uint16_t head)
{
    for (unsigned int i = 0; i < queue->size; i++)
        queue->packed[i].flags = queue->packed[head].flags | VRING_DESC_F_NEXT;
}

/* Only where a scenario names it: not every device model leaves such a chain. */
TEST(vio, a_packed_chain_without_end_needs_a_reset, .rule = "VIO-23", .bus = BUS_SERVED,
     .alone = true, TITLE("a packed ring in which every descriptor has NEXT set: NEEDS_RESET"))
{
    break_ring(_BITULL(VIRTIO_F_RING_PACKED), never_ends);
}
