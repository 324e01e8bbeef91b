/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The ladder's upper rungs: a virtio-blk read of one sector, kicked, polled, interrupted. Each is
 * measured as a whole, with stamps only at its ends, and then in legs.
 */
#include "guest/control/bus.h"
#include "guest/control/control_client.h"
#include "guest/control/settings.h"
#include "guest/measure/stamp.h"
#include "guest/test/report.h"
#include "protocol/metric.h"
#include "protocol/test.h"
#include "runtime/gic.h"
#include "runtime/mmio.h"
#include "suites/lat/breakdown.h"
#include "suites/vio/rig/find.h"

enum stamp {
    START,
    POSTED,
    KICKED,
    SEEN,
    REAPED,
    TAKEN,
};

static struct {
    struct virtio_blk blk;
    struct virtio_blk_request request;
    uint8_t sector[VIRTIO_BLK_SECTOR];
} disk;
static volatile bool taken;
static struct control_times times; /* of the request that the interrupt is for */

/* The chain of virtio_blk_submit(), posted but not announced. */
static inline int post(void)
{
    static const struct virtqueue_segment segments[] = {
        {&disk.request.header, sizeof(disk.request.header)},
        {disk.sector, sizeof(disk.sector)},
        {&disk.request.status, sizeof(disk.request.status)},
    };

    return virtqueue_add(&disk.blk.queue, segments, 1, 2, &disk.request);
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
    const struct timeout timeout = timeout_start(CLOCK_S, "a used buffer");
    const volatile uint16_t *idx = &disk.blk.queue.used->idx;
    const uint16_t before = disk.blk.queue.used_idx;
    struct virtqueue_used used;
    int error, reaped;

    STAMP(true, START);
    error = post();
    if (error)
        return !failed(error);
    STAMP(cut, POSTED);
    virtqueue_kick(&disk.blk.queue);
    STAMP(cut, KICKED);
    while (__builtin_expect(*idx == before, false)) /* the usual case falls through */
        if (timeout_expired(&timeout))
            return !failed(VIRTQUEUE_TIMEOUT);
    STAMP(cut, SEEN);
    reaped = virtqueue_reap(&disk.blk.queue, &used);
    STAMP(true, REAPED);
    return !failed(reaped < 0 ? reaped : virtio_blk_result(&disk.request));
}

static __attribute__((noinline)) bool poll_whole(void)
{
    return poll_one(false);
}

static __attribute__((noinline)) bool poll_cut(void)
{
    return poll_one(true);
}

static struct latency polled;
static struct breakdown polled_legs;

static bool sample_polled(void)
{
    return poll_whole() && latency_add(&polled, stamps[START], stamps[REAPED]);
}

/*
 * The cost of a stamp is in the leg that it ends. The backend always records its own times: their
 * cost is part of its work.
 */
static bool sample_polled_legs(void)
{
    const uint64_t before = control_times().count;
    struct control_times at;

    if (!poll_cut())
        return false;
    at = control_times();
    expect_eq(at.count, before + 1); /* the times are this request's */
    return breakdown_add(&polled_legs, (const uint64_t[]){stamps[START], stamps[POSTED],
                                                          at.picked_up, at.answered, stamps[KICKED],
                                                          stamps[SEEN], stamps[REAPED]});
}

METRIC(kick, "LAT-5", "kick");
METRIC(request_to_used, "LAT-6", "request to used (polled)");
METRIC(leg_submit, "LAT-6", "submit", .of = metric_request_to_used);
METRIC(leg_pick_up, "LAT-6", "kick to pick-up", .of = metric_request_to_used);
METRIC(leg_work, "LAT-6", "backend's work", .of = metric_request_to_used);
METRIC(leg_return, "LAT-6", "answer to kick's end", .of = metric_request_to_used);
METRIC(leg_visible, "LAT-6", "used seen", .of = metric_request_to_used);
METRIC(leg_reap, "LAT-6", "reaped", .of = metric_request_to_used);
METRIC(driver_share, "LAT-6", "the driver's in all", .of = metric_request_to_used);

/* What the guest's own stamps show, with any device model: the kick and the driver's share. */
static void measure_own(uint64_t cost)
{
    static struct latency kick, share;
    /*
     * Our backend has finished when the kick ends; with another one the driver waits after that,
     * which is not the driver's share.
     */
    const enum stamp from = settings.has_control ? KICKED : SEEN;
    bool more = true;

    latency_begin_with(&kick, metric_kick, cost);
    latency_begin_with(&share, metric_driver_share, 3 * cost);
    while (more && poll_cut()) {
        latency_add(&kick, stamps[POSTED], stamps[KICKED]);
        more = latency_add(&share, 0,
                           (stamps[POSTED] - stamps[START]) + (stamps[REAPED] - stamps[from]));
    }
    latency_end(&kick);
    latency_end(&share);
}

