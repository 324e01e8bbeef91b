/* SPDX-License-Identifier: BSD-2-Clause */
/* The common configuration structure (virtio 1.2, 4.1.4.3) and what its registers set in motion. */
#ifndef DEVICE_MODEL_VIRTIO_COMMON_H
#define DEVICE_MODEL_VIRTIO_COMMON_H

#include "device_model/virtio/virtio_state.h"

#define VIRTIO_COMMON_SIZE (VIRTIO_PCI_COMMON_Q_RESET + 2)

/* One dword; @reg is a multiple of 4. What is beyond the structure reads as 0. */
uint32_t virtio_common_read(const struct virtio_state *virtio, uint32_t reg);
void virtio_common_write(struct virtio_state *virtio, uint32_t reg, uint32_t lanes, uint32_t value);

/* The queue that is selected is as after a reset of the device. */
void virtio_common_stop_queue(struct virtio_state *virtio);

/* As the driver's write of 0 to device_status. */
void virtio_common_reset(struct virtio_state *virtio);

#endif
