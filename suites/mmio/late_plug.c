/* SPDX-License-Identifier: BSD-2-Clause */
/* A device that comes into an empty slot, and goes: MMIO-04. */
#include "guest/control/control_client.h"
#include "guest/test/report.h"
#include "protocol/test.h"
#include "suites/mmio/each_slot.h"
#include "suites/vio/rig/each.h"
#include "suites/vio/rig/find.h"

static uint32_t type(void)
{
    return virtio_slot_read(CONTROL_LATE_SLOT, VIRTIO_MMIO_DEVICE_ID);
}

static void check_plugged(void)
{
    static struct vio_traffic traffic;
    static struct virtio_device dev;

    expect_eq(type(), VIRTIO_ID_RNG);
    expect_eq(virtio_slot_read(CONTROL_LATE_SLOT, VIRTIO_MMIO_STATUS), 0);
    expect_eq(virtio_slot_read(CONTROL_LATE_SLOT, VIRTIO_MMIO_INTERRUPT_STATUS), 0);
    if (vio_expect(&dev, virtio_slot_open(&dev, CONTROL_LATE_SLOT)) && slot_start(&dev, &traffic))
        slot_serves(&dev, &traffic); /* left running: it must not be so when it comes back */
}

TEST(mmio, a_device_comes_and_goes, .rule = "MMIO-04", .bus = BUS_SERVED, .needs = CONTROL_PAGE,
     TITLE("a virtio-rng that is plugged into an empty slot is found there, works, is gone when it "
           "is taken out, and comes back as after a reset"))
{
    if (virtio_slots_count() <= CONTROL_LATE_SLOT) {
        report_skip("there are only %u slots", virtio_slots_count());
        return;
    }
    for (unsigned int i = 0; i < 2 && !report_is_decided(); i++) {
        expect_eq(type(), 0);
        if (!control_do(CONTROL_PLUG, true, 0, 0))
            return;
        check_plugged();
        if (!control_do(CONTROL_PLUG, false, 0, 0))
            return;
        expect_eq(type(), 0);
    }
}
