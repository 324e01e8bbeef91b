/* SPDX-License-Identifier: BSD-2-Clause */
#include "device_model/devices/blk_device.h"

#include <linux/virtio_ids.h>
#include <string.h>

#include "device_model/container_of.h"
#include "device_model/virtio/virtio_features.h"
#include "device_model/virtio/virtio_registers.h"

#define STATUS_SIZE 1
#define QUEUES      2 /* the queue is the driver's to choose, and all are alike (5.2.2) */

static const char id[VIRTIO_BLK_ID_BYTES] = "doorbell RAM disk";

void blk_device_set_capacity(struct blk_device *blk, uint64_t sectors)
{
    memcpy((uint8_t *)blk->config + offsetof(struct virtio_blk_config, capacity), &sectors,
           sizeof(sectors));
}

static uint64_t capacity(const struct blk_device *blk)
{
    uint64_t sectors;

    memcpy(&sectors, (const uint8_t *)blk->config + offsetof(struct virtio_blk_config, capacity),
           sizeof(sectors));
    return sectors;
}

/* The disk's bytes from @sector on, or NULL if @size is no whole number of sectors or too much. */
static uint8_t *disk_range(const struct blk_device *blk, uint64_t sector, uint64_t size)
{
    const uint64_t count = size / BLK_SECTOR;
    const uint64_t end = capacity(blk) < blk->sectors ? capacity(blk) : blk->sectors;

    if (size % BLK_SECTOR || count > end || sector > end - count)
        return NULL;
    return blk->disk + sector * BLK_SECTOR;
}

/* False on a bad address of a buffer. *@done: bytes from the start of the data that were written.
 */
static bool transfer(const struct blk_device *blk, const struct virtio_chain *chain,
                     const struct virtio_blk_outhdr *header, uint8_t *status, uint64_t *done)
{
    const uint64_t in_size = chain->writable - STATUS_SIZE;
    const uint64_t out_size = chain->readable - sizeof(*header);
    uint8_t *data;

    *done = 0;
    *status = VIRTIO_BLK_S_OK;
    switch (header->type) {
    case VIRTIO_BLK_T_IN:
        data = disk_range(blk, header->sector, in_size);
        if (!data)
            break;
        *done = in_size;
        return virtio_chain_write(chain, 0, data, in_size);
    case VIRTIO_BLK_T_OUT:
        data = disk_range(blk, header->sector, out_size);
        if (!data)
            break;
        return virtio_chain_read(chain, sizeof(*header), data, out_size);
    case VIRTIO_BLK_T_FLUSH: /* memory keeps nothing back */
        return true;
    case VIRTIO_BLK_T_GET_ID:
        *done = in_size < sizeof(id) ? in_size : sizeof(id);
        return virtio_chain_write(chain, 0, id, *done);
    default:
        *status = VIRTIO_BLK_S_UNSUPP;
        return true;
    }
    *status = VIRTIO_BLK_S_IOERR;
    return true;
}

/* The same, but an address that the platform refuses is this request's error and no more. */
static bool transfer_or_refusal(const struct blk_device *blk, const struct virtio_chain *chain,
                                const struct virtio_blk_outhdr *header, uint8_t *status,
                                uint64_t *done)
{
    if (transfer(blk, chain, header, status, done))
        return true;
    *status = VIRTIO_BLK_S_IOERR;
    *done = 0;
    return blk->virtio.home->platform;
}

static bool serve(struct virtio_state *virtio, unsigned int queue, const struct virtio_chain *chain,
                  uint32_t *written)
{
    const struct blk_device *blk = container_of(virtio, struct blk_device, virtio);
    struct virtio_blk_outhdr header;
    uint8_t status;
    uint64_t done;

    (void)queue;
    *written = 0;
    if (chain->readable < sizeof(header) || chain->writable < STATUS_SIZE)
        return false;
    if (!virtio_chain_read(chain, 0, &header, sizeof(header)) ||
        !transfer_or_refusal(blk, chain, &header, &status, &done) ||
        !virtio_chain_write(chain, chain->writable - STATUS_SIZE, &status, STATUS_SIZE))
        return virtio->home->platform; /* no way to say more */
    /* The status byte is the last: it counts only if all before it was written (2.7.8.2). */
    *written = done == chain->writable - STATUS_SIZE ? done + STATUS_SIZE : done;
    return true;
}

static void reconfigure(struct virtio_state *virtio, uint64_t value)
{
    blk_device_set_capacity(container_of(virtio, struct blk_device, virtio), value);
}

static const struct virtio_device_type blk_type = {
    .id = VIRTIO_ID_BLOCK,
    .class = 0x010000, /* mass storage, SCSI */
    .queues = QUEUES,
    .features = _BITULL(VIRTIO_BLK_F_SEG_MAX) | _BITULL(VIRTIO_BLK_F_BLK_SIZE) |
                _BITULL(VIRTIO_BLK_F_FLUSH) | _BITULL(VIRTIO_BLK_F_MQ),
    .config_size = sizeof(((struct blk_device *)NULL)->config),
    .reconfigure = reconfigure,
    .serve = serve,
};

void blk_device_init(struct blk_device *blk, struct home *home, uint8_t *disk, uint64_t sectors)
{
    static const struct virtio_blk_config config = {
        .seg_max = VIRTIO_QUEUE_MAX - 2, /* beside header and status */
        .blk_size = BLK_SECTOR,
        .num_queues = QUEUES,
    };

    blk->disk = disk;
    blk->sectors = sectors;
    memcpy(blk->config, &config, sizeof(blk->config));
    blk_device_set_capacity(blk, sectors);
    virtio_init(&blk->virtio, home, &blk_type, blk->config);
}
