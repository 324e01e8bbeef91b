/* SPDX-License-Identifier: BSD-2-Clause */
#include "guest/virtio/virtio_slots.h"

#include <libfdt.h>

#include "runtime/mmio.h"
#include "runtime/panic.h"

#define GIC_CELLS 3 /* of an interrupt: type, number, flags */
#define SPI       0
#define SPI_FIRST 32

static struct virtio_slot slots[VIRTIO_SLOTS];
static unsigned int count;

static struct virtio_slot read_node(const void *fdt, int node)
{
    struct virtio_slot slot = {.node = node};
    int length;
    const fdt32_t *cell = fdt_getprop(fdt, node, "interrupts", &length);

    if (!dt_reg(fdt, node, 0, &slot.registers) ||
        slot.registers.size < VIRTIO_MMIO_CONFIG + sizeof(uint64_t))
        panic("device tree: a virtio,mmio node without registers");
    if (cell && length == GIC_CELLS * (int)sizeof(*cell) && fdt32_ld(cell) == SPI)
        slot.intid = SPI_FIRST + fdt32_ld(cell + 1);
    return slot;
}

void virtio_slots_init(const void *fdt)
{
    int node = -1;

    count = 0;
    while ((node = fdt_node_offset_by_compatible(fdt, node, "virtio,mmio")) >= 0) {
        const struct virtio_slot slot = read_node(fdt, node);
        unsigned int at = count++;

        if (at == VIRTIO_SLOTS)
            panic("device tree: more than %u virtio,mmio nodes", VIRTIO_SLOTS);
        for (; at && slots[at - 1].registers.base > slot.registers.base; at--)
            slots[at] = slots[at - 1];
        slots[at] = slot;
    }
}

unsigned int virtio_slots_count(void)
{
    return count;
}

const struct virtio_slot *virtio_slot(unsigned int slot)
{
    return &slots[slot];
}

uint32_t virtio_slot_read(unsigned int slot, unsigned int reg)
{
    return mmio_read32(slots[slot].registers.base + reg);
}

uint32_t virtio_slot_type(unsigned int slot)
{
    return virtio_slot_read(slot, VIRTIO_MMIO_MAGIC_VALUE) == VIRTIO_SLOT_MAGIC
               ? virtio_slot_read(slot, VIRTIO_MMIO_DEVICE_ID)
               : 0;
}

int virtio_slot_open(struct virtio_device *dev, unsigned int slot)
{
    const struct range registers = slots[slot].registers;

    *dev = (struct virtio_device){
        .transport = &virtio_over_mmio,
        .bdf = slot,
        .config = registers.base,
        .intid = slots[slot].intid,
        .type = virtio_slot_type(slot),
        .notify = {registers.base + VIRTIO_MMIO_QUEUE_NOTIFY, sizeof(uint32_t)},
        .isr = {registers.base + VIRTIO_MMIO_INTERRUPT_STATUS, sizeof(uint32_t)},
    };
    if (!dev->type)
        return VIRTIO_MMIO_NONE;
    if (virtio_slot_read(slot, VIRTIO_MMIO_VERSION) != 2)
        return VIRTIO_MMIO_OLD;
    dev->common = (struct range){registers.base, VIRTIO_MMIO_CONFIG};
    if (dev->type != VIRTIO_ID_RNG) /* which has no configuration */
        dev->device = (struct range){registers.base + VIRTIO_MMIO_CONFIG,
                                     registers.size - VIRTIO_MMIO_CONFIG};
    return 0;
}
