/* SPDX-License-Identifier: BSD-2-Clause */
/* The block device (virtio 1.2, 5.2) over a disk in our RAM; any split of the buffers works. */
#include "device_model/virtio/virtio_device.h"

#include "protocol/control.h"

#define SECTOR      512
#define DISK_SIZE   (CONTROL_DISK_SECTORS * SECTOR)
#define STATUS_SIZE 1

enum request_type {
    TYPE_IN = 0,
    TYPE_OUT = 1,
    TYPE_GET_ID = 8,
};

enum request_status {
    STATUS_OK = 0,
    STATUS_IOERR = 1,
    STATUS_UNSUPP = 2,
};

struct request_header {
    uint32_t type;
    uint32_t reserved;
    uint64_t sector;
};

static uint8_t disk[DISK_SIZE];

/* The queue is the driver's to choose, and all are alike (5.2.2). */
#define QUEUES     2
#define FEATURE_MQ (1ull << 12)

/* Dwords of struct virtio_blk_config (5.2.4). */
#define CONFIG_CAPACITY   0 /* 64 bits */
#define CONFIG_NUM_QUEUES 8 /* upper half */
#define CONFIG_DWORDS     9

static uint32_t config[CONFIG_DWORDS] = {
    [CONFIG_CAPACITY] = CONTROL_DISK_SECTORS,
    [CONFIG_NUM_QUEUES] = QUEUES << 16,
};
static const char id[20] = "doorbell RAM disk";

static uint64_t capacity(void)
{
    return config[CONFIG_CAPACITY] | (uint64_t)config[CONFIG_CAPACITY + 1] << 32;
}

/* A capacity beyond DISK_SIZE is a disk whose rest cannot be read. */
static void resize(uint64_t sectors)
{
    config[CONFIG_CAPACITY] = sectors;
    config[CONFIG_CAPACITY + 1] = sectors >> 32;
}

void virtio_blk_init(void)
{
    resize(CONTROL_DISK_SECTORS);
    for (uint32_t i = 0; i < DISK_SIZE; i++)
        disk[i] = control_disk_byte(i);
}

/* The disk's bytes from @sector on, or NULL if @size is no whole number of sectors or too much. */
static uint8_t *disk_range(uint64_t sector, uint64_t size)
{
    const uint64_t count = size / SECTOR;
    const uint64_t end = capacity() < CONTROL_DISK_SECTORS ? capacity() : CONTROL_DISK_SECTORS;

    if (size % SECTOR || count > end || sector > end - count)
        return NULL;
    return disk + sector * SECTOR;
}

/* False on a bad address of a buffer. *@done: bytes from the start of the data that were written.
 */
static bool transfer(const struct virtio_chain *chain, const struct request_header *header,
                     uint8_t *status, uint64_t *done)
{
    const uint64_t in_size = chain->writable - STATUS_SIZE;
    const uint64_t out_size = chain->readable - sizeof(*header);
    uint8_t *data;

    *done = 0;
    *status = STATUS_OK;
    switch (header->type) {
    case TYPE_IN:
        data = disk_range(header->sector, in_size);
        if (!data)
            break;
        *done = in_size;
        return virtio_chain_write(chain, 0, data, in_size);
    case TYPE_OUT:
        data = disk_range(header->sector, out_size);
        if (!data)
            break;
        return virtio_chain_read(chain, sizeof(*header), data, out_size);
    case TYPE_GET_ID:
        *done = in_size < sizeof(id) ? in_size : sizeof(id);
        return virtio_chain_write(chain, 0, id, *done);
    default:
        *status = STATUS_UNSUPP;
        return true;
    }
    *status = STATUS_IOERR;
    return true;
}

static bool serve(struct virtio_pci *virtio, unsigned int queue, const struct virtio_chain *chain,
                  uint32_t *written)
{
    struct request_header header;
    uint8_t status;
    uint64_t done;

    (void)virtio, (void)queue;
    if (chain->readable < sizeof(header) || chain->writable < STATUS_SIZE ||
        !virtio_chain_read(chain, 0, &header, sizeof(header)) ||
        !transfer(chain, &header, &status, &done) ||
        !virtio_chain_write(chain, chain->writable - STATUS_SIZE, &status, STATUS_SIZE))
        return false;
    /* The status byte is the last: it counts only if all before it was written (2.7.8.2). */
    *written = done == chain->writable - STATUS_SIZE ? done + STATUS_SIZE : done;
    return true;
}

const struct virtio_device virtio_blk = {
    .id = 2,
    .class = 0x010000, /* mass storage, SCSI */
    .queues = QUEUES,
    .features = FEATURE_MQ,
    .config = config,
    .config_size = sizeof(config),
    .reconfigure = resize,
    .serve = serve,
};
