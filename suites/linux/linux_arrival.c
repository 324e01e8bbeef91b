/* SPDX-License-Identifier: BSD-2-Clause */
/* What Linux finds when the device model attaches before, during and after its scan: LNX-01 to -05.
 */
#include <unistd.h>

#include "guest/test/report.h"
#include "protocol/test.h"
#include "suites/linux/linux_bus.h"

#define SETTLE_US 50000

TEST(linux, an_early_attach_is_found_whole, .rule = "LNX-01", .needs = LINUX,
     TITLE("attached before the scan: every function is there, with BARs and drivers"))
{
    struct pci_sysfs pci;

    pci_sysfs_read(&pci);
    linux_note_bus("found by the first scan", &pci);
    if (expect(pci.has_bridge))
        linux_expect_whole_bus(&pci);
}

TEST(linux, a_late_attach_is_silent, .rule = "LNX-02", .needs = LINUX,
     TITLE("attached after the scan: the bridge is there and empty, and stays so by itself"))
{
    struct pci_sysfs pci;

    pci_sysfs_read(&pci);
    if (linux_event_passed(0)) {
        report_error("the attach came before /init");
        return;
    }
    if (!expect(pci.has_bridge))
        return;
    expect_eq(pci.count, 0);
    if (!linux_wait_for_event(0))
        return;
    usleep(SETTLE_US);
    pci_sysfs_read(&pci);
    expect_eq(pci.count, 0);
}

TEST(linux, a_rescan_completes_the_bus, .rule = "LNX-03", .needs = LINUX,
     TITLE("once attached, a rescan finds and binds whatever the first scan did not"))
{
    struct pci_sysfs pci;

    pci_sysfs_read(&pci);
    linux_note_bus("found by the first scan", &pci);
    if (!linux_wait_for_event(0) || !expect(pci_sysfs_rescan()))
        return;
    usleep(SETTLE_US);
    pci_sysfs_read(&pci);
    linux_expect_whole_bus(&pci);
}

/* Linux waits for up to a minute of its time for a function that reads as RRS. */
TEST(linux, a_retry_window_holds_the_scan, .rule = "LNX-04", .needs = LINUX, .rrs = true,
     TITLE("a function that reads as RRS is waited for, and found without a rescan"))
{
    struct pci_sysfs pci;

    pci_sysfs_read(&pci);
    linux_note_bus("found by the first scan", &pci);
    linux_expect_whole_bus(&pci);
}

TEST(linux, a_retry_without_end_is_given_up, .rule = "LNX-05", .needs = LINUX, .rrs = true,
     .attach = NEVER,
     TITLE("a function that reads as RRS for ever is given up, and the boot goes on without it"))
{
    struct pci_sysfs pci;

    pci_sysfs_read(&pci);
    if (expect(pci.has_bridge))
        expect_eq(pci.count, 0);
}
