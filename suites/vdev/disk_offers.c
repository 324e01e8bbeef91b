/* SPDX-License-Identifier: BSD-2-Clause */
/* What a disk says that it can do: VDEV-08. */
#include <string.h>

#include "guest/driver_error.h"
#include "guest/test/report.h"
#include "protocol/test.h"
#include "suites/vio/rig/disk.h"
#include "suites/vio/rig/each.h"
#include "suites/vio/rig/find.h"

#define RING          256 /* descriptors, at most */
#define FEATURE(name) _BITULL(VIRTIO_BLK_F_##name)

/* Static: the device writes into it until it is reset. */
static struct {
    struct virtio_device device;
    struct virtqueue queue;
    struct VIRTQUEUE_STORAGE(RING) storage;
    struct virtqueue_segment segment[RING];
    struct virtio_blk_outhdr header;
    uint8_t data[VIRTIO_BLK_SECTOR];
    uint8_t status;
} disk;

/* The 32-bit field of the configuration behind @offset, a multiple of 8. */
static uint32_t field_behind(unsigned int offset)
{
    uint64_t both = 0;

    vio_expect(&disk.device, virtio_config_read64(&disk.device, offset, &both));
    return both >> 32;
}

/* A request of @type whose data, if any, are a sector in @pieces of 1 byte, but for the last. */
static void run(uint32_t type, unsigned int pieces)
{
    struct virtqueue_used used;

    disk.header = (struct virtio_blk_outhdr){.type = type};
    disk.status = UINT8_MAX;
    disk.segment[0] = (struct virtqueue_segment){&disk.header, sizeof(disk.header)};
    for (unsigned int i = 0; i < pieces; i++)
        disk.segment[1 + i] = (struct virtqueue_segment){
            &disk.data[i], i + 1 < pieces ? 1 : (uint32_t)sizeof(disk.data) - i};
    disk.segment[1 + pieces] = (struct virtqueue_segment){&disk.status, sizeof(disk.status)};
    if (!vio_expect(&disk.device,
                    virtqueue_add(&disk.queue, disk.segment, 1, pieces + 1, &disk.header)))
        return;
    virtqueue_notify(&disk.queue);
    if (vio_expect(&disk.device, virtio_wait(&disk.device, &disk.queue, &used, RIG_LIMIT)))
        expect_eq(disk.status, VIRTIO_BLK_S_OK);
}

static void check_offers(struct virtio_device *dev)
{
    static uint8_t whole[sizeof(disk.data)];
    unsigned int pieces;

    if (!vio_expect(dev,
                    virtio_negotiate(dev, FEATURE(SEG_MAX) | FEATURE(BLK_SIZE) | FEATURE(FLUSH))) ||
        !vio_expect(
            dev, virtio_queue(dev, 0, &disk.queue, RING, disk.storage.ring, disk.storage.buffer)) ||
        !vio_expect(dev, virtio_start(dev)))
        return;
    if (dev->features & FEATURE(BLK_SIZE)) {
        const uint32_t size = field_behind(offsetof(struct virtio_blk_config, blk_size) - 4);

        expect(size >= VIRTIO_BLK_SECTOR && !(size & (size - 1)));
    }
    if (dev->features & FEATURE(FLUSH))
        run(VIRTIO_BLK_T_FLUSH, 0);
    if (!(dev->features & FEATURE(SEG_MAX)))
        return;
    pieces = field_behind(offsetof(struct virtio_blk_config, seg_max) - 4);
    expect(pieces);
    if (pieces > disk.queue.size - 2u)
        pieces = disk.queue.size - 2u; /* beside header and status */
    run(VIRTIO_BLK_T_IN, 1);
    for (unsigned int i = 0; i < sizeof(whole); i++) {
        whole[i] = disk.data[i];
        disk.data[i] = (uint8_t)~whole[i];
    }
    run(VIRTIO_BLK_T_IN, pieces);
    expect(!memcmp(disk.data, whole, sizeof(whole)));
}

TEST(vdev, a_disk_does_what_it_offers, .rule = "VDEV-08", .bus = BUS_SERVED,
     TITLE("a sector is read in SEG_MAX pieces, or as many as the ring has room for; FLUSH is OK; "
           "BLK_SIZE is a power of two, a sector at least"))
{
    pci_bdf place;

    if (!vio_find(VIRTIO_ID_BLOCK, &place) ||
        !vio_expect(&disk.device, vio_open(&disk.device, place)))
        return;
    check_offers(&disk.device);
    vio_close(&disk.device);
}
