/* SPDX-License-Identifier: BSD-2-Clause */
/* I/O through Linux's virtio drivers: LNX-06, LNX-07. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "guest/test/report.h"
#include "linux_guest/device_io.h"
#include "linux_guest/files.h"
#include "linux_guest/pci_sysfs.h"
#include "protocol/control.h"
#include "protocol/test.h"

#define SECTOR    512
#define DISK      "vda"
#define DISK_SIZE (CONTROL_DISK_SECTORS * SECTOR)
#define FRAMES    64
#define SECONDS   2
#define ENTROPY   256

static bool differ(const uint8_t *a, const uint8_t *b, size_t size)
{
    return memcmp(a, b, size) != 0;
}

TEST(linux, rng_gives_entropy, .rule = "LNX-06", .needs = LINUX,
     TITLE("/dev/hwrng reads bytes of virtio-rng, other ones each time"))
{
    uint8_t first[ENTROPY] = {0}, second[ENTROPY] = {0};
    char current[32] = "";

    file_read(current, sizeof(current), "/sys/class/misc/hw_random/rng_current");
    if (!expect(!strncmp(current, "virtio_rng", 10)))
        return;
    if (!expect(rng_read(first, sizeof(first))) || !expect(rng_read(second, sizeof(second))))
        return;
    expect(differ(first, second, sizeof(first)));
}

/* Each read is past the page cache, so that the device is asked. */
TEST(linux, blk_reads_and_writes, .rule = "LNX-06", .needs = LINUX,
     TITLE("the disk reads as the device model filled it, and as it was written"))
{
    static uint8_t bytes[DISK_SIZE] __attribute__((aligned(4096)));
    static uint8_t pattern[DISK_SIZE] __attribute__((aligned(4096)));
    const int fd = disk_open(DISK);
    size_t wrong = 0;

    if (fd < 0) {
        report_fail(__FILE__, __LINE__, "/dev/" DISK " cannot be opened: %s", strerror(errno));
        return;
    }
    if (expect(disk_transfer(fd, false, bytes, sizeof(bytes), 0))) {
        for (uint32_t i = 0; i < sizeof(bytes); i++)
            wrong += bytes[i] != control_disk_byte(i);
        expect_eq(wrong, 0);
    }
    for (uint32_t i = 0; i < sizeof(pattern); i++)
        pattern[i] = (uint8_t)~control_disk_byte(i);
    for (size_t at = 0; at < sizeof(pattern); at += sizeof(pattern) / 4)
        expect(disk_transfer(fd, true, pattern + at, sizeof(pattern) / 4, at));
    memset(bytes, 0, sizeof(bytes));
    expect(disk_transfer(fd, false, bytes, sizeof(bytes), 0));
    expect(!differ(bytes, pattern, sizeof(bytes)));
    for (uint32_t i = 0; i < sizeof(pattern); i++) /* as the next test wants to find it */
        pattern[i] = control_disk_byte(i);
    expect(disk_transfer(fd, true, pattern, sizeof(pattern), 0));
    close(fd);
}

TEST(linux, net_brings_back_what_is_sent, .rule = "LNX-06", .needs = LINUX,
     TITLE("frames of all lengths that are sent on the looped wire are received, each once"))
{
    char interface[32];

    if (!expect(net_find(interface, sizeof(interface))))
        return;
    expect_eq(net_loop(interface, FRAMES, SECONDS), FRAMES);
}

TEST(linux, drivers_unbind_and_bind, .rule = "LNX-07", .needs = LINUX,
     TITLE("each virtio function is unbound from its driver and bound again, and works"))
{
    static const char *const functions[] = {"0000:00:01.0", "0000:00:02.0", "0000:00:05.0",
                                            "0000:00:06.0"};
    static uint8_t sector[4096] __attribute__((aligned(4096)));
    int fd;

    for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]); i++) {
        bool hangs;

        if (!run_bounded(pci_sysfs_unbind, functions[i], SECONDS, &hangs) ||
            !run_bounded(pci_sysfs_bind, functions[i], SECONDS, &hangs)) {
            report_fail(__FILE__, __LINE__, "%s: unbind and bind %s", functions[i],
                        hangs ? "did not return" : "failed");
            return;
        }
    }
    report_checked();
    fd = disk_open(DISK);
    if (!expect(fd >= 0))
        return;
    expect(disk_transfer(fd, false, sector, sizeof(sector), 0));
    expect_eq(sector[1], control_disk_byte(1));
    close(fd);
}
