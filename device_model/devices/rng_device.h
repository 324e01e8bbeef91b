/* SPDX-License-Identifier: BSD-2-Clause */
/* The entropy device (virtio 1.2, 5.4): the bytes of a generator that starts the same in every run.
 */
#ifndef DEVICE_MODEL_RNG_DEVICE_H
#define DEVICE_MODEL_RNG_DEVICE_H

#include "device_model/virtio/virtio_state.h"

/* The device in @home; it wants a transport. */
void rng_device_init(struct virtio_state *virtio, struct home *home);

#endif
