/* SPDX-License-Identifier: BSD-2-Clause */
/* The network device (virtio 1.2, 5.1), looped back: a frame that is transmitted is received, if
 * there is a buffer for it. */
#ifndef DEVICE_MODEL_NET_DEVICE_H
#define DEVICE_MODEL_NET_DEVICE_H

#include "device_model/virtio/virtio_state.h"

/* The device in @home; it wants a transport. */
void net_device_init(struct virtio_state *virtio, struct home *home);

#endif
