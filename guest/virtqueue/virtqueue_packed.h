/* SPDX-License-Identifier: BSD-2-Clause */
/* The driver's side of a packed virtqueue (virtio 1.2, 2.8), called by virtqueue.h. */
#ifndef GUEST_VIRTQUEUE_PACKED_H
#define GUEST_VIRTQUEUE_PACKED_H

#include "guest/virtqueue/virtqueue_state.h"

/* Of virtqueue_init(): the ring at @base, the two event structures behind it. */
void virtqueue_packed_init(struct virtqueue *vq, uint8_t *base);

void virtqueue_packed_interrupts(struct virtqueue *vq, bool on);
void virtqueue_packed_interrupt_after(struct virtqueue *vq, unsigned int buffers);

/* As the functions of the same name in virtqueue.h; the caller has checked that there is room. */
int virtqueue_packed_add(struct virtqueue *vq, const struct virtqueue_segment *segment,
                         unsigned int readable, unsigned int writable, void *cookie);
int virtqueue_packed_add_indirect(struct virtqueue *vq, const struct virtqueue_segment *segment,
                                  unsigned int readable, unsigned int writable,
                                  const struct virtqueue_indirect *how, void *cookie);
int virtqueue_packed_reap(struct virtqueue *vq, struct virtqueue_used *out);

bool virtqueue_packed_event_reached(struct virtqueue *vq);

#endif
