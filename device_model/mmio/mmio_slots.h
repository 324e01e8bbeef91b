/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Virtio-mmio slots, one after the other: where accesses to them come in, by their offset from the
 * first. Each dword that an access touches is handled by itself. An empty slot has DeviceID 0
 * (virtio 1.2, 4.2.2), so a driver finds out that a device was plugged only by looking.
 */
#ifndef DEVICE_MODEL_MMIO_SLOTS_H
#define DEVICE_MODEL_MMIO_SLOTS_H

#include <stdint.h>

#define MMIO_SLOT_SIZE 0x200 /* bytes, libxl's */
#define MMIO_SLOTS     11
#define MMIO_LINE      4 /* of the first slot; before it are INTA to INTD */

struct home;
struct mmio_slots;
struct virtio_mmio;
struct virtio_state;

/* One dword of slot @slot: @reg is a multiple of 4, @lanes has 0xff in every byte accessed. */
struct mmio_slot_ops {
    uint32_t (*read)(struct mmio_slots *slots, unsigned int slot, uint32_t reg, uint32_t lanes);
    void (*write)(struct mmio_slots *slots, unsigned int slot, uint32_t reg, uint32_t lanes,
                  uint32_t value);
};

struct mmio_slots {
    struct home *home;
    const struct mmio_slot_ops *ops;
    struct virtio_mmio *at[MMIO_SLOTS]; /* NULL: empty */
};

/* Empty slots of @home, of which there can be one set. */
void mmio_slots_init(struct mmio_slots *slots, struct home *home);

/*
 * Puts @virtio with registers @mmio into slot @slot, as after a reset; or takes out what is there,
 * whose line is low then.
 */
void mmio_slots_plug(struct mmio_slots *slots, unsigned int slot, struct virtio_mmio *mmio,
                     struct virtio_state *virtio);
void mmio_slots_unplug(struct mmio_slots *slots, unsigned int slot);

/* For mmio_slots.ops. */
extern const struct mmio_slot_ops mmio_slot_ops;

/* 1 to 8 bytes at @offset; what is beyond the slots reads as ones and drops writes. */
uint64_t mmio_slots_read(struct mmio_slots *slots, uint64_t offset, unsigned int size);
void mmio_slots_write(struct mmio_slots *slots, uint64_t offset, unsigned int size, uint64_t value);

#endif
