/* SPDX-License-Identifier: BSD-2-Clause */
/* Feature bits that do not depend on the type of device (virtio 1.2, 6). */
#ifndef DEVICE_MODEL_VIRTIO_FEATURES_H
#define DEVICE_MODEL_VIRTIO_FEATURES_H

#include <linux/const.h>
#include <linux/virtio_config.h>
#include <linux/virtio_ring.h>

#ifndef VIRTIO_F_NOTIFICATION_DATA /* Linux 6.1 has none */
#define VIRTIO_F_NOTIFICATION_DATA 38
#endif

/* What every device offers. */
#define VIRTIO_FEATURES_ALL                                               \
    (_BITULL(VIRTIO_F_VERSION_1) | _BITULL(VIRTIO_RING_F_INDIRECT_DESC) | \
     _BITULL(VIRTIO_RING_F_EVENT_IDX) | _BITULL(VIRTIO_F_RING_PACKED) |   \
     _BITULL(VIRTIO_F_NOTIFICATION_DATA) | _BITULL(VIRTIO_F_RING_RESET))

#endif
