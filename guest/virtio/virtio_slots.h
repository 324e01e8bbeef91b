/* SPDX-License-Identifier: BSD-2-Clause */
/* The virtio-mmio slots of the device tree, and the device in one: virtio 1.2, 4.2. */
#ifndef GUEST_VIRTIO_SLOTS_H
#define GUEST_VIRTIO_SLOTS_H

#include <linux/virtio_mmio.h>
#include <stdbool.h>
#include <stdint.h>

#include "guest/virtio_driver.h"
#include "runtime/dt.h"

#define VIRTIO_SLOTS      32
#define VIRTIO_SLOT_MAGIC 0x74726976 /* "virt" */

struct virtio_slot {
    struct range registers; /* in IPA space */
    uint32_t intid;         /* 0: the node has no interrupt that we know */
    int node;               /* of the device tree */
};

/* Takes the slots from @fdt, in ascending order of address; panics if there are more than
 * VIRTIO_SLOTS. */
void virtio_slots_init(const void *fdt);

unsigned int virtio_slots_count(void);
const struct virtio_slot *virtio_slot(unsigned int slot);

/* Register @reg, a multiple of 4, of @slot. */
uint32_t virtio_slot_read(unsigned int slot, unsigned int reg);

/* VIRTIO_ID_* of the device in @slot, 0 if it has none or is no slot (4.2.3.1.1). */
uint32_t virtio_slot_type(unsigned int slot);

/* Finds the device in @slot: 0 or an error of driver_error.h. */
int virtio_slot_open(struct virtio_device *dev, unsigned int slot);

#endif
