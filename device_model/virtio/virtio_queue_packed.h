/* SPDX-License-Identifier: BSD-2-Clause */
/* The device's side of a packed virtqueue (virtio 1.2, 2.8): what virtio_queue.h hands on. */
#ifndef BACKEND_VIRTIO_QUEUE_PACKED_H
#define BACKEND_VIRTIO_QUEUE_PACKED_H

#include "device_model/virtio/virtio_queue.h"

#define PACKED_AREA_EVENT 4 /* alignment of the event suppression structures, 2.8.10.1 */

bool virtio_queue_packed_waiting(struct virtio_queue *queue, uint16_t *count);
bool virtio_queue_packed_take(struct virtio_queue *queue, struct virtio_chain *chain);
bool virtio_queue_packed_return(struct virtio_queue *queue, const struct virtio_chain *chain,
                                uint32_t written);
bool virtio_queue_packed_wants_interrupt(struct virtio_queue *queue, uint16_t steps, bool *wanted);

#endif
