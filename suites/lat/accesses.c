/* SPDX-License-Identifier: BSD-2-Clause */
/* The ladder's lower rungs: one trap, one emulated access, one background access, one IOREQ. */
#include "guest/control/bus.h"
#include "guest/control/settings.h"
#include "guest/measure/latency.h"
#include "guest/test/report.h"
#include "protocol/metric.h"
#include "protocol/test.h"
#include "runtime/gic.h"
#include "runtime/mmio.h"
#include "runtime/xen.h"

#define GICD_TYPER 0x0004

METRIC(null_hypercall, "LAT-1", "null hypercall", .kvm = "hvc");

TEST(lat, null_hypercall, .rule = "LAT-1", .bus = BUS_EMPTY, .needs = HYPERVISOR,
     TITLE("XENVER_version: a bare trap into Xen"))
{
    LATENCY_CHEAP(metric_null_hypercall, xen_version());
}

METRIC(null_hypercall_single, "LAT-1", "null hypercall, one at a time");
METRIC(null_hypercall_batch, "LAT-1", "null hypercall, in batches");

/* An iteration of a loop may cost an instruction or two more than one of an empty loop. */
TEST(lat, batches_agree, .rule = "LAT-1", .bus = BUS_EMPTY, .alone = true,
     TITLE("a null hypercall costs the same in a batch as alone; under icount to within 1%"))
{
    static struct latency single, batch;
    uint64_t from, to, most;

    latency_begin(&single, metric_null_hypercall_single);
    latency_begin_batch(&batch, metric_null_hypercall_batch, LATENCY_BATCH);
    do {
        from = clock_ticks();
        xen_version();
        to = clock_ticks();
        latency_add(&single, from, to);
        LATENCY_LOOP(LATENCY_BATCH, from, to, xen_version());
    } while (latency_add(&batch, from, to));
    latency_end(&single);
    latency_end(&batch);
    most = latency_median(&single) + latency_median(&single) / 100;
    if (settings.icount)
        expect(latency_median(&batch) >= latency_median(&single) && latency_median(&batch) <= most);
}

METRIC(null_hypercall_served, "LAT-1", "null hypercall, if served");

/* On each return to the guest Xen looks through the domain's servers for a pending request. */
TEST(lat, null_hypercall_served, .rule = "LAT-1", .bus = BUS_SERVED, .needs = HYPERVISOR,
     TITLE("the same in a domain that has an IOREQ server"))
{
    LATENCY_CHEAP(metric_null_hypercall_served, xen_version());
}

METRIC(gicd_read, "LAT-2", "GICD read", .kvm = "mmio_read_vgic");

TEST(lat, emulated_read, .rule = "LAT-2", .bus = BUS_EMPTY, .needs = HYPERVISOR,
     TITLE("a read of GICD_TYPER: a device inside Xen"))
{
    const uint64_t typer = gic_distributor().base + GICD_TYPER;

    LATENCY_CHEAP(metric_gicd_read, mmio_read32(typer));
}

METRIC(background_read, "LAT-3", "background read");

TEST(lat, background_read, .rule = "LAT-3", .bus = BUS_EMPTY, .profiles = UNMAPPED | WINDOWS | VPCI,
     TITLE("a read of the empty ECAM"))
{
    const uint64_t ecam = bus.ecam.base;

    LATENCY_CHEAP(metric_background_read, mmio_read32(ecam));
}
