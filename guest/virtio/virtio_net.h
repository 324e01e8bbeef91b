/* SPDX-License-Identifier: BSD-2-Clause */
/* Network device, virtio 1.2, 5.1: frames out of one queue and into another, without offloads. */
#ifndef GUEST_VIRTIO_NET_H
#define GUEST_VIRTIO_NET_H

#include <linux/virtio_net.h>

#include "guest/virtio_driver.h"

#define VIRTIO_NET_RECEIVE    0 /* queues */
#define VIRTIO_NET_TRANSMIT   1
#define VIRTIO_NET_QUEUES     2
#define VIRTIO_NET_QUEUE_SIZE 16

#define VIRTIO_NET_FRAME 1514 /* bytes at most: Ethernet without its checksum */

/* What a receive buffer must have room for, 5.1.6.3.1. */
struct virtio_net_buffer {
    struct virtio_net_hdr_v1 header; /* num_buffers of a received one: 1 */
    uint8_t frame[VIRTIO_NET_FRAME];
};

/* Static: the device writes into it until it is reset. */
struct virtio_net {
    struct virtio_device device;
    struct virtqueue queue[VIRTIO_NET_QUEUES];
    struct VIRTQUEUE_STORAGE(VIRTIO_NET_QUEUE_SIZE) storage[VIRTIO_NET_QUEUES];
};

/* From configuration space to DRIVER_OK, with what is offered of @features. Returns 0 or an error
 * of driver_error.h. */
int virtio_net_open(struct virtio_net *net, struct pci_host *host, pci_bdf bdf, uint64_t features);

/*
 * Offers a buffer for the next frame. Reaped from the receive queue, it is the cookie, and the
 * length includes the header.
 */
int virtio_net_post(struct virtio_net *net, struct virtio_net_buffer *buffer);

/* Sends @length bytes of @buffer's frame; the header is filled in. Reaped from the transmit queue,
 * @buffer is the cookie. */
int virtio_net_send(struct virtio_net *net, struct virtio_net_buffer *buffer, uint32_t length);

#endif
