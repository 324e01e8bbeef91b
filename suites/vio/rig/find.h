/* SPDX-License-Identifier: BSD-2-Clause */
/* Finding the virtio devices that the scenario's device model serves. */
#ifndef SUITES_VIO_FIND_H
#define SUITES_VIO_FIND_H

#include <stdbool.h>

#include "guest/virtio/virtio_blk.h"
#include "guest/virtio/virtio_rng.h"

/*
 * The first function of virtio device @type (VIRTIO_ID_*). If there is none the running test is a
 * SKIP.
 */
bool vio_find(unsigned int type, pci_bdf *bdf);

/* Finds and starts a device; if it does not start, the running test is an ERROR with the reason. */
bool vio_open_rng(struct virtio_rng *rng);
bool vio_open_blk(struct virtio_blk *blk);

/* Resets the device and turns its decode off, as the next test expects it. */
void vio_close(struct virtio_device *device);

#endif
