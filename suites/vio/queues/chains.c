/* SPDX-License-Identifier: BSD-2-Clause */
/* Chains of all shapes, and tables of descriptors: VIO-15, VIO-16. */
#include <string.h>

#include "guest/test/report.h"
#include "protocol/test.h"
#include "suites/vio/rig/disk.h"

#define SHAPES 12   /* of each kind */
#define MANY   1500 /* in a sweep */
#define RING   32

static struct rig rig;
static struct disk_request request;

static void run_shapes(unsigned int count)
{
    for (unsigned int i = 0; i < count; i++) {
        disk_prepare_any(&request, i & 1 ? VIRTIO_BLK_T_OUT : VIRTIO_BLK_T_IN, rig.queue[0].size);
        if (!disk_run(&rig, &request))
            return;
    }
}

TEST(vio, a_disk_takes_every_split, .rule = "VIO-15", .bus = BUS_SERVED,
     TITLE(
         "virtio-blk reads and writes correctly, with requests cut anywhere into 2 to 32 segments"))
{
    if (!disk_open(&rig, 0, RING))
        return;
    /*
     * The extremes: as few pieces as possible, and every byte of the header in a piece of its own.
     */
    disk_prepare(&request, VIRTIO_BLK_T_IN, 1, 1, 1);
    disk_run(&rig, &request);
    disk_prepare(&request, VIRTIO_BLK_T_IN, 2, 16, rig.queue[0].size - 16);
    disk_run(&rig, &request);
    run_shapes(2 * SHAPES);
    rig_close(&rig);
}

static void sweep(uint64_t features)
{
    if (!disk_open(&rig, features, RIG_RING))
        return;
    run_shapes(MANY);
    rig_close(&rig);
}

TEST(vio, a_disk_takes_very_many_splits, .rule = "VIO-15", .bus = BUS_SERVED, .alone = true,
     TITLE("1,500 requests of 2 to 64 segments"))
{
    sweep(0);
}

TEST(vio, very_many_splits_with_events, .rule = "VIO-15", .bus = BUS_SERVED, .alone = true,
     TITLE("the same with EVENT_IDX"))
{
    sweep(_BITULL(VIRTIO_RING_F_EVENT_IDX));
}

TEST(vio, very_many_splits_packed, .rule = "VIO-28", .bus = BUS_SERVED, .alone = true,
     TITLE("the same over a packed ring"))
{
    sweep(_BITULL(VIRTIO_F_RING_PACKED));
}

TEST(vio, very_many_splits_packed_with_events, .rule = "VIO-28", .bus = BUS_SERVED, .alone = true,
     TITLE("the same over a packed ring with EVENT_IDX and notifications with data"))
{
    sweep(_BITULL(VIRTIO_F_RING_PACKED) | _BITULL(VIRTIO_RING_F_EVENT_IDX) |
          _BITULL(VIRTIO_F_NOTIFICATION_DATA));
}

TEST(vio, an_rng_fills_every_segment, .rule = "VIO-15", .bus = BUS_SERVED,
     TITLE("virtio-rng writes its bytes from the first segment on, and no more than it reports"))
{
    static struct scatter scatter;
    static uint8_t bytes[256], poison[256];
    uint32_t length;

    memset(poison, SCATTER_POISON, sizeof(poison));
    if (!rig_open(&rig, VIRTIO_ID_RNG, 0, 8))
        return;
    for (unsigned int i = 0; i < SHAPES; i++) {
        scatter_clear(&scatter);
        scatter_write(&scatter, sizeof(bytes), 1 + rig_draw(rig.queue[0].size));
        if (!rig_post(&rig, scatter.segment, 0, scatter.writable) ||
            !rig_reap(&rig, 0, (void *)scatter.segment[0].data, &length) || !expect(length > 0))
            break;
        scatter_gather(&scatter, 0, bytes, sizeof(bytes));
        /* 16 bytes of poison in a row are no coincidence. */
        for (uint32_t at = 0; at + 16 <= length; at += 16)
            if (!expect(memcmp(bytes + at, poison, 16)))
                break;
        expect(scatter_is_guarded(&scatter));
    }
    rig_close(&rig);
}

/* Posts @request with all but its first @direct pieces in a table, and checks what comes back. */
static bool run_indirect(unsigned int direct, bool write)
{
    static struct vring_desc table[SCATTER_PIECES];
    const struct virtqueue_indirect how = {.table = table, .direct = direct, .write = write};
    struct scatter *scatter = &request.scatter;
    const char *wrong;
    uint32_t length;
    int error;

    error = virtqueue_add_indirect(&rig.queue[0], scatter->segment, scatter->readable,
                                   scatter->writable, &how, scatter);
    if (error) {
        report_error("%s", driver_error_text(error));
        return false;
    }
    virtqueue_kick(&rig.queue[0]);
    if (!rig_reap(&rig, 0, scatter, &length))
        return false;
    wrong = disk_wrong(&request, length);
    if (wrong)
        report_fail(__FILE__, __LINE__, "%u pieces, then a table of %u%s: %s", direct,
                    scatter->readable + scatter->writable - direct, write ? " with WRITE" : "",
                    wrong);
    return !wrong;
}

static void run_tables(uint64_t features, bool direct, bool write)
{
    if (!disk_open(&rig, _BITULL(VIRTIO_RING_F_INDIRECT_DESC) | features, RING))
        return;
    for (unsigned int i = 0; i < SHAPES; i++) {
        unsigned int pieces;

        disk_prepare_any(&request, i & 1 ? VIRTIO_BLK_T_OUT : VIRTIO_BLK_T_IN, rig.queue[0].size);
        pieces = request.scatter.readable + request.scatter.writable;
        if (!run_indirect(direct ? 1 + rig_draw(pieces - 1) : 0, write))
            break;
    }
    rig_close(&rig);
}

TEST(vio, a_table_is_a_chain, .rule = "VIO-16", .bus = BUS_SERVED,
     TITLE("a request whose descriptors are all in an indirect table is served like any other"))
{
    run_tables(0, false, false);
}

TEST(vio, write_on_a_table_means_nothing, .rule = "VIO-16", .bus = BUS_SERVED,
     TITLE("WRITE on the descriptor that refers to an indirect table is ignored"))
{
    run_tables(0, false, true);
}

TEST(vio, a_table_may_follow_descriptors, .rule = "VIO-16", .bus = BUS_SERVED,
     TITLE("a chain of descriptors that ends in an indirect table is one request"))
{
    run_tables(0, true, false);
}

TEST(vio, a_packed_ring_has_tables, .rule = "VIO-16", .bus = BUS_SERVED,
     TITLE("indirect tables work in a packed ring, with WRITE on their descriptor and without"))
{
    run_tables(_BITULL(VIRTIO_F_RING_PACKED), false, false);
    if (!report_is_decided())
        run_tables(_BITULL(VIRTIO_F_RING_PACKED), false, true);
}
