/* SPDX-License-Identifier: BSD-2-Clause */
/* Feature bits that do not depend on the type of device (virtio 1.2, 6), and who offers them. */
#ifndef BACKEND_VIRTIO_FEATURES_H
#define BACKEND_VIRTIO_FEATURES_H

#include "device_model/virtio/virtio_pci.h"
#include "device_model/virtio/virtio_queue.h"

#define VIRTIO_F_VERSION_1         (1ull << 32)
#define VIRTIO_F_ACCESS_PLATFORM   (1ull << 33) /* addresses here are guest physical: no IOMMU */
#define VIRTIO_F_NOTIFICATION_DATA (1ull << 38)
#define VIRTIO_F_RING_RESET        (1ull << 40)

/* What every device offers. */
#define VIRTIO_FEATURES_ALL                                                                    \
    (VIRTIO_F_VERSION_1 | VIRTIO_F_INDIRECT_DESC | VIRTIO_F_EVENT_IDX | VIRTIO_F_RING_PACKED | \
     VIRTIO_F_NOTIFICATION_DATA | VIRTIO_F_RING_RESET)

static inline uint64_t virtio_features_offered(const struct virtio_pci *virtio)
{
    return VIRTIO_FEATURES_ALL | virtio->device->features;
}

/* The driver must accept VERSION_1 (6.1) and may accept nothing that is not offered (2.2.1). */
static inline bool virtio_features_acceptable(const struct virtio_pci *virtio)
{
    return virtio->driver_features & VIRTIO_F_VERSION_1 &&
           !(virtio->driver_features & ~virtio_features_offered(virtio));
}

#endif
