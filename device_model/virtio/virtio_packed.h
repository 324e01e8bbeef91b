/* SPDX-License-Identifier: BSD-2-Clause */
/* The device's side of a packed virtqueue (virtio 1.2, 2.8). */
#ifndef DEVICE_MODEL_VIRTIO_PACKED_H
#define DEVICE_MODEL_VIRTIO_PACKED_H

#include "device_model/virtio/virtio_queue.h"

extern const struct virtio_queue_ops virtio_packed_ops;

#endif
