/* SPDX-License-Identifier: BSD-2-Clause */
/* The ISR and what it explains: VIO-21. */
#include "guest/control/bus.h"
#include "guest/test/report.h"
#include "protocol/test.h"
#include "runtime/idle.h"
#include "runtime/mmio.h"
#include "suites/vio/rig/each.h"
#include "suites/vio/rig/find.h"
#include "suites/vio/rig/traffic.h"
#include "suites/vio/rig/virtio_intx.h"
#include "suites/vio/transport/device_config.h"

#define WATCH (2 * CLOCK_MS)  /* how long nothing may happen; slept through */
#define LIMIT (20 * CLOCK_MS) /* how long what must happen may take */
#define KICKS 4

static struct vio_traffic traffic;
static struct intx intx;

static bool start(struct virtio_device *dev)
{
    return vio_expect(dev, virtio_negotiate(dev, 0)) &&
           vio_expect(dev, vio_traffic_queue(dev, &traffic, 0)) &&
           vio_expect(dev, virtio_start(dev));
}

static bool request(struct virtio_device *dev)
{
    return vio_expect(dev, vio_traffic_post(dev, &traffic, 0)) &&
           vio_expect(dev, vio_traffic_wait(dev, &traffic));
}

static bool intx_status(const struct virtio_device *dev)
{
    return dev->transport->interrupts(dev);
}

static void check_start(struct virtio_device *dev)
{
    if (!vio_has_traffic(dev) || !start(dev))
        return;
    expect_eq(intx_settle(dev), 0);
}

TEST(vio, a_start_interrupts_nobody, .rule = "VIO-21", .bus = BUS_SERVED,
     TITLE("DRIVER_OK alone, without a buffer, sets no bit of the ISR"))
{
    vio_each(check_start);
}

/* Without the interrupt that check_start() may find. */
static bool start_quietly(struct virtio_device *dev)
{
    if (!start(dev))
        return false;
    intx_settle(dev);
    return true;
}

/*
 * The line is disabled in the GIC here, so no handler reads the ISR. A used buffer may be visible
 * before its interrupt.
 */
static void check_register(struct virtio_device *dev)
{
    if (!vio_has_traffic(dev) || !start_quietly(dev))
        return;
    for (unsigned int i = 0; i < 2 && request(dev); i++) {
        expect(intx_comes(dev, LIMIT));
        expect_eq(virtio_isr(dev), VIRTIO_PCI_ISR_QUEUE);
        expect_eq(intx_status(dev), 0);
        expect_eq(virtio_isr(dev), 0);
    }
}

TEST(vio, the_isr_is_read_once, .rule = "VIO-21", .bus = BUS_SERVED,
     TITLE("a used buffer sets bit 0 of the ISR and the PCI status bit; reading the ISR clears "
           "both"))
{
    vio_each(check_register);
}

static void check_interrupts(struct virtio_device *dev)
{
    if (!vio_has_traffic(dev) || !start_quietly(dev) || !intx_open(&intx, dev))
        return;
    for (unsigned int i = 1; i <= 2 && request(dev); i++)
        if (!expect(intx_taken(&intx, i)))
            break;
    expect_eq(intx.isr, VIRTIO_PCI_ISR_QUEUE);
    expect_eq(intx.unexplained, 0);
    for (unsigned int i = 0; i < KICKS; i++)
        virtqueue_notify(&traffic.queue); /* for nothing: no cause, no interrupt */
    idle_for(WATCH);
    expect_eq(intx.taken, 2);
    intx_close(&intx);
}

TEST(vio, interrupts_have_a_cause, .rule = "VIO-21", .bus = BUS_SERVED,
     TITLE("each used buffer interrupts with bit 0 of the ISR set, and without one nothing "
           "interrupts"))
{
    vio_each(check_interrupts);
}

/* What was found when the interrupt for a doubled capacity had been taken. */
struct config_change {
    uint8_t isr;
    bool same_generation;
    uint64_t capacity, wanted;
};

static bool interrupted(struct virtio_blk *blk, struct config_change *change)
{
    const uint8_t before = vio_config_generation(&blk->device);

    change->wanted = 2 * blk->capacity;
    if (!vio_config_change(change->wanted, 0) || !expect(intx_taken(&intx, 1)) ||
        !vio_expect(&blk->device, virtio_config_read64(&blk->device, 0, &change->capacity)))
        return false;
    change->isr = intx.isr;
    change->same_generation = vio_config_generation(&blk->device) == before;
    return expect_eq(intx.unexplained, 0);
}

/* Has the capacity changed and restored. If that fails, so does the test. */
static bool have_changed(struct config_change *change)
{
    static struct virtio_blk blk;
    bool good;

    if (!vio_open_blk(&blk))
        return false;
    good = intx_open(&intx, &blk.device) && interrupted(&blk, change);
    if (intx.intid)
        intx_close(&intx);
    vio_config_close(&blk);
    return good;
}

TEST(vio, a_changed_configuration_interrupts, .rule = "VIO-21", .bus = BUS_SERVED, .needs = RESIZE,
     TITLE("a change of the capacity interrupts with bit 1 of the ISR; the new one can be read "
           "then, under another generation"))
{
    struct config_change change;

    if (!have_changed(&change))
        return;
    expect(change.isr & VIRTIO_PCI_ISR_CONFIG);
    expect_eq(change.capacity, change.wanted);
    expect(!change.same_generation);
}

TEST(vio, a_changed_configuration_is_no_used_buffer, .rule = "VIO-21", .bus = BUS_SERVED,
     .needs = RESIZE, TITLE("a change of the capacity alone sets no other bit of the ISR"))
{
    struct config_change change;

    if (have_changed(&change))
        expect_eq(change.isr, VIRTIO_PCI_ISR_CONFIG);
}
