/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The ladder's upper rungs: a virtio-blk read of one sector, kicked, polled, interrupted. Each is
 * measured as a whole, with stamps only at its ends, and then in legs.
 */
#include "../vio/find.h"
#include "bus.h"
#include "control_client.h"
#include "gic.h"
#include "mmio.h"
#include "report.h"
#include "settings.h"
#include "stamp.h"
#include "test.h"
#include "way.h"

enum stamp {
    START,
    POSTED,
    KICKED,
    SEEN,
    REAPED,
    TAKEN,
};

static struct virtio_blk blk;
static struct virtio_blk_request request;
static uint8_t sector[VIRTIO_BLK_SECTOR];
static volatile bool taken;
static struct control_times times; /* of the request that the interrupt is for */

/* The chain of virtio_blk_submit(), posted but not announced. */
static inline int post(void)
{
    const struct virtqueue_segment segments[] = {
        {&request.header, sizeof(request.header)},
        {sector, sizeof(sector)},
        {&request.status, sizeof(request.status)},
    };

    return virtqueue_add(&blk.queue, segments, 1, 2, &request);
}

static bool failed(int error)
{
    if (error)
        report_error("%s", driver_error_text(error));
    return error;
}

/* One request, polled; with stamps inside if it is to be @cut. */
static inline __attribute__((always_inline)) bool poll_one(bool cut)
{
    const uint64_t deadline = clock_deadline(CLOCK_S);
    const uint16_t before = blk.queue.used_idx;
    struct virtqueue_used used;
    int error, reaped;

    STAMP(true, START);
    error = post();
    STAMP(cut, POSTED);
    virtqueue_kick(&blk.queue);
    STAMP(cut, KICKED);
    while (*(volatile uint16_t *)&blk.queue.used->idx == before)
        if (clock_expired(deadline))
            return !failed(VIRTQUEUE_TIMEOUT);
    STAMP(cut, SEEN);
    reaped = virtqueue_reap(&blk.queue, &used);
    STAMP(true, REAPED);
    return !failed(error) && !failed(reaped < 0 ? reaped : virtio_blk_result(&request));
}

static __attribute__((noinline)) bool poll_whole(void)
{
    return poll_one(false);
}

static __attribute__((noinline)) bool poll_cut(void)
{
    return poll_one(true);
}

static bool measure_whole(struct latency *whole, uint64_t cost)
{
    latency_begin_with(whole, "LAT-6.request_to_used", cost);
    do {
        if (!poll_whole())
            return false;
    } while (latency_add(whole, stamps[START], stamps[REAPED]));
    return true;
}

/* What the guest's own stamps tell: kick and driver's share, whatever the device model. */
static bool measure_own(uint64_t cost)
{
    static struct latency kick, share;
    bool more;

    latency_begin_with(&kick, "LAT-5.kick", cost);
    latency_begin_with(&share, "LAT-6.driver_share", 3 * cost);
    do {
        if (!poll_cut())
            return false;
        latency_add(&kick, stamps[POSTED], stamps[KICKED]);
        more = latency_add(&share, 0,
                           (stamps[POSTED] - stamps[START]) + (stamps[REAPED] - stamps[KICKED]));
    } while (more);
    latency_end(&kick);
    latency_end(&share);
    return true;
}

/*
 * A stamp costs the leg that it ends. What of the backend's times falls into a request is part of
 * the backend's work: it takes them always.
 */
static void measure_legs(const struct latency *whole, uint64_t cost)
{
    static const char *const ids[] = {"LAT-6.leg_submit", "LAT-6.leg_pick_up", "LAT-6.leg_work",
                                      "LAT-6.leg_return", "LAT-6.leg_visible", "LAT-6.leg_reap"};
    const uint64_t costs[] = {cost, 0, 0, cost, cost, cost};
    static struct way way;
    uint64_t count = control_times().count;
    bool more = true;

    way_begin(&way, ids, costs, sizeof(ids) / sizeof(ids[0]));
    while (more && poll_cut()) {
        const struct control_times at = control_times();

        expect_eq(at.count, ++count); /* the times are this request's */
        more = way_add(&way,
                       (const uint64_t[]){stamps[START], stamps[POSTED], at.picked_up, at.answered,
                                          stamps[KICKED], stamps[SEEN], stamps[REAPED]});
    }
    if (!report_is_decided())
        way_end(&way, whole);
}

