/* SPDX-License-Identifier: BSD-2-Clause */
/* What is left of a device after a reset, its removal, and a sleep: VDEV-01, VDEV-07. */
#include "guest/control/background.h"
#include "guest/control/bus.h"
#include "guest/control/control_client.h"
#include "guest/pci/pci_cap.h"
#include "guest/test/report.h"
#include "protocol/test.h"
#include "runtime/idle.h"
#include "runtime/mmio.h"
#include "suites/vio/rig/each.h"
#include "suites/vio/rig/find.h"
#include "suites/vio/rig/traffic.h"
#include "suites/vio/rig/virtio_intx.h"

#define LATER (300 * CLOCK_US) /* when our devices would answer */
#define WATCH (2 * CLOCK_MS)   /* how long nothing may happen; slept through */
#define LIMIT (20 * CLOCK_MS)
#define FLR   (100 * CLOCK_MS) /* how long a function reset may take, PCIe 6.6.2 */
#define POWER (10 * CLOCK_MS)  /* and a change of the power state, PCI PM 1.2, 5.6.1 */

#define D0    0u
#define D3HOT 3u

static struct vio_traffic traffic;
static struct intx intx;

static bool intx_status(const struct virtio_device *dev)
{
    return dev->transport->interrupts(dev);
}

static bool start(struct virtio_device *dev)
{
    return vio_expect(dev, virtio_negotiate(dev, 0)) &&
           vio_expect(dev, vio_traffic_queue(dev, &traffic, 0)) &&
           vio_expect(dev, virtio_start(dev));
}

/* One request, whose interrupt nobody takes: the line stays high. */
static bool leave_high(struct virtio_device *dev)
{
    if (!start(dev))
        return false;
    intx_settle(dev);
    return vio_expect(dev, vio_traffic_post(dev, &traffic, 0)) &&
           vio_expect(dev, vio_traffic_wait(dev, &traffic)) && expect(intx_comes(dev, LIMIT));
}

/* The line of @dev is low and stays low, and rises for the next request. */
static void expect_fresh_line(struct virtio_device *dev)
{
    expect_eq(intx_status(dev), 0);
    if (!intx_open(&intx, dev))
        return;
    idle_for(WATCH);
    expect_eq(intx.taken, 0);
    if (start(dev)) {
        const unsigned int before = intx.taken; /* some interrupt at their start */

        vio_expect(dev, vio_traffic_post(dev, &traffic, 0));
        vio_expect(dev, vio_traffic_wait(dev, &traffic));
        expect(intx_taken(&intx, before + 1));
    }
    intx_close(&intx);
}

static void check_reset(struct virtio_device *dev)
{
    if (!vio_has_traffic(dev) || !leave_high(dev))
        return;
    if (vio_expect(dev, virtio_reset(dev)))
        expect_fresh_line(dev);
}

TEST(vdev, a_reset_lowers_the_line, .rule = "VDEV-01", .bus = BUS_SERVED,
     TITLE("a reset of a device that interrupts lowers its line, which then rises as ever"))
{
    vio_each(check_reset);
}

static unsigned int with_it; /* devices that have what a test is about */

/* Whether the capability of @id at @at offers a function level reset. */
static bool offers_reset(uint8_t id, uint64_t at)
{
    if (id == PCI_CAP_ID_AF)
        return mmio_read8(at + PCI_AF_CAP) & PCI_AF_CAP_FLR;
    return id == PCI_CAP_ID_EXP && mmio_read32(at + PCI_EXP_DEVCAP) & PCI_EXP_DEVCAP_FLR;
}

static void reset_function(uint8_t id, uint64_t at)
{
    if (id == PCI_CAP_ID_AF)
        mmio_write8(at + PCI_AF_CTRL, PCI_AF_CTRL_FLR);
    else
        mmio_write16(at + PCI_EXP_DEVCTL,
                     mmio_read16(at + PCI_EXP_DEVCTL) | PCI_EXP_DEVCTL_BCR_FLR);
    idle_for(FLR);
}

/* Nothing is written; and then it is a device like any. */
static void expect_quiet_and_open(struct virtio_device *dev)
{
    idle_for(WATCH);
    vio_traffic_expect_poison(&traffic);
    bus.mem_used = 0;
    if (vio_expect(dev, virtio_open(dev, &bus, dev->bdf))) {
        expect_eq(virtio_status(dev), 0);
        expect_fresh_line(dev);
    }
}

