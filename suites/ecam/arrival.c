/* SPDX-License-Identifier: BSD-2-Clause */
/* The moment at which functions appear: ECAM-07, and waiting by RRS: ECAM-08. */
#include "guest/control/bus.h"
#include "guest/control/settings.h"
#include "guest/ecam_probe.h"
#include "guest/test/report.h"
#include "protocol/test.h"
#include "runtime/mmio.h"
#include "runtime/time/timeout.h"

#define AFTERWARDS 200 /* reads that must stay the same once the function is there */

TEST(ecam, functions_appear_at_once, .rule = "ECAM-07", .bus = BUS_ARRIVES,
     .profiles = UNMAPPED | WINDOWS | VPCI,
     TITLE("polled during the attach, an ID reads as all-ones and then always as the final one"))
{
    uint64_t at = ecam_address(&bus, PCI_BDF(bus.bus_first, 0, 0), PCI_VENDOR_ID);
    const struct timeout timeout = timeout_start(bus_arrival_limit(), "a function to appear");
    unsigned int empty = 0, present = 0;
    uint32_t id = UINT32_MAX;

    if (!bus_arrive())
        return;
    while (present < AFTERWARDS && !timeout_expired(&timeout)) {
        uint32_t now = mmio_read32(at);

        if (now == UINT32_MAX && !present) {
            empty++;
            bus_arrival_pause();
            continue;
        }
        if (!present++)
            id = now;
        expect_eq(now, id);
    }
    if (!empty)
        report_error("the function was there from the first read: nothing was seen to appear");
    else if (!present)
        report_error("%s", timeout_text(&timeout));
    report_note("%u reads of ones, then %#x", empty, (unsigned int)id);
    expect((id & 0xffff) != PCI_VENDOR_ID_NONE && id >> 16 != 0xffff);
}

TEST(
    ecam, retry_is_waited_for, .rule = "ECAM-08", .bus = BUS_ARRIVES, .profiles = WINDOWS,
    .rrs = true,
    TITLE("a function that reads as RRS is not taken for a device, and is found once it is served"))
{
    pci_bdf bdf = (pci_bdf)((settings.rrs.base - bus.ecam.base) >> 12) + (bus.bus_first << 8);
    struct ecam_scan scan = ecam_scan_start(&bus);
    /* As Linux waits for RRS (pci_bus_wait_rrs), with shorter pauses. */
    const struct ecam_policy policy = {.timeout_ns = bus_arrival_limit(),
                                       .pause_ns = 10 * CLOCK_US,
                                       .pause_max_ns = CLOCK_MS,
                                       .only_retry = true};
    struct ecam_wait wait;

    while (ecam_scan_next(&scan))
        report_fail(__FILE__, __LINE__, "%#x was enumerated at %04x, nobody is there",
                    (unsigned int)scan.id, scan.bdf);
    expect_eq(scan.retries, 1);
    if (!bus_arrive())
        return;
    wait = ecam_wait_for(&bus, bdf, &policy);
    report_note("%lu polls, %lu of them \"retry\"", wait.polls, wait.retries);
    expect(wait.retries > 0);
    expect_eq(wait.presence, ECAM_PRESENT);
    expect_eq(wait.id, mmio_read32(ecam_address(&bus, bdf, PCI_VENDOR_ID)));
}