TEST(lat, polled_request, .rule = "LAT-6", .bus = BUS_SERVED,
     .title = "submit to used, polled; its legs add up to it; of it the kick (LAT-5) and the "
              "driver's own share")
{
    static struct latency whole;
    uint64_t cost;

    if (!stamp_cost(&cost) || !vio_open_blk(&blk))
        return;
    virtqueue_interrupts(&blk.queue, false);
    if (measure_whole(&whole, cost) && measure_own(cost)) {
        latency_end(&whole);
        if (settings.has_control)
            measure_legs(&whole, cost);
    }
    vio_close(&blk.device);
}

static void on_interrupt(uint32_t intid, void *device)
{
    STAMP(true, TAKEN);
    (void)intid;
    if (settings.has_control)
        times = control_times(); /* reading the ISR is the next request */
    virtio_isr(device);
    taken = true;
}

/* One request until its interrupt is taken; the rest of it is not measured. */
static inline __attribute__((always_inline)) bool await_one(bool cut)
{
    const uint64_t deadline = clock_deadline(CLOCK_S);
    struct virtqueue_used used;
    int error;

    taken = false;
    STAMP(true, START);
    error = post();
    STAMP(cut, POSTED);
    virtqueue_kick(&blk.queue);
    while (!taken)
        if (clock_expired(deadline)) {
            report_error("no interrupt within a second");
            return false;
        }
    if (failed(error) || failed(virtqueue_wait(&blk.queue, &used, CLOCK_S)))
        return false;
    return !failed(virtio_blk_result(&request));
}

static __attribute__((noinline)) bool await_whole(void)
{
    return await_one(false);
}

static __attribute__((noinline)) bool await_cut(void)
{
    return await_one(true);
}

static void measure_interrupt_legs(const struct latency *whole, uint64_t cost)
{
    static const char *const ids[] = {"LAT-6.irq_leg_submit", "LAT-6.irq_leg_pick_up",
                                      "LAT-6.irq_leg_work", "LAT-6.irq_leg_taken"};
    const uint64_t costs[] = {cost, 0, 0, cost};
    static struct way way;
    bool more = true;

    way_begin(&way, ids, costs, sizeof(ids) / sizeof(ids[0]));
    while (more && await_cut())
        more = way_add(&way, (const uint64_t[]){stamps[START], stamps[POSTED], times.picked_up,
                                                times.raised, stamps[TAKEN]});
    if (!report_is_decided())
        way_end(&way, whole);
}

static void measure_interrupt(uint64_t cost)
{
    static struct latency whole;

    latency_begin_with(&whole, "LAT-6.request_to_irq", cost);
    do {
        if (!await_whole())
            return;
    } while (latency_add(&whole, stamps[START], stamps[TAKEN]));
    latency_end(&whole);
    if (settings.has_control)
        measure_interrupt_legs(&whole, cost);
}

TEST(lat, interrupted_request, .rule = "LAT-6", .bus = BUS_SERVED,
     .title = "submit to the entry of the interrupt handler; its legs add up to it")
{
    struct pci_interrupt line;
    uint64_t cost;

    if (!stamp_cost(&cost) || !vio_open_blk(&blk))
        return;
    if (failed(pci_host_interrupt(&bus, blk.device.bdf,
                                  mmio_read8(blk.device.config + PCI_INTERRUPT_PIN), &line)))
        return;
    gic_enable(line.intid, on_interrupt, &blk.device);
    measure_interrupt(cost);
    gic_disable(line.intid);
    vio_close(&blk.device);
}
