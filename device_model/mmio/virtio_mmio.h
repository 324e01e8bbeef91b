/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The virtio transport over mmio (virtio 1.2, 4.2): a slot's registers, in place of the structures
 * that virtio_registers.h shows.
 */
#ifndef DEVICE_MODEL_VIRTIO_MMIO_H
#define DEVICE_MODEL_VIRTIO_MMIO_H

#include "device_model/virtio/virtio_state.h"

#define VIRTIO_MMIO_VENDOR 0x6c6c6562 /* "bell" */

struct virtio_mmio {
    struct virtio_transport transport;
    struct virtio_state *device;
    unsigned int line; /* of the home */
};

/* Makes @mmio the registers of @virtio, as after a reset, with line @line of the home. */
void virtio_mmio_init(struct virtio_mmio *mmio, unsigned int line, struct virtio_state *virtio);

/* A dword of a slot; @mmio may be NULL: an empty one. */
uint32_t virtio_mmio_read(struct virtio_mmio *mmio, uint32_t reg, uint32_t lanes);
void virtio_mmio_write(struct virtio_mmio *mmio, uint32_t reg, uint32_t lanes, uint32_t value);

#endif