static void measure_polled(uint64_t cost)
{
    static const char *const ids[] = {metric_leg_submit, metric_leg_pick_up, metric_leg_work,
                                      metric_leg_return, metric_leg_visible, metric_leg_reap};
    const uint64_t costs[] = {cost, 0, 0, cost, cost, cost};

    latency_begin_with(&polled, metric_request_to_used, cost);
    breakdown_begin(&polled_legs, ids, costs, sizeof(ids) / sizeof(ids[0]));
    if (settings.scope.has & BARE_DOM0)
        breakdown_alternate(sample_polled, sample_polled_legs);
    else
        while (sample_polled())
            ;
    latency_end(&polled);
    if (settings.scope.has & BARE_DOM0)
        breakdown_end(&polled_legs, &polled);
}

TEST(lat, polled_request, .rule = "LAT-6", .bus = BUS_SERVED,
     TITLE("from submit to used, by polling; its legs, which add up to it; its kick (LAT-5) and "
           "the driver's own share"))
{
    uint64_t cost;

    if (!stamp_cost(&cost) || !vio_open_blk(&disk.blk))
        return;
    virtqueue_interrupts(&disk.blk.queue, false);
    measure_polled(cost);
    measure_own(cost);
    vio_close(&disk.blk.device);
}

static void on_interrupt(uint32_t intid, void *device)
{
    STAMP(true, TAKEN);
    (void)intid;
    if (settings.scope.has & BARE_DOM0)
        times = control_times(); /* before reading the ISR, which is another request */
    virtio_isr(device);
    taken = true;
}

/* One request until its interrupt is taken; the rest of it is not measured. */
static inline __attribute__((always_inline)) bool await_one(bool cut)
{
    const struct timeout timeout = timeout_start(CLOCK_S, "the device's interrupt");
    struct virtqueue_used used;
    int error;

    taken = false;
    STAMP(true, START);
    error = post();
    STAMP(cut, POSTED);
    virtqueue_kick(&disk.blk.queue);
    while (!taken)
        if (timeout_expired(&timeout)) {
            report_error("%s", timeout_text(&timeout));
            return false;
        }
    if (failed(error) || failed(virtqueue_wait(&disk.blk.queue, &used, CLOCK_S)))
        return false;
    return !failed(virtio_blk_result(&disk.request));
}

static __attribute__((noinline)) bool await_whole(void)
{
    return await_one(false);
}

static __attribute__((noinline)) bool await_cut(void)
{
    return await_one(true);
}

static struct latency interrupted;
static struct breakdown interrupted_legs;

static bool sample_interrupted(void)
{
    return await_whole() && latency_add(&interrupted, stamps[START], stamps[TAKEN]);
}

static bool sample_interrupted_legs(void)
{
    return await_cut() &&
           breakdown_add(&interrupted_legs,
                         (const uint64_t[]){stamps[START], stamps[POSTED], times.picked_up,
                                            times.raised, stamps[TAKEN]});
}

METRIC(request_to_irq, "LAT-6", "request to interrupt");
METRIC(irq_leg_submit, "LAT-6", "submit", .of = metric_request_to_irq);
METRIC(irq_leg_pick_up, "LAT-6", "kick to pick-up", .of = metric_request_to_irq);
METRIC(irq_leg_work, "LAT-6", "backend's work", .of = metric_request_to_irq);
METRIC(irq_leg_taken, "LAT-6", "raised to taken", .of = metric_request_to_irq);

static void measure_interrupted(uint64_t cost)
{
    static const char *const ids[] = {metric_irq_leg_submit, metric_irq_leg_pick_up,
                                      metric_irq_leg_work, metric_irq_leg_taken};
    const uint64_t costs[] = {cost, 0, 0, cost};

    latency_begin_with(&interrupted, metric_request_to_irq, cost);
    breakdown_begin(&interrupted_legs, ids, costs, sizeof(ids) / sizeof(ids[0]));
    if (settings.scope.has & BARE_DOM0)
        breakdown_alternate(sample_interrupted, sample_interrupted_legs);
    else
        while (sample_interrupted())
            ;
    latency_end(&interrupted);
    if (settings.scope.has & BARE_DOM0)
        breakdown_end(&interrupted_legs, &interrupted);
}

TEST(lat, interrupted_request, .rule = "LAT-6", .bus = BUS_SERVED,
     TITLE("from submit to the entry of the interrupt handler; its legs, which add up to it"))
{
    struct pci_interrupt line;
    uint64_t cost;

    if (!stamp_cost(&cost) || !vio_open_blk(&disk.blk))
        return;
    if (failed(pci_host_interrupt(&bus, disk.blk.device.bdf,
                                  mmio_read8(disk.blk.device.config + PCI_INTERRUPT_PIN), &line)))
        return;
    gic_enable(line.intid, on_interrupt, &disk.blk.device);
    measure_interrupted(cost);
    gic_disable(line.intid);
    vio_close(&disk.blk.device);
}