static void check_function_reset(struct virtio_device *dev)
{
    struct pci_cap cap = pci_cap_start(dev->config);
    bool found = false;

    while (!found && pci_cap_next(&cap))
        found = offers_reset(cap.id, dev->config + cap.offset);
    if (!found || !vio_has_traffic(dev) || !leave_high(dev))
        return;
    with_it++;
    vio_expect(dev, vio_traffic_post(dev, &traffic, 1)); /* may be in flight */
    reset_function(cap.id, dev->config + cap.offset);
    vio_traffic_poison(&traffic);
    expect_eq(intx_status(dev), 0);
    expect_eq(mmio_read16(dev->config + PCI_COMMAND) & (PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER),
              0);
    expect_quiet_and_open(dev);
}

TEST(vdev, a_function_reset_leaves_nothing, .rule = "VDEV-01", .bus = BUS_SERVED,
     TITLE("where FLR is offered it lowers the line, ends DMA and clears Command, and the device "
           "works again"))
{
    with_it = 0;
    vio_each_afresh(check_function_reset);
    if (!with_it && !report_is_decided())
        report_skip("no device offers a function level reset");
}

static void set_power(uint64_t power, unsigned int state)
{
    mmio_write16(power, (mmio_read16(power) & ~PCI_PM_CTRL_STATE_MASK) | state);
    idle_for(POWER);
    expect_eq(mmio_read16(power) & PCI_PM_CTRL_STATE_MASK, state);
}

static void check_sleep(struct virtio_device *dev)
{
    const uint32_t id = mmio_read32(dev->config);
    struct pci_cap cap = pci_cap_start(dev->config);
    uint64_t power;

    do
        if (!pci_cap_next(&cap))
            return;
    while (cap.id != PCI_CAP_ID_PM);
    if (!vio_has_traffic(dev) || !leave_high(dev))
        return;
    with_it++;
    power = dev->config + cap.offset + PCI_PM_CTRL;
    vio_expect(dev, vio_traffic_post(dev, &traffic, 1)); /* may be in flight */
    set_power(power, D3HOT);
    vio_traffic_poison(&traffic);
    expect_eq(mmio_read32(dev->config), id);
    expect_eq(intx_status(dev), 0);
    expect_unclaimed(dev->common.base);
    vio_expect(dev, pci_restore_bars(&bus, dev->config, dev->bars));
    expect_unclaimed(dev->common.base);
    set_power(power, D0);
    expect_quiet_and_open(dev);
}

TEST(vdev, a_sleep_ends_all, .rule = "VDEV-07", .bus = BUS_SERVED, .needs = OVER_PCI,
     TITLE("in D3hot a device that interrupts lowers its line, ends DMA and leaves its BAR; "
           "configuration space answers, and back in D0 the device can be set up anew"))
{
    with_it = 0;
    vio_each_afresh(check_sleep);
    if (!with_it && !report_is_decided())
        report_skip("no device has power management");
}

/* Both a request in flight and a line that is high. */
static void remove_and_return(struct virtio_device *dev)
{
    if (!leave_high(dev) || !vio_defer(LATER))
        return;
    vio_expect(dev, vio_traffic_post(dev, &traffic, 1));
    if (!control_do(CONTROL_DETACH, 0, 0, 0))
        return;
    vio_traffic_poison(&traffic);
    if (!control_do(CONTROL_ATTACH, 0, 0, 0))
        return;
    expect_eq(intx_status(dev), 0);
    idle_for(WATCH);
    vio_traffic_expect_poison(&traffic);
    bus.mem_used = 0;
    if (!vio_expect(dev, vio_open(dev, dev->bdf)))
        return;
    expect_eq(virtio_isr(dev), 0);
    expect_fresh_line(dev);
}

TEST(vdev, a_removal_leaves_nothing, .rule = "VDEV-01", .bus = BUS_SERVED, .attach = ON_REQUEST,
     .needs = CONTROL_PAGE,
     TITLE("a device that is removed while it interrupts and has a request in flight comes back "
           "with its line low and writes nothing"))
{
    static struct virtio_device dev;
    pci_bdf bdf;

    if (!vio_find(VIRTIO_ID_RNG, &bdf) || !vio_expect(&dev, vio_open(&dev, bdf)))
        return;
    remove_and_return(&dev);
    vio_defer(0);
    vio_close(&dev);
}
