/* SPDX-License-Identifier: BSD-2-Clause */
/* Virtio devices that serve their queues some time after the notification, as most in the world do.
 */
#ifndef BACKEND_VIRTIO_DEFER_H
#define BACKEND_VIRTIO_DEFER_H

#include <stdint.h>

#include "device_model/pci/pci_bus.h"

/* The bus whose devices are meant. */
void virtio_defer_init(struct pci_bus *bus);

/* From now on @ns after it; 0: under the notification, what waits being served now. */
void virtio_defer_set(uint64_t ns);

/* When virtio_defer_serve() wants to be called at the latest, by clock_ns(). */
uint64_t virtio_defer_deadline(void);

/* Serves what is due. To be called before each sleep: here it is noticed that a driver rang. */
void virtio_defer_serve(void);

#endif
