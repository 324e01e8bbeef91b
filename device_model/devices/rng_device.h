/* SPDX-License-Identifier: BSD-2-Clause */
/* The entropy device (virtio 1.2, 5.4): the bytes of a generator that starts the same in every run.
 */
#ifndef DEVICE_MODEL_RNG_DEVICE_H
#define DEVICE_MODEL_RNG_DEVICE_H

#include "device_model/virtio/virtio_state.h"

/* Puts the device at device number @slot of @bus. */
void rng_device_init(struct virtio_pci *virtio, struct pci_bus *bus, unsigned int slot);

#endif
