/* SPDX-License-Identifier: BSD-2-Clause */
/* A scan of all functions ends: ECAM-19. LAT-9 measures its time. */
#include "guest/control/bus.h"
#include "guest/ecam_probe.h"
#include "guest/test/report.h"
#include "protocol/test.h"
#include "runtime/mmio.h"
#include "runtime/time/timeout.h"

#define PER_READ_LIMIT (100 * CLOCK_US) /* a background read is a thousandth of it */
#define FUNCTIONS      256              /* of a bus */

static void scan(unsigned int buses)
{
    const unsigned int functions = buses * FUNCTIONS;
    const uint64_t from = clock_ns();
    const struct timeout timeout = timeout_start(functions * PER_READ_LIMIT, "the end of the scan");
    unsigned int read = 0, found = 0;

    while (read < functions && !timeout_expired(&timeout)) {
        const pci_bdf bdf = PCI_BDF(bus.bus_first, 0, 0) + read++;

        found += ecam_presence(mmio_read32(ecam_address(&bus, bdf, PCI_VENDOR_ID))) == ECAM_PRESENT;
    }
    report_note("%u functions in %lu us", read, (clock_ns() - from) / CLOCK_US);
    expect_eq(read, functions);
    expect_eq(found, 0);
}

TEST(
    ecam, a_bus_of_functions, .rule = "ECAM-19", .bus = BUS_EMPTY,
    .profiles = UNMAPPED | WINDOWS | VPCI,
    TITLE(
        "reading the identifiers of all functions of a bus completes, at no more than 100 us each"))
{
    scan(1);
}

TEST(
    ecam, all_functions, .rule = "ECAM-19", .bus = BUS_EMPTY, .profiles = UNMAPPED | WINDOWS | VPCI,
    .alone = true,
    TITLE(
        "reading the identifiers of all possible functions completes, at no more than 100 us each"))
{
    scan(bus.bus_last - bus.bus_first + 1);
}
