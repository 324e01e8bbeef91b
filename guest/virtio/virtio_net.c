/* SPDX-License-Identifier: BSD-2-Clause */
#include "guest/virtio/virtio_net.h"

int virtio_net_open(struct virtio_net *net, struct pci_host *host, pci_bdf bdf, uint64_t features)
{
    int error = virtio_open(&net->device, host, bdf);

    if (!error && net->device.type != VIRTIO_ID_NET)
        error = VIRTIO_WRONG_TYPE;
    if (!error)
        error = virtio_negotiate(&net->device, features);
    for (unsigned int i = 0; !error && i < VIRTIO_NET_QUEUES; i++)
        error = virtio_queue(&net->device, i, &net->queue[i], VIRTIO_NET_QUEUE_SIZE,
                             net->storage[i].ring, net->storage[i].buffer);
    return error ? error : virtio_start(&net->device);
}

int virtio_net_post(struct virtio_net *net, struct virtio_net_buffer *buffer)
{
    struct virtqueue *queue = &net->queue[VIRTIO_NET_RECEIVE];
    const struct virtqueue_segment segment = {buffer, sizeof(*buffer)};
    const int error = virtqueue_add(queue, &segment, 0, 1, buffer);

    if (!error)
        virtqueue_kick(queue);
    return error;
}

int virtio_net_send(struct virtio_net *net, struct virtio_net_buffer *buffer, uint32_t length)
{
    struct virtqueue *queue = &net->queue[VIRTIO_NET_TRANSMIT];
    const struct virtqueue_segment segments[] = {{&buffer->header, sizeof(buffer->header)},
                                                 {buffer->frame, length}};
    int error;

    buffer->header = (struct virtio_net_hdr_v1){0};
    error = virtqueue_add(queue, segments, 2, 0, buffer);
    if (!error)
        virtqueue_kick(queue);
    return error;
}
