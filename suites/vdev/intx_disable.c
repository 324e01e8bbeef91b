/* SPDX-License-Identifier: BSD-2-Clause */
/* Interrupt Disable and Interrupt Status of a function: VDEV-02. */
#include "guest/control/bus.h"
#include "guest/test/report.h"
#include "protocol/test.h"
#include "runtime/idle.h"
#include "runtime/mmio.h"
#include "suites/vio/rig/each.h"
#include "suites/vio/rig/traffic.h"
#include "suites/vio/rig/virtio_intx.h"

#define LIMIT (20 * CLOCK_MS)
#define WATCH CLOCK_MS /* how long nothing may happen; slept through */

static struct vio_traffic traffic;
static struct intx intx;

static bool has_status(const struct virtio_device *dev)
{
    return mmio_read16(dev->config + PCI_STATUS) & PCI_STATUS_INTERRUPT;
}

static void set_disable(const struct virtio_device *dev, bool on)
{
    const uint16_t command = mmio_read16(dev->config + PCI_COMMAND) & ~PCI_COMMAND_INTX_DISABLE;

    mmio_write16(dev->config + PCI_COMMAND, command | (on ? PCI_COMMAND_INTX_DISABLE : 0));
}

static bool request(struct virtio_device *dev)
{
    return vio_expect(dev, vio_traffic_post(dev, &traffic, 0)) &&
           vio_expect(dev, vio_traffic_wait(dev, &traffic));
}

static bool start(struct virtio_device *dev)
{
    if (!vio_has_traffic(dev) || !vio_expect(dev, virtio_negotiate(dev, 0)) ||
        !vio_expect(dev, vio_traffic_queue(dev, &traffic, 0)) ||
        !vio_expect(dev, virtio_start(dev)))
        return false;
    intx_settle(dev);
    return intx_open(&intx, dev);
}

/* A request while the line is disabled, which is then enabled: with or without the cause. */
static void check_masked(struct virtio_device *dev, bool cause_stands)
{
    const unsigned int before = intx.taken;

    set_disable(dev, true);
    if (!request(dev))
        return;
    expect(intx_comes(dev, LIMIT));
    idle_for(WATCH);
    expect_eq(intx.taken, before);
    if (!cause_stands) {
        expect_eq(virtio_isr(dev), VIRTIO_PCI_ISR_QUEUE);
        expect(!has_status(dev));
    }
    set_disable(dev, false);
    if (cause_stands) {
        expect(intx_taken(&intx, before + 1));
        expect_eq(intx.isr, VIRTIO_PCI_ISR_QUEUE);
    } else {
        idle_for(WATCH);
        expect_eq(intx.taken, before);
    }
    expect(!has_status(dev));
}

static void check_both(struct virtio_device *dev)
{
    if (!start(dev))
        return;
    check_masked(dev, true);
    check_masked(dev, false);
    check_masked(dev, true);
    if (request(dev)) /* and as ever */
        expect(intx_taken(&intx, 3));
    intx_close(&intx);
    set_disable(dev, false);
}

TEST(vdev, interrupts_can_be_disabled, .rule = "VDEV-02", .bus = BUS_SERVED, .needs = OVER_PCI,
     TITLE("with INTX_DISABLE a used buffer shows in Interrupt Status alone; without it again the "
           "line rises if the ISR was not read"))
{
    vio_each(check_both);
}
