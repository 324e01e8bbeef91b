/* SPDX-License-Identifier: BSD-2-Clause */
/* Before DRIVER_OK, and after a reset: VIO-08, VIO-09. */
#include "guest/control/bus.h"
#include "guest/control/control_client.h"
#include "guest/driver_error.h"
#include "guest/test/report.h"
#include "protocol/test.h"
#include "runtime/idle.h"
#include "runtime/mmio.h"
#include "suites/vio/rig/each.h"
#include "suites/vio/rig/find.h"
#include "suites/vio/rig/traffic.h"
#include "suites/vio/rig/virtio_intx.h"

#define READY   (VIRTIO_CONFIG_S_ACKNOWLEDGE | VIRTIO_CONFIG_S_DRIVER | VIRTIO_CONFIG_S_FEATURES_OK)
#define RUNNING (READY | VIRTIO_CONFIG_S_DRIVER_OK)

#define LATER   (300 * CLOCK_US) /* when our devices would answer */
#define MOMENTS 24               /* of a reset, over LATER */
#define WATCH   (2 * CLOCK_MS)   /* how long nothing may happen; slept through */
#define LONG    (50 * CLOCK_MS)  /* the same where a device may take its time */

static struct vio_traffic traffic;

static bool set_up(struct virtio_device *dev)
{
    return vio_expect(dev, virtio_negotiate(dev, 0)) &&
           vio_expect(dev, vio_traffic_queue(dev, &traffic, 0));
}

/* As set_up(), with all requests in flight. */
static bool set_traffic_going(struct virtio_device *dev)
{
    if (!set_up(dev) || !vio_expect(dev, virtio_start(dev)))
        return false;
    for (unsigned int i = 0; i < VIO_TRAFFIC_REQUESTS; i++)
        if (!vio_expect(dev, vio_traffic_post(dev, &traffic, i)))
            return false;
    return true;
}

/* Checks that a device that was set up again works. */
static void expect_service(struct virtio_device *dev)
{
    if (set_up(dev) && vio_expect(dev, virtio_start(dev)) &&
        vio_expect(dev, vio_traffic_post(dev, &traffic, 0)))
        vio_expect(dev, vio_traffic_wait(dev, &traffic));
}

static void check_before_driver_ok(struct virtio_device *dev)
{
    static struct intx intx;

    if (!vio_expect(dev, virtio_reset(dev)))
        return;
    expect_eq(virtio_status(dev), 0);
    if (!set_up(dev))
        return;
    expect_eq(virtio_status(dev), READY);
    if (!intx_open(&intx, dev))
        return;
    vio_expect(dev,
               vio_traffic_post(dev, &traffic,
                                0)); /* deliberately: a driver must not notify before DRIVER_OK */
    idle_for(LONG);
    expect_eq(traffic.queue.used->idx, 0);
    expect_eq(intx.taken, 0);
    intx_close(&intx);
    expect_eq(virtio_isr(dev), 0);

    vio_expect(dev, virtio_start(dev));
    expect_eq(virtio_status(dev), RUNNING);
    virtqueue_notify(&traffic.queue);
    vio_expect(dev, vio_traffic_wait(dev, &traffic));
}

static void check_rng(struct virtio_device *dev)
{
    if (dev->type == VIRTIO_ID_RNG)
        check_before_driver_ok(dev);
}

static void check_disk(struct virtio_device *dev)
{
    if (dev->type == VIRTIO_ID_BLOCK)
        check_before_driver_ok(dev);
}

/* One test for each type, as known failures are listed by test. */
TEST(vio, nothing_before_driver_ok, .rule = "VIO-08", .bus = BUS_SERVED,
     TITLE("status reads as set; virtio-rng leaves a filled ring untouched until DRIVER_OK, then "
           "serves it"))
{
    vio_each(check_rng);
}

TEST(vio, no_disk_before_driver_ok, .rule = "VIO-08", .bus = BUS_SERVED,
     TITLE("virtio-blk, too, leaves a filled ring untouched until DRIVER_OK, then serves it"))
{
    vio_each(check_disk);
}

