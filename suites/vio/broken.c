/* SPDX-License-Identifier: BSD-2-Clause */
/* What a device makes of a driver that breaks the ring: VIO-23. */
#include "disk.h"
#include "idle.h"
#include "report.h"
#include "test.h"

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
    const uint64_t deadline = clock_deadline(RIG_LIMIT);
    uint64_t pause = 0;

    while (!(status() & VIRTIO_NEEDS_RESET))
        if (!idle(deadline, &pause))
            return false;
    return true;
}

/* A request that is as it should be until @corrupt has been at the ring. */
static void break_ring(void (*corrupt)(struct virtqueue *queue, uint16_t head))
{
    struct scatter *scatter = &request.scatter;
    struct virtqueue *queue = &rig.queue[0];
    const uint8_t running =
        VIRTIO_ACKNOWLEDGE | VIRTIO_DRIVER | VIRTIO_FEATURES_OK | VIRTIO_DRIVER_OK;
    uint16_t head, used;

    if (!disk_open(&rig, 0, RING))
        return;
    head = queue->free_head;
    used = queue->used->idx;
    virtio_isr(&rig.device);
    disk_prepare(&request, VIRTIO_BLK_T_IN, 0, 1, 2);
    if (virtqueue_add(queue, scatter->segment, 1, 2, scatter)) {
        report_error("a ring of %u has no room for a request", queue->size);
        rig_close(&rig);
        return;
    }
    corrupt(queue, head);
    virtqueue_notify(queue);
    if (expect(gives_up())) {
        expect(virtio_isr(&rig.device) & VIRTIO_ISR_CONFIG);
        expect_eq(queue->used->idx, used);
        expect(scatter_is_guarded(scatter));
        mmio_write8(rig.device.common.base + VIRTIO_DEVICE_STATUS, running);
        expect(status() & VIRTIO_NEEDS_RESET);
    }
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
     .title =
         "avail.idx beyond what a ring holds: NEEDS_RESET, by a configuration interrupt, until "
         "the reset")
{
    break_ring(too_many);
}

static void loop(struct virtqueue *queue, uint16_t head)
{
    queue->desc[queue->desc[head].next].next = head;
}

TEST(vio, a_looped_chain_needs_a_reset, .rule = "VIO-23", .bus = BUS_SERVED,
     .title = "a chain that never ends: NEEDS_RESET, and nothing is written")
{
    break_ring(loop);
}

static void no_such_head(struct virtqueue *queue, uint16_t head)
{
    (void)head;
    queue->avail->ring[(queue->avail_idx - 1) & (queue->size - 1)] = queue->size;
}

TEST(vio, a_head_out_of_range_needs_a_reset, .rule = "VIO-23", .bus = BUS_SERVED,
     .title = "a head that is no descriptor's: NEEDS_RESET, and nothing is written")
{
    break_ring(no_such_head);
}

static void no_such_next(struct virtqueue *queue, uint16_t head)
{
    queue->desc[head].next = 0x7fff;
}

TEST(vio, a_next_out_of_range_needs_a_reset, .rule = "VIO-23", .bus = BUS_SERVED,
     .title = "a chain that leads out of the table: NEEDS_RESET, and nothing is written")
{
    break_ring(no_such_next);
}
