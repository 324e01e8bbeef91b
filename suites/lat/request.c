/* SPDX-License-Identifier: BSD-2-Clause */
/* The ladder's upper rungs: a virtio-blk read of one sector, kicked, polled, interrupted. */
#include "../vio/find.h"
#include "bus.h"
#include "clock.h"
#include "gic.h"
#include "latency.h"
#include "mmio.h"
#include "report.h"
#include "test.h"

static struct virtio_blk blk;
static struct virtio_blk_request request;
static uint8_t sector[VIRTIO_BLK_SECTOR];
static volatile uint64_t interrupted_at;

/* The chain of virtio_blk_submit(), posted but not announced. */
static int post(void)
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

/* Ends one request: reaps it within a second and looks at its status (only one is in flight). */
static bool finish(uint64_t *reaping_from, uint64_t *reaping_to)
{
    uint64_t deadline = clock_deadline(CLOCK_S);
    const uint16_t before = blk.queue.used_idx;
    struct virtqueue_used used;
    int reaped;

    while (*(volatile uint16_t *)&blk.queue.used->idx == before)
        if (clock_expired(deadline))
            return !failed(VIRTQUEUE_TIMEOUT);
    *reaping_from = clock_ticks();
    reaped = virtqueue_reap(&blk.queue, &used);
    *reaping_to = clock_ticks();
    return !failed(reaped < 0 ? reaped : virtio_blk_result(&request));
}

TEST(lat, polled_request, .rule = "LAT-6", .bus = BUS_SERVED,
     .title = "submit to used, polled; of it the kick (LAT-5) and the driver's own share")
{
    static struct latency kick, polled, share;
    const uint64_t pair = latency_pair();
    uint64_t start, posted, kicked, reap, end;
    bool more;

    if (!vio_open_blk(&blk))
        return;
    virtqueue_interrupts(&blk.queue, false);
    latency_begin(&kick, "LAT-5.kick");
    latency_begin(&polled, "LAT-6.request_to_used");
    latency_begin(&share, "LAT-6.driver_share");
    do {
        start = clock_ticks();
        if (failed(post()))
            break;
        posted = clock_ticks();
        virtqueue_kick(&blk.queue);
        kicked = clock_ticks();
        if (!finish(&reap, &end))
            break;
        latency_add(&kick, posted, kicked);
        latency_add(&polled, start, end);
        /* Two pieces, so two counter pairs: one is subtracted by the metric, one here. */
        more = latency_add(&share, 0, (posted - start) + (end - reap) - pair);
    } while (more);
    latency_end(&kick);
    latency_end(&polled);
    latency_end(&share);
    vio_close(&blk.device);
}

static void on_interrupt(uint32_t intid, void *device)
{
    (void)intid;
    interrupted_at = clock_ticks();
    virtio_isr(device);
}

TEST(lat, interrupted_request, .rule = "LAT-6", .bus = BUS_SERVED,
     .title = "submit to the entry of the interrupt handler")
{
    static struct latency latency;
    struct pci_interrupt line;
    uint64_t start, reap, end, deadline;

    if (!vio_open_blk(&blk))
        return;
    if (failed(pci_host_interrupt(&bus, blk.device.bdf,
                                  mmio_read8(blk.device.config + PCI_INTERRUPT_PIN), &line)))
        return;
    gic_enable(line.intid, on_interrupt, &blk.device);
    latency_begin(&latency, "LAT-6.request_to_irq");
    do {
        interrupted_at = 0;
        deadline = clock_deadline(CLOCK_S);
        start = clock_ticks();
        if (failed(post()))
            break;
        virtqueue_kick(&blk.queue);
        while (!interrupted_at && !clock_expired(deadline))
            ;
        if (!interrupted_at) {
            report_error("no interrupt within a second");
            break;
        }
        if (!finish(&reap, &end))
            break;
    } while (latency_add(&latency, start, interrupted_at));
    latency_end(&latency);
    gic_disable(line.intid);
    vio_close(&blk.device);
}
