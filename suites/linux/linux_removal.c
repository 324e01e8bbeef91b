/* SPDX-License-Identifier: BSD-2-Clause */
/* The device model goes away, in order and by surprise, and comes back: LNX-08 to LNX-11. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "guest/test/report.h"
#include "linux_guest/device_io.h"
#include "linux_guest/kernel_log.h"
#include "protocol/test.h"
#include "suites/linux/linux_bus.h"

#define SECONDS   2
#define SETTLE_US 50000

/* Removes every function, the last first. False after a failure if one does not return in time. */
static bool remove_all(void)
{
    struct pci_sysfs pci;

    pci_sysfs_read(&pci);
    for (size_t i = pci.count; i-- > 0;) {
        bool hangs;

        if (run_bounded(pci_sysfs_remove, pci.function[i].name, SECONDS, &hangs))
            continue;
        report_fail(__FILE__, __LINE__, "removal of %s %s", pci.function[i].name,
                    hangs ? "does not return" : "fails");
        return false;
    }
    report_checked();
    pci_sysfs_read(&pci);
    return expect_eq(pci.count, 0);
}

static void expect_back(unsigned int attach)
{
    struct pci_sysfs pci;

    if (!linux_wait_for_event(attach) || !expect(pci_sysfs_rescan()))
        return;
    usleep(SETTLE_US);
    pci_sysfs_read(&pci);
    linux_expect_whole_bus(&pci);
}

/* Schedule: attach, detach, attach. */
TEST(linux, an_orderly_removal_comes_back, .rule = "LNX-08", .needs = LINUX,
     TITLE("removed by sysfs, detached, attached again: a rescan brings every function back"))
{
    if (linux_event_passed(1)) {
        report_error("the detach came before the removal");
        return;
    }
    if (!remove_all() || !linux_wait_for_event(1))
        return;
    expect(pci_sysfs_rescan());
    expect_back(2);
}

TEST(linux, a_surprise_removal_ends, .rule = "LNX-09", .needs = LINUX,
     TITLE("detached under bound drivers: each removal returns, and a rescan brings all back"))
{
    if (linux_wait_for_event(1) && remove_all())
        expect_back(2);
}

static bool read_disk(const char *name)
{
    static uint8_t bytes[4096] __attribute__((aligned(4096)));
    const int fd = disk_open(name);

    return fd >= 0 && disk_transfer(fd, false, bytes, sizeof(bytes), 0);
}

TEST(linux, a_request_after_the_detach_ends, .rule = "LNX-10", .needs = LINUX,
     TITLE("a read of a disk whose device model is gone ends, with an error or not"))
{
    bool hangs;

    if (!linux_wait_for_event(1))
        return;
    run_bounded(read_disk, "vda", SECONDS, &hangs);
    expect(!hangs);
}

TEST(linux, the_kernel_does_not_complain, .rule = "LNX-11", .needs = LINUX,
     TITLE("the kernel's log has no warning, oops or error about PCI or virtio"))
{
    char complaint[KERNEL_LOG_LINE];

    report_checked();
    if (!kernel_log_complains(complaint))
        return;
    report_fail(__FILE__, __LINE__, "%s", complaint);
}
