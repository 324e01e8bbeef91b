/* SPDX-License-Identifier: BSD-2-Clause */
/* Checks of each device in the slots that can be made to work (traffic.h). */
#ifndef SUITES_MMIO_EACH_SLOT_H
#define SUITES_MMIO_EACH_SLOT_H

#include "guest/virtio/virtio_slots.h"
#include "suites/vio/rig/traffic.h"

/* Runs @check on each, reset before and after; without any the test is a SKIP. */
void each_slot(void (*check)(struct virtio_device *dev, struct vio_traffic *traffic));

/* Sets @dev and its queue 0 up and starts it; serves one request. Failures are the test's. */
bool slot_start(struct virtio_device *dev, struct vio_traffic *traffic);
bool slot_serves(struct virtio_device *dev, struct vio_traffic *traffic);

#endif
