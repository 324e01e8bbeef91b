/* SPDX-License-Identifier: BSD-2-Clause */
/* Finding the virtio devices that the scenario's device model serves. */
#ifndef SUITES_VIO_FIND_H
#define SUITES_VIO_FIND_H

#include <stdbool.h>

#include "guest/ecam_probe.h"
#include "guest/virtio/virtio_blk.h"
#include "guest/virtio/virtio_rng.h"

/* The devices that are there, over the scenario's transport. */
struct vio_scan {
    pci_bdf place;     /* a function, or an mmio slot */
    unsigned int type; /* VIRTIO_ID_* */
    /* vio_scan_next()'s own: */
    struct ecam_scan functions;
    unsigned int slot;
};

struct vio_scan vio_scan_start(void);
bool vio_scan_next(struct vio_scan *scan);

/*
 * The first place of a virtio device @type (VIRTIO_ID_*). If there is none the running test is a
 * SKIP.
 */
bool vio_find(unsigned int type, pci_bdf *place);

/* virtio_open() or virtio_slot_open(). */
int vio_open(struct virtio_device *dev, pci_bdf place);

/* The device's interrupt: 0 or an error of driver_error.h. */
int vio_interrupt(const struct virtio_device *dev, uint32_t *intid);

/* Finds and starts a device; if it does not start, the running test is an ERROR with the reason. */
bool vio_open_rng(struct virtio_rng *rng);
bool vio_open_blk(struct virtio_blk *blk);

/* Resets the device and turns its decode off, as the next test expects it. */
void vio_close(struct virtio_device *device);

#endif
