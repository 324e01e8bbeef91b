/* SPDX-License-Identifier: BSD-2-Clause */
/* A disk that comes and goes behind a port, as pciehp sees it: LNX-13 to LNX-15. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "guest/test/report.h"
#include "linux_guest/device_io.h"
#include "linux_guest/pci_sysfs.h"
#include "protocol/control.h"
#include "protocol/test.h"
#include "suites/linux/linux_bus.h"

#define LATE     "0000:01:00.0"
#define DISK     "vdb" /* the bus has one, which is found first */
#define SECONDS  2
#define LOOK_US  10000 /* without a pause the host works so long that it looks like a hang */
#define COMES_MS 3000
#define LEAVES_MS                                                                   \
    10000 /* after the button the driver waits for 5 s, in case it is pressed again \
           */

static const struct pci_sysfs_function *find(struct pci_sysfs *pci, const char *name)
{
    pci_sysfs_read(pci);
    for (size_t i = 0; i < pci->count; i++)
        if (!strcmp(pci->function[i].name, name))
            return &pci->function[i];
    return NULL;
}

/* Waits until the late function is there, or not, for at most @ms from the @index-th event of the
 * scenario's plug_us on. */
static bool wait_for(bool there, unsigned int index, unsigned int ms)
{
    struct pci_sysfs pci;

    if (!linux_wait_for_plug(index))
        return false;
    for (const uint64_t start = linux_now_ms(); linux_now_ms() - start < ms; usleep(LOOK_US)) {
        const struct pci_sysfs_function *late = find(&pci, LATE);

        if (there ? late && *late->driver : !late)
            return true;
    }
    linux_note_bus("functions at the end", &pci);
    report_fail(__FILE__, __LINE__, there ? "%s has not come" : "%s has not gone", LATE);
    return false;
}

static void expect_disk_works(void)
{
    static uint8_t sector[4096] __attribute__((aligned(4096)));
    const int fd = disk_open(DISK);

    if (fd < 0) {
        report_fail(__FILE__, __LINE__, "/dev/" DISK " cannot be opened: %s", strerror(errno));
        return;
    }
    expect(disk_transfer(fd, false, sector, sizeof(sector), 0));
    expect_eq(sector[1], control_disk_byte(1));
    close(fd);
}

/* plug_us: the disk comes, leaves, comes again. */
TEST(linux, what_is_plugged_in_is_found, .rule = "LNX-13", .needs = LINUX,
     TITLE("a disk that comes to a hot-plug slot is found, bound and read, with no rescan"))
{
    struct pci_sysfs pci;

    if (linux_plug_passed(0)) {
        report_error("the disk came before /init");
        return;
    }
    if (!expect(!find(&pci, LATE)) || !wait_for(true, 0, COMES_MS))
        return;
    expect_disk_works();
}

static void leave_and_come_back(unsigned int limit_ms)
{
    if (linux_plug_passed(1)) {
        report_error("the disk left before this test");
        return;
    }
    if (!wait_for(true, 0, COMES_MS) || !wait_for(false, 1, limit_ms) ||
        !wait_for(true, 2, COMES_MS))
        return;
    expect_disk_works();
}

TEST(linux, the_button_removes_in_order, .rule = "LNX-14", .needs = LINUX,
     TITLE("after the attention button the disk is removed, and found again when it comes back"))
{
    leave_and_come_back(LEAVES_MS);
}

TEST(linux, a_pulled_disk_is_removed, .rule = "LNX-15", .needs = LINUX,
     TITLE("a disk that is pulled out is removed, and found again when it comes back"))
{
    leave_and_come_back(SECONDS * 1000);
}
