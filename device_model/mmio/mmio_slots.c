/* SPDX-License-Identifier: BSD-2-Clause */
#include "device_model/mmio/mmio_slots.h"

#include "device_model/dword_part.h"
#include "device_model/home.h"
#include "device_model/mmio/virtio_mmio.h"
#include "device_model/virtio/virtio_common.h"

static uint32_t read(struct mmio_slots *slots, unsigned int slot, uint32_t reg, uint32_t lanes)
{
    return virtio_mmio_read(slots->at[slot], reg, lanes);
}

static void write(struct mmio_slots *slots, unsigned int slot, uint32_t reg, uint32_t lanes,
                  uint32_t value)
{
    if (slots->at[slot])
        virtio_mmio_write(slots->at[slot], reg, lanes, value);
}

const struct mmio_slot_ops mmio_slot_ops = {read, write};

void mmio_slots_init(struct mmio_slots *slots, struct home *home)
{
    *slots = (struct mmio_slots){.home = home, .ops = &mmio_slot_ops};
    home->mmio = slots;
}

void mmio_slots_plug(struct mmio_slots *slots, unsigned int slot, struct virtio_mmio *mmio,
                     struct virtio_state *virtio)
{
    virtio_mmio_init(mmio, MMIO_LINE + slot, virtio);
    slots->at[slot] = mmio;
}

void mmio_slots_unplug(struct mmio_slots *slots, unsigned int slot)
{
    virtio_common_reset(slots->at[slot]->device);
    slots->at[slot] = NULL;
}

uint64_t mmio_slots_read(struct mmio_slots *slots, uint64_t offset, unsigned int size)
{
    uint64_t value = 0;

    for (unsigned int done = 0; done < size;) {
        const struct dword_part part = part_at(offset + done, size - done);
        const unsigned int slot = part.dword / MMIO_SLOT_SIZE;
        uint32_t dword = ~0u;

        if (slot < MMIO_SLOTS)
            dword = slots->ops->read(slots, slot, part.dword % MMIO_SLOT_SIZE, part.lanes);
        value |= (uint64_t)((dword & part.lanes) >> part.shift) << (8 * done);
        done += part.bits / 8;
    }
    return value;
}

void mmio_slots_write(struct mmio_slots *slots, uint64_t offset, unsigned int size, uint64_t value)
{
    for (unsigned int done = 0; done < size;) {
        const struct dword_part part = part_at(offset + done, size - done);
        const unsigned int slot = part.dword / MMIO_SLOT_SIZE;

        if (slot < MMIO_SLOTS)
            slots->ops->write(slots, slot, part.dword % MMIO_SLOT_SIZE, part.lanes,
                              (uint32_t)(value >> (8 * done)) << part.shift);
        done += part.bits / 8;
    }
}
