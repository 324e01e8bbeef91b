/* SPDX-License-Identifier: BSD-2-Clause */
#include "homes/ioreq/dom0_mmio.h"

#include "device_model/devices/net_device.h"
#include "device_model/devices/rng_device.h"
#include "device_model/mmio/mmio_slots.h"
#include "device_model/mmio/virtio_mmio.h"
#include "device_model/virtio/virtio_common.h"
#include "homes/ioreq/dom0_bus.h"
#include "homes/ioreq/dom0_home.h"
#include "protocol/control.h"

#include <xen/errno.h>

static struct mmio_slots slots;
static struct virtio_state rng, late_rng, net;
static struct blk_device blk;
static struct virtio_mmio rng_slot, blk_slot, net_slot, late_slot;

void dom0_mmio_init(void)
{
    mmio_slots_init(&slots, &dom0_home);
    rng_device_init(&rng, &dom0_home);
    rng_device_init(&late_rng, &dom0_home);
    net_device_init(&net, &dom0_home);
    dom0_bus_share_disk(&blk);
    mmio_slots_plug(&slots, 0, &rng_slot, &rng);
    mmio_slots_plug(&slots, 1, &blk_slot, &blk.virtio);
    mmio_slots_plug(&slots, 3, &net_slot, &net);
}

uint64_t dom0_mmio_access(uint64_t offset, const struct ioreq *request)
{
    if (request->dir == IOREQ_READ)
        return mmio_slots_read(&slots, offset, request->size);
    mmio_slots_write(&slots, offset, request->size, request->data);
    return 0;
}

void dom0_mmio_reset(void)
{
    (void)dom0_mmio_plug(false); /* it may not be there */
    for (unsigned int i = 0; i < MMIO_SLOTS; i++)
        if (slots.at[i])
            virtio_common_reset(slots.at[i]->device);
}

int dom0_mmio_plug(bool plug)
{
    if (!slots.home)
        return -XEN_EOPNOTSUPP;
    if (plug == !!slots.at[CONTROL_LATE_SLOT])
        return -XEN_EBUSY;
    if (plug)
        mmio_slots_plug(&slots, CONTROL_LATE_SLOT, &late_slot, &late_rng);
    else
        mmio_slots_unplug(&slots, CONTROL_LATE_SLOT);
    return 0;
}
