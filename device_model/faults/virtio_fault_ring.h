/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What can go wrong between a virtio device and its rings (protocol/fault_ring.h): the functions of
 * virtio_queue.h with the fault that is set, if any. What has no function there asks fault_is()
 * where it happens.
 */
#ifndef BACKEND_VIRTIO_FAULT_RING_H
#define BACKEND_VIRTIO_FAULT_RING_H

#include "device_model/faults/fault_layer.h"
#include "device_model/virtio/virtio_pci.h"

bool fault_ring_waiting(struct virtio_queue *queue, uint16_t *count);
bool fault_ring_take(struct virtio_queue *queue, struct virtio_chain *chain);
bool fault_ring_return(struct virtio_queue *queue, const struct virtio_chain *chain,
                       uint32_t written);
bool fault_ring_wants_interrupt(struct virtio_queue *queue, bool *wanted);

/* The driver has read the ISR. */
void fault_ring_isr_read(struct virtio_pci *virtio);

/* Whether the device does not hear a notification. */
bool fault_ring_is_deaf(const struct virtio_queue *queue);

/* Whether the bus server is to go now, as if it had died; true once for each time. */
bool fault_ring_vanishes(void);

#endif