static void check_reset_state(struct virtio_device *dev)
{
    if (!set_up(dev) || !vio_expect(dev, virtio_start(dev)))
        return;
    if (vio_has_traffic(dev)) {
        /* Leaves bit 0 of the ISR set, unread. */
        vio_expect(dev, vio_traffic_post(dev, &traffic, 0));
        vio_expect(dev, vio_traffic_wait(dev, &traffic));
    }
    if (!vio_expect(dev, virtio_reset(dev)))
        return;
    expect_eq(virtio_isr(dev), 0);
    expect(!dev->transport->interrupts(dev));
    virtio_write(dev, VIRTIO_PCI_COMMON_Q_SELECT, 0);
    expect_eq(virtio_read(dev, VIRTIO_PCI_COMMON_Q_ENABLE), 0);
    expect_eq(virtio_status(dev), 0);
}

TEST(vio, a_reset_forgets, .rule = "VIO-09", .bus = BUS_SERVED,
     TITLE("after a reset status is 0, the queue is disabled, the ISR is 0 and the line low"))
{
    vio_each(check_reset_state);
}

static void check_reset_in_traffic(struct virtio_device *dev)
{
    static struct intx intx;

    if (!vio_has_traffic(dev) || !vio_defer(LATER))
        return;
    if (set_traffic_going(dev) && vio_expect(dev, virtio_reset(dev))) {
        vio_traffic_poison(&traffic); /* at once: a write from now on is too late */
        if (intx_open(&intx, dev)) {
            idle_for(WATCH);
            expect_eq(intx.taken, 0);
            intx_close(&intx);
        }
        vio_traffic_expect_poison(&traffic);
        expect_eq(virtio_isr(dev), 0);
        expect_eq(virtio_status(dev), 0);
        expect_service(dev);
    }
    vio_defer(0);
}

TEST(vio, a_reset_ends_traffic, .rule = "VIO-09", .bus = BUS_SERVED,
     TITLE("after a reset with requests in flight no byte of their memory changes, nothing "
           "interrupts, and the device works again"))
{
    vio_each(check_reset_in_traffic);
}

/*
 * Resets at moments from the notification until long after the answer: some fall into the service.
 */
static void check_moments(struct virtio_device *dev)
{
    if (!vio_has_traffic(dev) || !vio_defer(LATER))
        return;
    for (uint64_t after = 0; after < 2 * LATER && !report_is_decided(); after += LATER / MOMENTS) {
        if (!set_traffic_going(dev))
            break;
        idle_for(after);
        if (!vio_expect(dev, virtio_reset(dev)))
            break;
        vio_traffic_poison(&traffic);
        idle_for(WATCH);
        vio_traffic_expect_poison(&traffic);
    }
    expect_service(dev);
    vio_defer(0);
}

TEST(vio, a_reset_may_come_at_any_moment, .rule = "VIO-09", .bus = BUS_SERVED, .alone = true,
     TITLE("a reset before, during or after the service of requests leaves their memory "
           "untouched from then on"))
{
    vio_each(check_moments);
}

/* A removal is not noticed at once: the driver's wait times out, and it finds the device gone. */
static void leave_and_come_back(struct virtio_device *dev)
{
    if (!set_traffic_going(dev) || !control_do(CONTROL_DETACH, 0, 0, 0))
        return;
    expect_eq(vio_traffic_wait(dev, &traffic), VIRTIO_GONE);
    expect_eq(virtio_reset(dev), VIRTIO_GONE);
    vio_traffic_poison(&traffic);
    if (!control_do(CONTROL_ATTACH, 0, 0, 0))
        return;
    idle_for(WATCH);
    vio_traffic_expect_poison(&traffic);
    bus.mem_used = 0;
    if (vio_expect(dev, vio_open(dev, dev->bdf)))
        expect_service(dev);
}

TEST(vio, a_device_vanishes, .rule = "VIO-09", .bus = BUS_SERVED, .attach = ON_REQUEST,
     .profiles = UNMAPPED | WINDOWS,
     TITLE("a device whose server goes away with requests in flight is seen to be gone, no "
           "longer touches their memory, and works when it is back"))
{
    static struct virtio_device dev;
    pci_bdf bdf;

    if (!vio_find(VIRTIO_ID_RNG, &bdf) || !vio_expect(&dev, vio_open(&dev, bdf)) ||
        !vio_defer(CLOCK_MS / 2))
        return;
    leave_and_come_back(&dev);
    vio_close(&dev);
}
