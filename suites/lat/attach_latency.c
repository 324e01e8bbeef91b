/* SPDX-License-Identifier: BSD-2-Clause */
/* What a guest that polls the bus notices of an attach and a detach: LAT-7, LAT-8. */
#include "guest/control/bus.h"
#include "guest/control/control_client.h"
#include "guest/ecam_probe.h"
#include "guest/measure/latency.h"
#include "guest/test/report.h"
#include "protocol/metric.h"
#include "protocol/test.h"
#include "runtime/mmio.h"
#include "runtime/smp.h"
#include "runtime/time/timeout.h"

#define SAMPLES 10
#define DELAY   (50 * CLOCK_US) /* before the backend starts: polls before and after it */
#define FEW     3               /* of what takes 10 ms each */
#define SHIFT   170             /* ns, a tenth of a read */
#define LIMIT   CLOCK_S

/* The result of polling until the bus is served, or empty again, in ticks. */
struct bus_change {
    uint64_t longest; /* a single read */
    uint64_t seen_at; /* clock_physical() when the first read of the new state was done */
};

/*
 * Without yielding this vCPU runs until the end of its time slice, perhaps 10 ms, before the
 * backend does, and the whole stall is in one read. Yielding saves that time where the stall does
 * not matter.
 */
static bool poll_until(enum ecam_presence wanted, bool yields, struct bus_change *change)
{
    const uint64_t at = ecam_address(&bus, PCI_BDF(bus.bus_first, 0, 0), PCI_VENDOR_ID);
    const struct timeout timeout =
        timeout_start(LIMIT, wanted == ECAM_PRESENT ? "the attach" : "the detach");
    enum ecam_presence presence;
    uint64_t from, to;

    change->longest = 0;
    do {
        from = clock_ticks();
        presence = ecam_presence(mmio_read32(at));
        to = clock_ticks();
        change->seen_at = clock_physical();
        if (to - from > change->longest)
            change->longest = to - from;
        if (yields)
            smp_relax();
    } while (presence != wanted && !timeout_expired(&timeout));
    if (presence != wanted)
        report_error("%s", timeout_text(&timeout));
    return presence == wanted;
}

/*
 * A timer of Xen's falls into some samples, and where the backend has a CPU of its own it matters
 * what the guest does just then: so there are ten, and each begins a little later than the last.
 */
METRIC(attach_stall, "LAT-7", "attach stall", .phased = true);
METRIC(detach_stall, "LAT-7", "detach stall");

TEST(lat, attach_and_detach, .rule = "LAT-7", .bus = BUS_EMPTY, .attach = ON_REQUEST,
     .profiles = UNMAPPED | WINDOWS | VPCI,
     TITLE("the longest single read over an attach, and over a detach"))
{
    static struct latency attach, detach;
    struct bus_change change;
    uint64_t delay = DELAY;
    bool more = true;

    latency_begin_few(&attach, metric_attach_stall, SAMPLES);
    latency_begin_few(&detach, metric_detach_stall, SAMPLES);
    while (more) {
        if (!control_do(CONTROL_ATTACH, delay, 0, 0) || !poll_until(ECAM_PRESENT, false, &change))
            return;
        latency_add(&attach, 0, change.longest);
        if (!control_do(CONTROL_DETACH, delay, 0, 0) || !poll_until(ECAM_ABSENT, false, &change) ||
            !bus_wait_for(STAGE_NONE))
            return;
        more = latency_add(&detach, 0, change.longest);
        delay += SHIFT;
    }
    latency_end(&attach);
    latency_end(&detach);
}

METRIC(enable_to_hit, "LAT-8", "enable to first answer");

TEST(lat, enable_to_first_hit, .rule = "LAT-8", .bus = BUS_EMPTY, .attach = ON_REQUEST,
     .needs = BARE_DOM0, .profiles = UNMAPPED | WINDOWS | VPCI,
     TITLE("from the enabled server to the end of the first read that it answers"))
{
    static struct latency latency;
    struct bus_change change;

    latency_begin_few(&latency, metric_enable_to_hit, SAMPLES);
    do {
        if (!bus_require(BUS_EMPTY) || !control_do(CONTROL_ATTACH, DELAY, 0, 0) ||
            !poll_until(ECAM_PRESENT, true, &change))
            return;
    } while (latency_add(&latency, control_attached_at(), change.seen_at));
    latency_end(&latency);
}

/* Two ways to wait for a disk: reading its place as fast as it goes, or scanning with pauses. */
static const struct ecam_policy eager = {.timeout_ns = LIMIT};
static const struct ecam_policy easy = {
    .timeout_ns = LIMIT, .pause_ns = 5 * CLOCK_US, .pause_max_ns = 100 * CLOCK_US};

METRIC(found_by_polling, "LAT-8", "enable to found, polled");
METRIC(found_by_scanning, "LAT-8", "enable to found, scanned", .phased = true);

TEST(lat, enable_to_found, .rule = "LAT-8", .bus = BUS_EMPTY, .attach = ON_REQUEST,
     .needs = BARE_DOM0, .profiles = UNMAPPED | WINDOWS | VPCI,
     TITLE("from the enabled server until the function is found, by polling and by scanning "
           "with back-off"))
{
    static struct latency polled, scanned;
    struct ecam_wait wait;
    uint32_t id = 0;

    latency_begin_few(&polled, metric_found_by_polling, FEW);
    do {
        if (!bus_require(BUS_EMPTY) || !control_do(CONTROL_ATTACH, DELAY, 0, 0))
            return;
        wait = ecam_wait_for(&bus, PCI_BDF(bus.bus_first, 2, 0), &eager);
        if (!expect_eq(wait.presence, ECAM_PRESENT))
            return;
        id = wait.id;
    } while (latency_add(&polled, control_attached_at(), clock_physical()));
    report_note("polling: %lu reads the last time", wait.polls);
    latency_end(&polled);

    latency_begin_few(&scanned, metric_found_by_scanning, FEW);
    do {
        if (!bus_require(BUS_EMPTY) || !control_do(CONTROL_ATTACH, DELAY, 0, 0))
            return;
        wait = ecam_wait_for_id(&bus, id, &easy);
        if (!expect_eq(wait.presence, ECAM_PRESENT))
            return;
    } while (latency_add(&scanned, control_attached_at(), clock_physical()));
    report_note("scanning with back-off: %lu scans the last time", wait.polls);
    latency_end(&scanned);
}
