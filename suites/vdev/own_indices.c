/* SPDX-License-Identifier: BSD-2-Clause */
/* A driver that writes what is the device's to write: VDEV-05. */
#include "guest/test/report.h"
#include "protocol/test.h"
#include "runtime/mmio.h"
#include "suites/vio/rig/disk.h"

#define RING     16
#define REQUESTS 20 /* the ring goes round */
#define GARBAGE  0x5a5a

static struct rig rig;
static struct disk_request request;

/* The used ring, flags and avail_event; the last lies behind the ring, 2.7.8. */
static void spoil_split(struct virtqueue *vq)
{
    volatile struct vring_used *used = vq->used;
    volatile uint16_t *event = (volatile void *)(used->ring + vq->size);

    used->idx = GARBAGE;
    used->flags = 0;
    for (unsigned int i = 0; i < vq->size; i++) {
        used->ring[i].id = GARBAGE + i;
        used->ring[i].len = GARBAGE;
    }
    *event = GARBAGE;
    mmio_wmb();
}

/* Whether @vq's ring has come to @count used buffers; the last one's element is our request's. */
static bool expect_used(const struct virtqueue *vq, unsigned int count)
{
    const struct timeout timeout = timeout_start(RIG_LIMIT, "used.idx to move on by one");

    while (vq->used->idx == GARBAGE && !timeout_expired(&timeout))
        ;
    return expect_eq(vq->used->idx, count) &&
           expect(vq->used->ring[(count - 1) & vq->mask].id < vq->size);
}

static void check_split(uint64_t features)
{
    struct scatter *scatter = &request.scatter;
    struct virtqueue *vq = &rig.queue[0];
    uint32_t length;

    if (!disk_open(&rig, features, RING))
        return;
    for (unsigned int i = 0; i < REQUESTS && !report_is_decided(); i++) {
        const uint16_t before = vq->used_idx;

        spoil_split(vq);
        disk_prepare(&request, VIRTIO_BLK_T_IN, i % DISK_SECTORS, 1, 2);
        if (virtqueue_add(vq, scatter->segment, scatter->readable, scatter->writable, &request))
            break;
        virtqueue_notify(vq);
        if (!expect_used(vq, (uint16_t)(before + 1)) || !rig_reap(&rig, 0, &request, &length))
            break;
        expect(!disk_wrong(&request, length));
    }
    rig_close(&rig);
}

TEST(vdev, used_rings_are_the_devices, .rule = "VDEV-05", .bus = BUS_SERVED,
     TITLE("garbage that the driver writes into used.idx, its elements and flags between requests "
           "moves nothing"))
{
    check_split(0);
}

TEST(vdev, event_fields_are_the_devices, .rule = "VDEV-05", .bus = BUS_SERVED,
     TITLE("the same with EVENT_IDX, avail_event too"))
{
    check_split(_BITULL(VIRTIO_RING_F_EVENT_IDX));
}

TEST(vdev, packed_events_are_the_devices, .rule = "VDEV-05", .bus = BUS_SERVED,
     TITLE("garbage in a packed ring's device area, and in descriptors that came back, moves "
           "nothing"))
{
    struct scatter *scatter = &request.scatter;
    struct virtqueue *vq = &rig.queue[0];
    uint32_t length;

    if (!disk_open(&rig, _BITULL(VIRTIO_F_RING_PACKED), RING))
        return;
    for (unsigned int i = 0; i < REQUESTS && !report_is_decided(); i++) {
        vq->device_event->off_wrap = GARBAGE;
        vq->device_event->flags = VRING_PACKED_EVENT_FLAG_DISABLE;
        mmio_wmb();
        disk_prepare(&request, VIRTIO_BLK_T_IN, i % DISK_SECTORS, 1, 2);
        if (virtqueue_add(vq, scatter->segment, scatter->readable, scatter->writable, &request))
            break;
        virtqueue_notify(vq);
        if (!rig_reap(&rig, 0, &request, &length))
            break;
        expect(!disk_wrong(&request, length));
    }
    rig_close(&rig);
}
