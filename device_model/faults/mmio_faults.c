/* SPDX-License-Identifier: BSD-2-Clause */
/* What goes wrong with virtio-mmio slots. */
#include <linux/virtio_ids.h>
#include <linux/virtio_mmio.h>

#include "device_model/faults/fault_ops.h"
#include "device_model/mmio/mmio_slots.h"
#include "device_model/mmio/virtio_mmio.h"

#define EARLY_READS 3

static uint32_t read_base(struct mmio_slots *slots, unsigned int slot, uint32_t reg, uint32_t lanes)
{
    return mmio_slot_ops.read(slots, slot, reg, lanes);
}

static void write_base(struct mmio_slots *slots, unsigned int slot, uint32_t reg, uint32_t lanes,
                       uint32_t value)
{
    mmio_slot_ops.write(slots, slot, reg, lanes, value);
}

static struct virtio_state *device_in(const struct mmio_slots *slots, unsigned int slot)
{
    return slots->at[slot] ? slots->at[slot]->device : NULL;
}

static uint32_t wrong_magic(struct mmio_slots *slots, unsigned int slot, uint32_t reg,
                            uint32_t lanes)
{
    return read_base(slots, slot, reg, lanes) ^
           (reg == VIRTIO_MMIO_MAGIC_VALUE && slots->at[slot] ? 0x20 : 0);
}

static uint32_t version_1(struct mmio_slots *slots, unsigned int slot, uint32_t reg, uint32_t lanes)
{
    return reg == VIRTIO_MMIO_VERSION ? 1 : read_base(slots, slot, reg, lanes);
}

static unsigned int written; /* mask of empty slots */

static uint32_t read_written(struct mmio_slots *slots, unsigned int slot, uint32_t reg,
                             uint32_t lanes)
{
    return reg == VIRTIO_MMIO_DEVICE_ID && written >> slot & 1 ? VIRTIO_ID_RNG
                                                               : read_base(slots, slot, reg, lanes);
}

static void write_empty(struct mmio_slots *slots, unsigned int slot, uint32_t reg, uint32_t lanes,
                        uint32_t value)
{
    written |= (slots->at[slot] ? 0u : 1u) << slot;
    write_base(slots, slot, reg, lanes, value);
}

static void write_neighbour(struct mmio_slots *slots, unsigned int slot, uint32_t reg,
                            uint32_t lanes, uint32_t value)
{
    write_base(slots, slot && !slots->at[slot] ? slot - 1 : slot, reg, lanes, value);
}

static unsigned int magic_reads; /* since the attach */

static uint32_t early_magic(struct mmio_slots *slots, unsigned int slot, uint32_t reg,
                            uint32_t lanes)
{
    return reg == VIRTIO_MMIO_MAGIC_VALUE && magic_reads++ < EARLY_READS
               ? 0
               : read_base(slots, slot, reg, lanes);
}

static void start_anew(struct pci_bus *bus)
{
    (void)bus;
    magic_reads = 0;
    written = 0;
}

/* The latest status of each slot that was not 0. */
static uint32_t status[MMIO_SLOTS];

static void remember_status(struct mmio_slots *slots, unsigned int slot, uint32_t reg,
                            uint32_t lanes, uint32_t value)
{
    write_base(slots, slot, reg, lanes, value);
    if (reg == VIRTIO_MMIO_STATUS)
        status[slot] = value;
}

static uint32_t stale_status(struct mmio_slots *slots, unsigned int slot, uint32_t reg,
                             uint32_t lanes)
{
    return reg == VIRTIO_MMIO_STATUS ? status[slot] : read_base(slots, slot, reg, lanes);
}

static uint32_t narrow_is_zero(struct mmio_slots *slots, unsigned int slot, uint32_t reg,
                               uint32_t lanes)
{
    return reg >= VIRTIO_MMIO_CONFIG && lanes != ~0u ? 0 : read_base(slots, slot, reg, lanes);
}

static uint32_t max_follows(struct mmio_slots *slots, unsigned int slot, uint32_t reg,
                            uint32_t lanes)
{
    const struct virtio_state *virtio = device_in(slots, slot);

    return reg == VIRTIO_MMIO_QUEUE_NUM_MAX && virtio && virtio->queue_select < virtio->type->queues
               ? virtio->queue[virtio->queue_select].size
               : read_base(slots, slot, reg, lanes);
}

static void sticky_ready(struct mmio_slots *slots, unsigned int slot, uint32_t reg, uint32_t lanes,
                         uint32_t value)
{
    if (reg != VIRTIO_MMIO_QUEUE_READY || value)
        write_base(slots, slot, reg, lanes, value);
}

static uint32_t read_clears(struct mmio_slots *slots, unsigned int slot, uint32_t reg,
                            uint32_t lanes)
{
    const uint32_t value = read_base(slots, slot, reg, lanes);

    if (reg == VIRTIO_MMIO_INTERRUPT_STATUS && slots->at[slot])
        write_base(slots, slot, VIRTIO_MMIO_INTERRUPT_ACK, ~0u, value);
    return value;
}

static void acknowledge_all(struct mmio_slots *slots, unsigned int slot, uint32_t reg,
                            uint32_t lanes, uint32_t value)
{
    write_base(slots, slot, reg, lanes, reg == VIRTIO_MMIO_INTERRUPT_ACK ? ~0u : value);
}

static void raise_next_slot(struct home *home, unsigned int line, bool level)
{
    fault_context.home.set_line(home, line + (line >= MMIO_LINE), level);
}

static uint32_t no_ones(struct mmio_slots *slots, unsigned int slot, uint32_t reg, uint32_t lanes)
{
    return reg >= VIRTIO_MMIO_SHM_LEN_LOW && reg <= VIRTIO_MMIO_SHM_BASE_HIGH
               ? 0
               : read_base(slots, slot, reg, lanes);
}

const struct fault_wrap fault_mmio_table[] = {
    WRAP(FAULT_MMIO_MAGIC, slot_read, wrong_magic),
    WRAP(FAULT_MMIO_VERSION, slot_read, version_1),
    WRAP(FAULT_MMIO_EMPTY, slot_read, read_written),
    WRAP(FAULT_MMIO_EMPTY, slot_write, write_empty),
    WRAP(FAULT_MMIO_EMPTY, begin, start_anew),
    WRAP(FAULT_MMIO_NEIGHBOUR, slot_write, write_neighbour),
    WRAP(FAULT_MMIO_EARLY, slot_read, early_magic),
    WRAP(FAULT_MMIO_EARLY, begin, start_anew),
    WRAP(FAULT_MMIO_STALE_STATUS, slot_read, stale_status),
    WRAP(FAULT_MMIO_STALE_STATUS, slot_write, remember_status),
    WRAP(FAULT_MMIO_NARROW, slot_read, narrow_is_zero),
    WRAP(FAULT_MMIO_MAX_FOLLOWS, slot_read, max_follows),
    WRAP(FAULT_MMIO_READY_STICKS, slot_write, sticky_ready),
    WRAP(FAULT_MMIO_READ_CLEARS, slot_read, read_clears),
    WRAP(FAULT_MMIO_ACK_ALL, slot_write, acknowledge_all),
    WRAP(FAULT_MMIO_NEXT_LINE, set_line, raise_next_slot),
    WRAP(FAULT_MMIO_SHM, slot_read, no_ones),
    WRAP_END,
};
