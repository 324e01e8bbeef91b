/* SPDX-License-Identifier: BSD-2-Clause */
#include "guest/virtio/virtio_rng.h"

int virtio_rng_open(struct virtio_rng *rng, struct pci_host *host, pci_bdf bdf)
{
    const int error = virtio_open(&rng->device, host, bdf);

    return error ? error : virtio_rng_start(rng);
}

int virtio_rng_start(struct virtio_rng *rng)
{
    int error = 0;

    if (rng->device.type != VIRTIO_ID_RNG)
        error = VIRTIO_WRONG_TYPE;
    if (!error)
        error = virtio_negotiate(&rng->device, 0);
    if (!error)
        error = virtio_queue(&rng->device, 0, &rng->queue, VIRTIO_RNG_QUEUE_SIZE, rng->storage.ring,
                             rng->storage.buffer);
    return error ? error : virtio_start(&rng->device);
}

int virtio_rng_request(struct virtio_rng *rng, void *buffer, uint32_t length)
{
    const struct virtqueue_segment segment = {buffer, length};
    const int error = virtqueue_add(&rng->queue, &segment, 0, 1, buffer);

    if (!error)
        virtqueue_kick(&rng->queue);
    return error;
}

int64_t virtio_rng_read(struct virtio_rng *rng, void *buffer, uint32_t length, uint64_t timeout_ns)
{
    struct virtqueue_used used;
    int error;

    if (virtqueue_in_use(&rng->queue))
        return VIRTQUEUE_BUSY;
    error = virtio_rng_request(rng, buffer, length);
    if (!error)
        error = virtio_wait(&rng->device, &rng->queue, &used, timeout_ns);
    return error ? error : (int64_t)used.length;
}
