/* SPDX-License-Identifier: BSD-2-Clause */
/* Requests that a disk cannot or may not do: VDEV-04. */
#include "guest/driver_error.h"
#include "guest/test/report.h"
#include "protocol/test.h"
#include "suites/vio/rig/disk.h"

#define UNWRITTEN 0xff
#define DATA_MAX  (2 * VIRTIO_BLK_SECTOR)
#define CAPACITY  (1ull << 60) /* stands for the disk's, plus what follows */

static const struct {
    const char *what;
    uint32_t type;
    uint64_t sector;
    uint32_t size;        /* of the data */
    bool out;             /* they are the device's to read */
    uint8_t status, also; /* that it must answer with, or else */
} cases[] = {
    {"type 6", 6, 0, 512, false, VIRTIO_BLK_S_UNSUPP, VIRTIO_BLK_S_UNSUPP},
    {"type 0x7ffffffe", 0x7ffffffe, 0, 512, false, VIRTIO_BLK_S_UNSUPP, VIRTIO_BLK_S_UNSUPP},
    {"type 0x1000 with data", 0x1000, 0, 512, true, VIRTIO_BLK_S_UNSUPP, VIRTIO_BLK_S_UNSUPP},
    {"type 0x7000 without data", 0x7000, 0, 0, false, VIRTIO_BLK_S_UNSUPP, VIRTIO_BLK_S_UNSUPP},
    {"a read behind the end", VIRTIO_BLK_T_IN, CAPACITY, 512, false, VIRTIO_BLK_S_IOERR,
     VIRTIO_BLK_S_IOERR},
    {"a write behind the end", VIRTIO_BLK_T_OUT, CAPACITY, 512, true, VIRTIO_BLK_S_IOERR,
     VIRTIO_BLK_S_IOERR},
    {"a read across the end", VIRTIO_BLK_T_IN, CAPACITY - 1, 1024, false, VIRTIO_BLK_S_IOERR,
     VIRTIO_BLK_S_IOERR},
    {"a write across the end", VIRTIO_BLK_T_OUT, CAPACITY - 1, 1024, true, VIRTIO_BLK_S_IOERR,
     VIRTIO_BLK_S_IOERR},
    {"a read at sector 2^64 - 1", VIRTIO_BLK_T_IN, ~0ull, 512, false, VIRTIO_BLK_S_IOERR,
     VIRTIO_BLK_S_IOERR},
    {"a read of two at sector 2^64 - 1", VIRTIO_BLK_T_IN, ~0ull, 1024, false, VIRTIO_BLK_S_IOERR,
     VIRTIO_BLK_S_IOERR},
    {"a write at sector 2^55", VIRTIO_BLK_T_OUT, 1ull << 55, 512, true, VIRTIO_BLK_S_IOERR,
     VIRTIO_BLK_S_IOERR},
    {"a read at sector 2^54", VIRTIO_BLK_T_IN, 1ull << 54, 512, false, VIRTIO_BLK_S_IOERR,
     VIRTIO_BLK_S_IOERR},
    {"a read of 511 bytes", VIRTIO_BLK_T_IN, 0, 511, false, VIRTIO_BLK_S_IOERR, VIRTIO_BLK_S_IOERR},
    {"a write of 513 bytes", VIRTIO_BLK_T_OUT, 0, 513, true, VIRTIO_BLK_S_IOERR,
     VIRTIO_BLK_S_IOERR},
    {"a read of nothing", VIRTIO_BLK_T_IN, 0, 0, false, VIRTIO_BLK_S_OK, VIRTIO_BLK_S_IOERR},
    {"a write of nothing", VIRTIO_BLK_T_OUT, 0, 0, true, VIRTIO_BLK_S_OK, VIRTIO_BLK_S_IOERR},
};

static struct rig rig;
static struct {
    struct virtio_blk_outhdr header;
    uint8_t data[DATA_MAX];
    uint8_t status;
} request;

/* Runs @cases[@i] on a disk of @capacity sectors; false if the device does not answer. */
static bool run(unsigned int i, uint64_t capacity)
{
    const uint64_t sector = cases[i].sector;
    const bool has_data = cases[i].size, out = cases[i].out && has_data;
    struct virtqueue_segment segment[3] = {{&request.header, sizeof(request.header)}};
    unsigned int count = 1;

    request.header = (struct virtio_blk_outhdr){
        .type = cases[i].type,
        .sector =
            sector >= CAPACITY - 1 && sector <= CAPACITY ? capacity - (CAPACITY - sector) : sector,
    };
    request.status = UNWRITTEN;
    if (has_data)
        segment[count++] = (struct virtqueue_segment){request.data, cases[i].size};
    segment[count++] = (struct virtqueue_segment){&request.status, sizeof(request.status)};
    if (!rig_post(&rig, segment, 1 + out, count - 1 - out) ||
        !rig_reap(&rig, 0, &request.header, NULL))
        return false;
    report_checked();
    if (request.status != cases[i].status && request.status != cases[i].also)
        report_fail(__FILE__, __LINE__, "%s: expected status %u, got %u", cases[i].what,
                    cases[i].status, request.status);
    return true;
}

TEST(vdev, a_disk_says_why, .rule = "VDEV-04", .bus = BUS_SERVED,
     TITLE("types that a disk does not have are UNSUPP, ranges and sizes that it cannot do IOERR; "
           "none changes the disk, and it works on"))
{
    static struct disk_request good;
    uint64_t capacity;

    if (!disk_open(&rig, 0, 16))
        return;
    if (virtio_config_read64(&rig.device, 0, &capacity))
        report_error("the capacity cannot be read");
    for (unsigned int i = 0; i < sizeof(cases) / sizeof(cases[0]) && !report_is_decided(); i++)
        if (!run(i, capacity))
            break;
    expect_eq(virtio_status(&rig.device) & VIRTIO_CONFIG_S_NEEDS_RESET, 0);
    for (uint64_t sector = 0; sector < 2 && !report_is_decided(); sector++) {
        disk_prepare(&good, VIRTIO_BLK_T_IN, sector, 1, 2);
        disk_run(&rig, &good);
    }
    rig_close(&rig);
}
