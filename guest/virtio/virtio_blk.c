/* SPDX-License-Identifier: BSD-2-Clause */
#include "guest/virtio/virtio_blk.h"

#define STATUS_UNWRITTEN 0xff

int virtio_blk_open(struct virtio_blk *blk, struct pci_host *host, pci_bdf bdf)
{
    const int error = virtio_open(&blk->device, host, bdf);

    return error ? error : virtio_blk_start(blk);
}

int virtio_blk_start(struct virtio_blk *blk)
{
    int error = 0;

    if (blk->device.type != VIRTIO_ID_BLOCK)
        error = VIRTIO_WRONG_TYPE;
    if (!error)
        error = virtio_negotiate(&blk->device, 0);
    if (!error)
        error = virtio_config_read64(&blk->device, offsetof(struct virtio_blk_config, capacity),
                                     &blk->capacity);
    if (!error)
        error = virtio_queue(&blk->device, 0, &blk->queue, VIRTIO_BLK_QUEUE_SIZE, blk->storage.ring,
                             blk->storage.buffer);
    return error ? error : virtio_start(&blk->device);
}

int virtio_blk_submit(struct virtio_blk *blk, struct virtio_blk_request *request, uint32_t type,
                      uint64_t sector, void *buffer, uint32_t count)
{
    const struct virtqueue_segment segments[] = {
        {&request->header, sizeof(request->header)},
        {buffer, count * VIRTIO_BLK_SECTOR},
        {&request->status, sizeof(request->status)},
    };
    const unsigned int readable = type == VIRTIO_BLK_T_OUT ? 2 : 1;
    int error;

    request->header.type = type;
    request->header.ioprio = 0;
    request->header.sector = sector;
    request->status = STATUS_UNWRITTEN;
    error = virtqueue_add(&blk->queue, segments, readable, 3 - readable, request);
    if (!error)
        virtqueue_kick(&blk->queue);
    return error;
}

int virtio_blk_result(const struct virtio_blk_request *request)
{
    switch (request->status) {
    case VIRTIO_BLK_S_OK:
        return 0;
    case VIRTIO_BLK_S_IOERR:
        return VIRTIO_BLK_IOERR;
    case VIRTIO_BLK_S_UNSUPP:
        return VIRTIO_BLK_UNSUPP;
    default:
        return VIRTIO_BLK_STATUS;
    }
}

int virtio_blk_transfer(struct virtio_blk *blk, uint32_t type, uint64_t sector, void *buffer,
                        uint32_t count, uint64_t timeout_ns)
{
    struct virtqueue_used used;
    int error;

    if (virtqueue_in_use(&blk->queue))
        return VIRTQUEUE_BUSY;
    error = virtio_blk_submit(blk, &blk->request, type, sector, buffer, count);
    if (!error)
        error = virtio_wait(&blk->device, &blk->queue, &used, timeout_ns);
    return error ? error : virtio_blk_result(&blk->request);
}
