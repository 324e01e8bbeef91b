/* SPDX-License-Identifier: BSD-2-Clause */
/* InterruptStatus, InterruptACK and the slots' lines: MMIO-07, MMIO-08. */
#include "guest/control/control_client.h"
#include "guest/test/report.h"
#include "protocol/test.h"
#include "runtime/gic.h"
#include "runtime/idle.h"
#include "runtime/mmio.h"
#include "runtime/time/timeout.h"
#include "suites/mmio/each_slot.h"
#include "suites/vio/rig/find.h"
#include "suites/vio/rig/virtio_intx.h"
#include "suites/vio/transport/device_config.h"

#define LIMIT  (125 * CLOCK_MS)
#define WATCH  (2 * CLOCK_MS) /* how long nothing may happen; slept through */
#define AROUND 3              /* slots on either side; there are not handlers for all of 32 */
#define MOST   8              /* a line that never falls must not loop the handler forever */

static uint32_t causes(const struct virtio_device *dev)
{
    return mmio_read32(dev->config + VIRTIO_MMIO_INTERRUPT_STATUS);
}

static void acknowledge(const struct virtio_device *dev, uint32_t bits)
{
    mmio_write32(dev->config + VIRTIO_MMIO_INTERRUPT_ACK, bits);
}

static void check_register(struct virtio_device *dev, struct vio_traffic *traffic)
{
    if (!slot_start(dev, traffic))
        return;
    intx_settle(dev);
    if (!slot_serves(dev, traffic) || !expect(intx_comes(dev, LIMIT)))
        return;
    expect_eq(causes(dev), VIRTIO_MMIO_INT_VRING);
    expect_eq(causes(dev), VIRTIO_MMIO_INT_VRING);
    acknowledge(dev, VIRTIO_MMIO_INT_CONFIG);
    expect_eq(causes(dev), VIRTIO_MMIO_INT_VRING);
    acknowledge(dev, VIRTIO_MMIO_INT_VRING);
    expect_eq(causes(dev), 0);
}

TEST(mmio, causes_stay_until_acknowledged, .rule = "MMIO-07", .bus = BUS_SERVED,
     TITLE("a used buffer's bit stays when it is read and when the other one is acknowledged, and "
           "is cleared by its own acknowledgement"))
{
    each_slot(check_register);
}

/* Acknowledges one cause at a time. */
static void on_cause(uint32_t intid, void *arg)
{
    static unsigned int taken;
    const struct virtio_device *dev = arg;
    const uint32_t now = causes(dev);

    acknowledge(dev, now & -now);
    if (++taken % MOST == 0)
        gic_disable(intid);
}

/* Whether no cause is left, each having been acknowledged in an interrupt of its own. */
static bool are_taken(const struct virtio_device *dev)
{
    struct timeout timeout = timeout_start(LIMIT, "an interrupt for each cause");

    do {
        if (!causes(dev))
            return true;
    } while (idle(&timeout));
    return false;
}

TEST(mmio, a_cause_that_stays_interrupts_again, .rule = "MMIO-07", .bus = BUS_SERVED,
     .needs = CONTROL_PAGE | MMIO,
     TITLE("of two causes one is acknowledged in the interrupt: another interrupt comes for the "
           "other one"))
{
    static struct vio_traffic traffic;
    static struct virtio_device dev;
    unsigned int slot = 0;

    while (slot < virtio_slots_count() && virtio_slot_type(slot) != VIRTIO_ID_BLOCK)
        slot++;
    if (slot == virtio_slots_count()) {
        report_skip("no slot has a disk");
        return;
    }
    if (!expect_eq(virtio_slot_open(&dev, slot), 0) || !slot_start(&dev, &traffic))
        return;
    if (slot_serves(&dev, &traffic) && vio_config_change(2 * CONTROL_DISK_SECTORS, 0)) {
        expect_eq(causes(&dev), VIRTIO_MMIO_INT_VRING | VIRTIO_MMIO_INT_CONFIG);
        gic_enable(dev.intid, on_cause, &dev);
        expect(are_taken(&dev));
        gic_disable(dev.intid);
    }
    vio_config_change(CONTROL_DISK_SECTORS, 0);
    vio_close(&dev);
}

/* Interrupts of the slots from .first on: the device's own and those next to it. */
static struct {
    const struct virtio_device *dev;
    unsigned int first, end;
    volatile unsigned int count[2 * AROUND + 1];
} seen;

static void on_slot(uint32_t intid, void *arg)
{
    volatile unsigned int *count = arg;

    if (++*count == MOST)
        gic_disable(intid);
    virtio_isr(seen.dev);
}

static void watch(const struct virtio_device *dev)
{
    seen.dev = dev;
    seen.first = dev->bdf > AROUND ? dev->bdf - AROUND : 0;
    seen.end = dev->bdf + AROUND + 1;
    if (seen.end > virtio_slots_count())
        seen.end = virtio_slots_count();
    for (unsigned int i = seen.first; i < seen.end; i++)
        gic_enable(virtio_slot(i)->intid, on_slot, (void *)&seen.count[i - seen.first]);
    idle_for(WATCH); /* what was pending is none of it */
    for (unsigned int i = seen.first; i < seen.end; i++)
        seen.count[i - seen.first] = 0;
}

static void check_line(struct virtio_device *dev, struct vio_traffic *traffic)
{
    struct timeout timeout = timeout_start(LIMIT, "the slot's interrupt");

    if (!slot_start(dev, traffic) || !expect(dev->intid != 0))
        return;
    intx_settle(dev);
    watch(dev);
    slot_serves(dev, traffic);
    while (!seen.count[dev->bdf - seen.first] && idle(&timeout))
        ;
    for (unsigned int i = seen.first; i < seen.end; i++) {
        expect_eq(seen.count[i - seen.first], i == dev->bdf);
        gic_forget(virtio_slot(i)->intid);
    }
}

TEST(mmio, each_slot_has_its_line, .rule = "MMIO-08", .bus = BUS_SERVED,
     TITLE("a used buffer interrupts once on its own slot's SPI, with those of the slots around it "
           "enabled, too"))
{
    each_slot(check_line);
}
