/* SPDX-License-Identifier: BSD-2-Clause */
/* The ladder's lower rungs: one trap, one emulated access, one background access, one IOREQ. */
#include "bus.h"
#include "clock.h"
#include "gic.h"
#include "latency.h"
#include "mmio.h"
#include "test.h"
#include "xen.h"

#define GICD_TYPER 0x0004

/* Samples @operation until the metric is full. */
#define MEASURE(id, operation)                     \
    do {                                           \
        static struct latency latency;             \
        uint64_t from, to;                         \
                                                   \
        latency_begin(&latency, id);               \
        do {                                       \
            from = clock_ticks();                  \
            operation;                             \
            to = clock_ticks();                    \
        } while (latency_add(&latency, from, to)); \
        latency_end(&latency);                     \
    } while (0)

TEST(lat, null_hypercall, .rule = "LAT-1", .needs = HYPERVISOR,
     .title = "XENVER_version: the bare trap into Xen")
{
    MEASURE("LAT-1.null_hypercall", xen_version());
}

TEST(lat, emulated_read, .rule = "LAT-2", .needs = HYPERVISOR,
     .title = "a read of GICD_TYPER: a device inside Xen")
{
    uint64_t typer = gic_distributor().base + GICD_TYPER;

    MEASURE("LAT-2.gicd_read", mmio_read32(typer));
}

TEST(lat, background_read, .rule = "LAT-3", .bus = BUS_EMPTY, .profiles = UNMAPPED | WINDOWS,
     .title = "a read of the empty ECAM")
{
    MEASURE("LAT-3.background_read", mmio_read32(bus.ecam.base));
}

TEST(lat, ioreq_read, .rule = "LAT-4", .bus = BUS_SERVED, .needs = HYPERVISOR,
     .title = "a configuration read that the device model answers")
{
    MEASURE("LAT-4.ioreq_read", mmio_read32(bus.ecam.base));
}
