/* SPDX-License-Identifier: BSD-2-Clause */
/* What an address in a ring means: VIO-24. */
#include "guest/test/report.h"
#include "protocol/test.h"
#include "suites/vio/rig/each.h"
#include "suites/vio/rig/traffic.h"

static struct vio_traffic traffic;

/*
 * Without ACCESS_PLATFORM addresses are guest physical. With it they are the platform's for this
 * device, which are guest physical as well unless the device tree has an IOMMU or xen,grant-dma for
 * it: suites/grant.
 */
static void check_addresses(struct virtio_device *dev)
{
    const bool offered = virtio_offered(dev) & _BITULL(VIRTIO_F_ACCESS_PLATFORM);

    if (!vio_has_traffic(dev) || !vio_expect(dev, virtio_negotiate(dev, 0)))
        return;
    expect_eq(dev->features & _BITULL(VIRTIO_F_ACCESS_PLATFORM),
              offered ? _BITULL(VIRTIO_F_ACCESS_PLATFORM) : 0);
    if (vio_expect(dev, vio_traffic_queue(dev, &traffic, 0)) &&
        vio_expect(dev, virtio_start(dev)) && vio_expect(dev, vio_traffic_post(dev, &traffic, 0)))
        vio_expect(dev, vio_traffic_wait(dev, &traffic));
}

TEST(vio, addresses_are_guest_physical, .rule = "VIO-24", .bus = BUS_SERVED,
     TITLE("rings and buffers at guest physical addresses are served, with ACCESS_PLATFORM if "
           "it is offered and without it if not"))
{
    vio_each(check_addresses);
}
