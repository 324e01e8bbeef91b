/* SPDX-License-Identifier: BSD-2-Clause */
/* The block device (virtio 1.2, 5.2) over a disk in memory; any split of the buffers works. */
#ifndef DEVICE_MODEL_BLK_DEVICE_H
#define DEVICE_MODEL_BLK_DEVICE_H

#include <linux/virtio_blk.h>

#include "device_model/virtio/virtio_state.h"

#define BLK_SECTOR 512

struct blk_device {
    struct virtio_state virtio;
    uint8_t *disk;
    uint64_t sectors; /* of the disk */
    uint32_t config[(offsetof(struct virtio_blk_config, num_queues) + 2) / 4];
};

/* A disk of @sectors sectors at @disk in @home; it wants a transport. */
void blk_device_init(struct blk_device *blk, struct home *home, uint8_t *disk, uint64_t sectors);

/* The capacity in the configuration from now on. Sectors beyond the disk's are not readable. */
void blk_device_set_capacity(struct blk_device *blk, uint64_t sectors);

#endif
