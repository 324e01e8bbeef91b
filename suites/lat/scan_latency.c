/* SPDX-License-Identifier: BSD-2-Clause */
/* The cost of looking for functions: LAT-9. On one bus, and in scenario `scan` on all. */
#include "guest/control/bus.h"
#include "guest/ecam_probe.h"
#include "guest/measure/latency.h"
#include "protocol/metric.h"
#include "protocol/test.h"
#include "runtime/mmio.h"
#include "runtime/time/clock.h"

#define SAMPLES   2
#define FUNCTIONS 256 /* of a bus */

/* Looks at every function of the first @buses buses. */
static void look(unsigned int buses)
{
    for (unsigned int b = 0; b < buses; b++) {
        const uint64_t first = ecam_address(&bus, PCI_BDF(bus.bus_first + b, 0, 0), PCI_VENDOR_ID);

        for (unsigned int i = 0; i < FUNCTIONS; i++)
            mmio_read32(first + (uint64_t)i * PCI_CFG_SPACE_EXP_SIZE);
    }
}

static void measure(const char *id, unsigned int buses, unsigned int samples)
{
    static struct latency latency;
    uint64_t from, to;

    latency_begin_few(&latency, id, samples);
    do {
        from = clock_ticks();
        look(buses);
        to = clock_ticks();
    } while (latency_add(&latency, from, to));
    latency_end(&latency);
}

METRIC(empty_bus, "LAT-9", "scan of a bus, empty");

TEST(lat, scan_of_an_empty_bus, .rule = "LAT-9", .bus = BUS_EMPTY,
     .profiles = UNMAPPED | WINDOWS | VPCI,
     TITLE("reading the identifiers of the 256 functions of a bus while nothing serves it"))
{
    measure(metric_empty_bus, 1, SAMPLES);
}

METRIC(served_bus, "LAT-9", "scan of a bus, served");

TEST(lat, scan_of_a_served_bus, .rule = "LAT-9", .bus = BUS_SERVED,
     TITLE("reading the identifiers of the 256 functions of a bus that the device model serves"))
{
    measure(metric_served_bus, 1, SAMPLES);
}

METRIC(empty_window, "LAT-9", "scan of all buses, empty");

TEST(lat, full_scan, .rule = "LAT-9", .bus = BUS_EMPTY, .profiles = UNMAPPED | WINDOWS | VPCI,
     .alone = true,
     TITLE("reading the identifiers of all functions of all buses while nothing serves them"))
{
    measure(metric_empty_window, bus.bus_last - bus.bus_first + 1, 1);
}
