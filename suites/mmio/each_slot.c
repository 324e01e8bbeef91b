/* SPDX-License-Identifier: BSD-2-Clause */
#include "suites/mmio/each_slot.h"

#include "guest/test/report.h"
#include "suites/vio/rig/each.h"
#include "suites/vio/rig/find.h"

void each_slot(void (*check)(struct virtio_device *dev, struct vio_traffic *traffic))
{
    static struct vio_traffic traffic;
    static struct virtio_device dev;
    unsigned int checked = 0;

    for (unsigned int i = 0; i < virtio_slots_count() && !report_is_decided(); i++) {
        if (!virtio_slot_type(i) || !vio_expect(&dev, virtio_slot_open(&dev, i)) ||
            !vio_has_traffic(&dev))
            continue;
        checked++;
        check(&dev, &traffic);
        vio_close(&dev);
    }
    if (!checked && !report_is_decided())
        report_skip("no slot has a device that we can drive");
}

bool slot_start(struct virtio_device *dev, struct vio_traffic *traffic)
{
    return vio_expect(dev, virtio_negotiate(dev, 0)) &&
           vio_expect(dev, vio_traffic_queue(dev, traffic, 0)) &&
           vio_expect(dev, virtio_start(dev));
}

bool slot_serves(struct virtio_device *dev, struct vio_traffic *traffic)
{
    return vio_expect(dev, vio_traffic_post(dev, traffic, 0)) &&
           vio_expect(dev, vio_traffic_wait(dev, traffic));
}
