/* SPDX-License-Identifier: BSD-2-Clause */
/* Packed rings: VIO-28. */
#include "guest/test/report.h"
#include "protocol/test.h"
#include "suites/vio/rig/disk.h"

#define RING     8
#define REQUESTS 24    /* three rounds of the ring at least */
#define MANY     66000 /* a ring of 8 then went round more than 65,536 / 8 times */

static struct rig rig;
static struct disk_request request;

static void run_chains(uint64_t features)
{
    if (!disk_open(&rig, _BITULL(VIRTIO_F_RING_PACKED) | features, RING))
        return;
    for (unsigned int i = 0; i < REQUESTS; i++) {
        disk_prepare_any(&request, i & 1 ? VIRTIO_BLK_T_OUT : VIRTIO_BLK_T_IN, rig.queue[0].size);
        if (!disk_run(&rig, &request) || !expect(scatter_is_guarded(&request.scatter)))
            break;
    }
    rig_close(&rig);
}

TEST(vio, packed_chains_go_round, .rule = "VIO-28", .bus = BUS_SERVED,
     TITLE("virtio-blk over a packed ring of 8: chains of all lengths, some across its end"))
{
    run_chains(0);
    if (!report_is_decided())
        run_chains(_BITULL(VIRTIO_RING_F_EVENT_IDX));
}

/* @batch requests at a time, for one word each. */
static void pump(unsigned int total, unsigned int batch)
{
    static uint32_t words[RING];
    unsigned int done = 0;

    virtqueue_interrupts(&rig.queue[0], false);
    while (done < total) {
        for (unsigned int i = 0; i < batch; i++) {
            const struct virtqueue_segment segment = {&words[i], sizeof(words[i])};

            words[i] = 0;
            if (virtqueue_add(&rig.queue[0], &segment, 0, 1, &words[i])) {
                report_error("a ring of %u has no room for %u requests", rig.queue[0].size, batch);
                return;
            }
        }
        virtqueue_notify(&rig.queue[0]);
        for (unsigned int i = 0; i < batch; i++) {
            uint32_t length;

            if (!rig_reap(&rig, 0, NULL, &length)) {
                report_note("request %u", done + i);
                return;
            }
            if (length != sizeof(words[0]) && !expect_eq(length, sizeof(words[0])))
                return;
        }
        done += batch;
    }
    expect(!virtqueue_in_use(&rig.queue[0]));
}

TEST(vio, packed_batches_go_round, .rule = "VIO-28", .bus = BUS_SERVED,
     TITLE("virtio-rng over a packed ring of 8, five requests in flight, at every place"))
{
    if (!rig_open(&rig, VIRTIO_ID_RNG, _BITULL(VIRTIO_F_RING_PACKED), RING))
        return;
    pump(3 * RING * 5, 5); /* not a divisor of 8 */
    rig_close(&rig);
}

TEST(vio, packed_rings_go_round_for_long, .rule = "VIO-28", .bus = BUS_SERVED, .alone = true,
     TITLE("the same, over 66,000 requests"))
{
    if (!rig_open(&rig, VIRTIO_ID_RNG, _BITULL(VIRTIO_F_RING_PACKED), RING))
        return;
    pump(MANY, RING);
    rig_close(&rig);
}
