/* SPDX-License-Identifier: BSD-2-Clause */
/* The reset of a single queue: VIO-26. */
#include "guest/test/report.h"
#include "protocol/test.h"
#include "runtime/idle.h"
#include "runtime/mmio.h"
#include "suites/vio/rig/each.h"
#include "suites/vio/rig/traffic.h"

#define LATER (300 * CLOCK_US) /* when our devices would answer */
#define WATCH (50 * CLOCK_MS)  /* how long nothing may happen; slept through */

#define RUNNING                                                                           \
    (VIRTIO_CONFIG_S_ACKNOWLEDGE | VIRTIO_CONFIG_S_DRIVER | VIRTIO_CONFIG_S_FEATURES_OK | \
     VIRTIO_CONFIG_S_DRIVER_OK)

static struct vio_traffic traffic;
static unsigned int offering;

static bool serves(struct virtio_device *dev)
{
    return vio_expect(dev, vio_traffic_post(dev, &traffic, 0)) &&
           vio_expect(dev, vio_traffic_wait(dev, &traffic));
}

/* One request is done, one in flight; the latter must leave no trace. */
static void reset_queue(struct virtio_device *dev)
{
    if (!serves(dev) || !vio_expect(dev, vio_traffic_post(dev, &traffic, 1)) ||
        !vio_expect(dev, virtio_queue_reset(dev, 0)))
        return;
    vio_traffic_poison(&traffic);
    idle_for(WATCH);
    vio_traffic_expect_poison(&traffic);
    expect_eq(virtio_status(dev), RUNNING);
    if (vio_expect(dev, vio_traffic_queue(dev, &traffic, 0)))
        serves(dev);
}

static void check_queue_reset(struct virtio_device *dev)
{
    if (!vio_has_traffic(dev) || !(virtio_offered(dev) & _BITULL(VIRTIO_F_RING_RESET)))
        return;
    offering++;
    if (!vio_defer(LATER))
        return;
    if (vio_expect(dev, virtio_negotiate(dev, _BITULL(VIRTIO_F_RING_RESET))) &&
        vio_expect(dev, vio_traffic_queue(dev, &traffic, 0)) && vio_expect(dev, virtio_start(dev)))
        reset_queue(dev);
    vio_defer(0);
}

TEST(vio, a_queue_resets_alone, .rule = "VIO-26", .bus = BUS_SERVED,
     TITLE("queue_reset disables a queue, whose memory is not touched from then on; the device "
           "goes on, and the queue works once it is set up again"))
{
    offering = 0;
    vio_each(check_queue_reset);
    if (!offering && !report_is_decided())
        report_skip("no device offers RING_RESET");
}
