/* SPDX-License-Identifier: BSD-2-Clause */
/* Several queues of a device: VIO-11, VIO-20. */
#include "guest/test/report.h"
#include "protocol/test.h"
#include "runtime/mmio.h"
#include "suites/vio/rig/each.h"
#include "suites/vio/rig/traffic.h"

#define QUEUES 2
#define F_MQ   _BITULL(VIRTIO_BLK_F_MQ) /* the driver may use all queues, 5.2.3 */

static struct vio_traffic traffic[QUEUES];

static const uint8_t areas[] = {VIRTIO_PCI_COMMON_Q_DESCLO, VIRTIO_PCI_COMMON_Q_AVAILLO,
                                VIRTIO_PCI_COMMON_Q_USEDLO};
#define AREAS (sizeof(areas) / sizeof(areas[0]))

/* The address for area @area of queue @queue: different for each, and aligned. */
static uint32_t tag(unsigned int queue, unsigned int area)
{
    return 0x1000 * (1 + AREAS * queue + area);
}

static void select(const struct virtio_device *dev, unsigned int index)
{
    virtio_write(dev, VIRTIO_PCI_COMMON_Q_SELECT, index);
    if (dev->transport->reads_back)
        expect_eq(virtio_read(dev, VIRTIO_PCI_COMMON_Q_SELECT), index);
}

/* Writes alternately, so that each queue's registers are written between two of the other's. */
static void check_registers(const struct virtio_device *dev, unsigned int queues)
{
    for (unsigned int area = 0; area < AREAS; area++) {
        for (unsigned int i = 0; i < queues; i++) {
            select(dev, i);
            virtio_write(dev, areas[area], tag(i, area));
        }
    }
    for (unsigned int i = 0; i < queues; i++) {
        select(dev, i);
        for (unsigned int area = 0; area < AREAS; area++)
            expect_eq(virtio_read(dev, areas[area]), tag(i, area));
        expect_eq(virtio_read(dev, VIRTIO_PCI_COMMON_Q_ENABLE), 0);
    }
}

/* The last one first: then its effect on the others shows. */
static void check_enabling(struct virtio_device *dev, unsigned int queues)
{
    for (unsigned int i = queues; i-- > 0;) {
        vio_expect(dev, vio_traffic_queue(dev, &traffic[i], i));
        for (unsigned int other = 0; other < queues; other++) {
            select(dev, other);
            expect_eq(virtio_read(dev, VIRTIO_PCI_COMMON_Q_ENABLE), other >= i);
        }
    }
}

static unsigned int usable_queues(const struct virtio_device *dev)
{
    const unsigned int queues = virtio_read(dev, VIRTIO_PCI_COMMON_NUMQ);

    return queues < QUEUES ? queues : QUEUES;
}

static void check_queue_fields(struct virtio_device *dev)
{
    const unsigned int queues = usable_queues(dev);

    if (!vio_expect(dev, virtio_negotiate(dev, F_MQ)))
        return;
    if (dev->transport->reads_back)
        check_registers(dev, queues);
    check_enabling(dev, queues);
}

TEST(vio, queue_fields_are_per_queue, .rule = "VIO-11", .bus = BUS_SERVED,
     TITLE("the fields of two queues, written alternately, stay apart; an enabled queue reads "
           "1, and only that one"))
{
    vio_each(check_queue_fields);
}

/* Posts to both queues, then rings for one after the other: each gets its own answer. */
static void check_doorbells(struct virtio_device *dev)
{
    unsigned int queues = 1;

    if (!vio_has_traffic(dev) || !vio_expect(dev, virtio_negotiate(dev, F_MQ)))
        return;
    if (dev->type == VIRTIO_ID_BLOCK && dev->features & F_MQ)
        queues = usable_queues(dev);
    for (unsigned int i = 0; i < queues; i++)
        if (!vio_expect(dev, vio_traffic_queue(dev, &traffic[i], i)))
            return;
    if (!vio_expect(dev, virtio_start(dev)))
        return;
    for (unsigned int i = queues; i-- > 0;) {
        vio_expect(dev, vio_traffic_post(dev, &traffic[i], 0)); /* rings: the index */
        vio_expect(dev, vio_traffic_wait(dev, &traffic[i]));
    }
}

TEST(vio, doorbells_take_16_bits, .rule = "VIO-20", .bus = BUS_SERVED,
     TITLE("a 16-bit write (over mmio, 32-bit) of its index to a queue's doorbell gets that queue "
           "served"))
{
    vio_each(check_doorbells);
}

#define KICKS 16

/*
 * Kicks of queues without new buffers, and of the one after the last if NOTIFY has room for its
 * doorbell.
 */
static void kick_for_nothing(const struct virtio_device *dev)
{
    const unsigned int queues = virtio_read(dev, VIRTIO_PCI_COMMON_NUMQ);
    const uint64_t beyond = (uint64_t)queues * dev->notify_multiplier;
    struct virtqueue absent = traffic[0].queue;

    absent.index = queues;

    for (unsigned int i = 0; i < KICKS; i++) {
        virtqueue_notify(&traffic[0].queue);
        if (beyond && beyond + 2 <= dev->notify.size)
            mmio_write16(dev->notify.base + beyond, queues);
        virtqueue_notify(&absent); /* the index of no queue, at another one's doorbell */
    }
}

static void check_stray_kicks(struct virtio_device *dev)
{
    struct virtqueue *queue = &traffic[0].queue;

    if (!vio_has_traffic(dev) || !vio_expect(dev, virtio_negotiate(dev, 0)) ||
        !vio_expect(dev, vio_traffic_queue(dev, &traffic[0], 0)) ||
        !vio_expect(dev, virtio_start(dev)))
        return;
    for (uint16_t served = 1; served <= VIO_TRAFFIC_REQUESTS; served++) {
        vio_expect(dev, vio_traffic_post(dev, &traffic[0], served - 1));
        vio_expect(dev, vio_traffic_wait(dev, &traffic[0]));
        kick_for_nothing(dev);
        /* This read completes after them: by then a synchronous device has handled them. */
        expect_eq(virtio_status(dev) & VIRTIO_CONFIG_S_NEEDS_RESET, 0);
        expect_eq(queue->used->idx, served);
    }
}

TEST(vio, stray_kicks_are_harmless, .rule = "VIO-19", .bus = BUS_SERVED,
     TITLE("kicks without new buffers and of absent queues return nothing, and the device goes "
           "on working"))
{
    vio_each(check_stray_kicks);
}
