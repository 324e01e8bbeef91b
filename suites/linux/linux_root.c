/* SPDX-License-Identifier: BSD-2-Clause */
/* A root file system on a disk that comes late: LNX-16. What a guest does that does not wait for
 * it, LNX-17, is a refusal. */
#include <unistd.h>

#include "guest/test/report.h"
#include "linux_guest/pci_sysfs.h"
#include "linux_guest/root.h"
#include "protocol/test.h"
#include "suites/linux/linux_bus.h"

#define SECONDS   2
#define LOOK_US   5000 /* as the kernel's own rootwait */
#define COMES_MS  5000
#define SILENT_US 500000

static bool read_root(struct root *root)
{
    if (root_read(root))
        return true;
    report_error("the kernel's command line has no root=");
    return false;
}

/* Without rootwait there is no second look. */
static void expect_boot(const struct root *root)
{
    const uint64_t start = linux_now_ms();
    bool hangs;

    while (root->wait && !root_is_there(root) && linux_now_ms() - start < COMES_MS)
        usleep(LOOK_US);
    report_checked();
    if (!root_is_there(root))
        report_fail(__FILE__, __LINE__, "%s has not come", root->device);
    else if (!root_boot(root, SECONDS, &hangs))
        report_fail(__FILE__, __LINE__, "%s: mounting it and running its /sbin/init %s",
                    root->device, hangs ? "does not return" : "fails");
    else
        report_note("%s: its /sbin/init has run %lu ms after the start", root->device,
                    (unsigned long)linux_now_ms());
}

TEST(linux, a_late_root_is_booted, .rule = "LNX-16", .needs = LINUX,
     TITLE("a root file system on a disk that comes by itself is found, mounted, and its init run"))
{
    struct root root;

    if (!read_root(&root))
        return;
    if (root.wait && linux_plug_passed(0))
        report_error("the disk came before /init");
    else
        expect_boot(&root);
}

/* rootwait waits for a disk, which nobody looks for. */
TEST(linux, a_rescan_brings_the_root, .rule = "LNX-16", .needs = LINUX,
     TITLE("a root file system on a disk that was attached in silence is booted after a rescan"))
{
    struct root root;

    if (!read_root(&root) || !linux_wait_for_event(0))
        return;
    usleep(SILENT_US);
    if (expect(!root_is_there(&root)) && expect(pci_sysfs_rescan()))
        expect_boot(&root);
}
