/* SPDX-License-Identifier: BSD-2-Clause */
/* One access that the device model answers, and where its time goes. */
#include "guest/control/bus.h"
#include "guest/control/control_client.h"
#include "guest/control/settings.h"
#include "guest/measure/latency.h"
#include "protocol/metric.h"
#include "protocol/test.h"
#include "runtime/mmio.h"
#include "suites/lat/breakdown.h"

static struct latency whole;
static struct breakdown breakdown;

static bool sample_whole(void)
{
    const uint64_t from = clock_ticks();

    mmio_read32(bus.ecam.base);
    return latency_add(&whole, from, clock_ticks());
}

/* By the physical counter, which the backend reads, too. */
static bool sample_legs(void)
{
    const uint64_t from = clock_physical();
    struct control_times at;
    uint64_t to;

    mmio_read32(bus.ecam.base);
    to = clock_physical();
    at = control_times();
    return breakdown_add(&breakdown, (const uint64_t[]){from, at.picked_up, at.answered, to});
}

METRIC(ioreq_read, "LAT-4", "IOREQ read", .kvm = "mmio_read_user");
METRIC(leg_pick_up, "LAT-4", "access to pick-up", .of = metric_ioreq_read);
METRIC(leg_work, "LAT-4", "backend's work", .of = metric_ioreq_read);
METRIC(leg_return, "LAT-4", "answer to access's end", .of = metric_ioreq_read);

TEST(lat, ioreq_read, .rule = "LAT-4", .bus = BUS_SERVED,
     TITLE("a configuration read that the device model answers; its legs, which add up to it"))
{
    static const char *const ids[] = {metric_leg_pick_up, metric_leg_work, metric_leg_return};
    const uint64_t costs[] = {0, 0, latency_pair()};

    latency_begin(&whole, metric_ioreq_read);
    breakdown_begin(&breakdown, ids, costs, sizeof(ids) / sizeof(ids[0]));
    if (settings.scope.has & BARE_DOM0)
        breakdown_alternate(sample_whole, sample_legs);
    else
        while (sample_whole())
            ;
    latency_end(&whole);
    if (settings.scope.has & BARE_DOM0)
        breakdown_end(&breakdown, &whole);
}

METRIC(ioreq_write, "LAT-5", "IOREQ write");

TEST(lat, ioreq_write, .rule = "LAT-5", .bus = BUS_SERVED,
     TITLE("a configuration write that the device model answers"))
{
    LATENCY_SINGLE(metric_ioreq_write, mmio_write32(bus.ecam.base, 0)); /* IDs are read-only */
}
