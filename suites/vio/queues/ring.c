/* SPDX-License-Identifier: BSD-2-Clause */
/* The used ring over many rounds: VIO-12. Data that arrive complete. */
#include <string.h>

#include "guest/control/bus.h"
#include "guest/test/report.h"
#include "protocol/test.h"
#include "suites/vio/rig/find.h"

#include "protocol/control.h"

#define SMALL_REQUESTS 512
#define LARGE_RING     256
#define LARGE_REQUESTS 66000 /* beyond 65,536: both indices wrap */

/* Posts and reaps @total requests for one word each, @batch at a time. */
static void pump(struct virtqueue *queue, unsigned int total, unsigned int batch)
{
    static uint32_t words[LARGE_RING];
    uint16_t start = queue->used->idx;
    unsigned int done = 0;

    expect_eq(start, 0);
    virtqueue_interrupts(queue, false);
    while (done < total) {
        unsigned int posted = 0;

        for (; posted < batch && done + posted < total; posted++) {
            struct virtqueue_segment segment = {&words[posted], sizeof(words[0])};

            words[posted] = 0;
            if (virtqueue_add(queue, &segment, 0, 1, &words[posted])) {
                report_error("a ring of %u has no room for %u requests", queue->size, batch);
                return;
            }
        }
        virtqueue_notify(queue);
        for (unsigned int i = 0; i < posted; i++) {
            struct virtqueue_used used;
            int error = virtqueue_wait(queue, &used, CLOCK_S);

            if (error) {
                report_fail_rule(driver_error_rule(error), __FILE__, __LINE__, "request %u: %s",
                                 done + i, driver_error_text(error));
                return;
            }
            if (used.length != sizeof(words[0]) || !*(uint32_t *)used.cookie)
                expect_eq(used.length, sizeof(words[0]));
        }
        done += posted;
        if (queue->used->idx != (uint16_t)done && !expect_eq(queue->used->idx, (uint16_t)done))
            return;
    }
    expect_eq(queue->used->idx, (uint16_t)total);
    expect(!virtqueue_in_use(queue));
}

TEST(vio, a_ring_of_8_wraps, .rule = "VIO-12", .bus = BUS_SERVED,
     TITLE("used.idx counts from 0, one element for each posted head, round after round"))
{
    static struct virtio_rng rng;

    if (!vio_open_rng(&rng))
        return;
    pump(&rng.queue, SMALL_REQUESTS, 5); /* not a divisor of 8: every phase of the ring */
    vio_close(&rng.device);
}

TEST(vio, a_ring_of_8_wraps_at_65536, .rule = "VIO-12", .bus = BUS_SERVED, .alone = true,
     TITLE("the same, over 66,000 requests"))
{
    static struct virtio_rng rng;

    if (!vio_open_rng(&rng))
        return;
    pump(&rng.queue, LARGE_REQUESTS, 7);
    vio_close(&rng.device);
}

/* Long, and the same in every profile: in one scenario only. */
TEST(vio, indices_wrap_at_65536, .rule = "VIO-12", .bus = BUS_SERVED, .alone = true,
     TITLE("used.idx and avail.idx continue past 65535, over 66,000 requests"))
{
    static struct VIRTQUEUE_STORAGE(LARGE_RING) storage;
    static struct virtio_device dev;
    static struct virtqueue queue;
    pci_bdf bdf;
    int error;

    if (!vio_find(VIRTIO_ID_RNG, &bdf))
        return;
    error = vio_open(&dev, bdf);
    if (!error)
        error = virtio_negotiate(&dev, 0);
    if (!error)
        error = virtio_queue(&dev, 0, &queue, LARGE_RING, storage.ring, storage.buffer);
    if (!error)
        error = virtio_start(&dev);
    if (error) {
        report_error("virtio-rng at %04x: %s", bdf, driver_error_text(error));
        return;
    }
    pump(&queue, LARGE_REQUESTS, queue.size);
    vio_close(&dev);
}

/* The inverse of the disk's contents. */
static uint8_t inverted(uint32_t offset)
{
    return control_disk_byte(offset) ^ 0xff;
}

TEST(vio, a_disk_keeps_its_data, .rule = "VIO-12", .bus = BUS_SERVED,
     TITLE("virtio-blk reads the known pattern, and reads back what was written"))
{
    static uint8_t sectors[4 * VIRTIO_BLK_SECTOR];
    static struct virtio_blk blk;
    const uint64_t at = 3;
    unsigned int wrong = 0;
    int error;

    if (!vio_open_blk(&blk))
        return;
    expect_eq(blk.capacity, CONTROL_DISK_SECTORS);
    error = virtio_blk_transfer(&blk, VIRTIO_BLK_T_IN, at, sectors, 4, CLOCK_S);
    for (uint32_t i = 0; !error && i < sizeof(sectors); i++)
        wrong += sectors[i] != control_disk_byte(at * VIRTIO_BLK_SECTOR + i);
    expect_eq(wrong, 0);
    for (uint32_t i = 0; i < sizeof(sectors); i++)
        sectors[i] ^= 0xff;
    if (!error)
        error = virtio_blk_transfer(&blk, VIRTIO_BLK_T_OUT, at, sectors, 4, CLOCK_S);
    memset(sectors, 0, sizeof(sectors));
    if (!error)
        error = virtio_blk_transfer(&blk, VIRTIO_BLK_T_IN, at, sectors, 4, CLOCK_S);
    for (uint32_t i = 0; !error && i < sizeof(sectors); i++)
        wrong += sectors[i] != inverted(at * VIRTIO_BLK_SECTOR + i);
    expect_eq(wrong, 0);
    /* Restores the disk, whose data a reset keeps. */
    for (uint32_t i = 0; i < sizeof(sectors); i++)
        sectors[i] ^= 0xff;
    if (!error)
        error = virtio_blk_transfer(&blk, VIRTIO_BLK_T_OUT, at, sectors, 4, CLOCK_S);
    report_checked();
    if (error)
        report_fail_rule(driver_error_rule(error), __FILE__, __LINE__, "%s",
                         driver_error_text(error));
    vio_close(&blk.device);
}
