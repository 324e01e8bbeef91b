/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The virtio-mmio slots that dom0 serves beside the bus: virtio-rng in slot 0, virtio-blk (the
 * bus's disk) in 1, virtio-net in 3, a second virtio-rng that can be plugged into slot
 * CONTROL_LATE_SLOT; the others are empty.
 */
#ifndef DOM0_MMIO_H
#define DOM0_MMIO_H

#include <stdbool.h>
#include <stdint.h>

#include <xen/hvm/ioreq.h>

void dom0_mmio_init(void);

/* Answers an access at @offset from the first slot; returns the data of a read. */
uint64_t dom0_mmio_access(uint64_t offset, const struct ioreq *request);

/* As after dom0_mmio_init(): the devices are reset, the late one is not there. */
void dom0_mmio_reset(void);

/* CONTROL_PLUG: -EOPNOTSUPP without slots, -EBUSY if it is so already. */
int dom0_mmio_plug(bool plug);

#endif
