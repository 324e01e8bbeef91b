/* SPDX-License-Identifier: BSD-2-Clause */
/* The device's side of a split virtqueue (virtio 1.2, 2.7). */
#ifndef DEVICE_MODEL_VIRTIO_SPLIT_H
#define DEVICE_MODEL_VIRTIO_SPLIT_H

#include "device_model/virtio/virtio_queue.h"

extern const struct virtio_queue_ops virtio_split_ops;

#endif
