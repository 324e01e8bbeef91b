/* SPDX-License-Identifier: BSD-2-Clause */
#include "device_model/mmio/virtio_mmio.h"

#include <linux/virtio_mmio.h>
#include <linux/virtio_pci.h>

#include "device_model/container_of.h"
#include "device_model/virtio/virtio_common.h"
#include "device_model/virtio/virtio_registers.h"

#ifndef VIRTIO_MMIO_QUEUE_RESET /* not in the headers of Linux 6.1; virtio 1.2 has it */
#define VIRTIO_MMIO_QUEUE_RESET 0x0c0
#endif

#define MAGIC   0x74726976 /* "virt" */
#define VERSION 2

/* Where a register is among the device's structures: which bits of a dword, from .shift on. */
struct mmio_place {
    uint16_t reg;
    uint16_t dword;
    uint8_t shift;
    uint8_t bits;
};

static const struct mmio_place readable[] = {
    {VIRTIO_MMIO_DEVICE_FEATURES, VIRTIO_PCI_COMMON_DF, 0, 32},
    {VIRTIO_MMIO_QUEUE_NUM_MAX, VIRTIO_PCI_COMMON_Q_SIZE, 0, 16},
    {VIRTIO_MMIO_QUEUE_READY, VIRTIO_PCI_COMMON_Q_ENABLE, 0, 16},
    {VIRTIO_MMIO_STATUS, VIRTIO_PCI_COMMON_STATUS, 0, 8},
    {VIRTIO_MMIO_CONFIG_GENERATION, VIRTIO_PCI_COMMON_STATUS, 8, 8},
    {VIRTIO_MMIO_QUEUE_RESET, VIRTIO_PCI_COMMON_Q_NDATA, 16, 16},
};

static const struct mmio_place writable[] = {
    {VIRTIO_MMIO_DEVICE_FEATURES_SEL, VIRTIO_PCI_COMMON_DFSELECT, 0, 32},
    {VIRTIO_MMIO_DRIVER_FEATURES, VIRTIO_PCI_COMMON_GF, 0, 32},
    {VIRTIO_MMIO_DRIVER_FEATURES_SEL, VIRTIO_PCI_COMMON_GFSELECT, 0, 32},
    {VIRTIO_MMIO_QUEUE_SEL, VIRTIO_PCI_COMMON_STATUS, 16, 16},
    {VIRTIO_MMIO_QUEUE_NUM, VIRTIO_PCI_COMMON_Q_SIZE, 0, 16},
    {VIRTIO_MMIO_QUEUE_READY, VIRTIO_PCI_COMMON_Q_ENABLE, 0, 16},
    {VIRTIO_MMIO_STATUS, VIRTIO_PCI_COMMON_STATUS, 0, 8},
    {VIRTIO_MMIO_QUEUE_DESC_LOW, VIRTIO_PCI_COMMON_Q_DESCLO, 0, 32},
    {VIRTIO_MMIO_QUEUE_DESC_HIGH, VIRTIO_PCI_COMMON_Q_DESCHI, 0, 32},
    {VIRTIO_MMIO_QUEUE_AVAIL_LOW, VIRTIO_PCI_COMMON_Q_AVAILLO, 0, 32},
    {VIRTIO_MMIO_QUEUE_AVAIL_HIGH, VIRTIO_PCI_COMMON_Q_AVAILHI, 0, 32},
    {VIRTIO_MMIO_QUEUE_USED_LOW, VIRTIO_PCI_COMMON_Q_USEDLO, 0, 32},
    {VIRTIO_MMIO_QUEUE_USED_HIGH, VIRTIO_PCI_COMMON_Q_USEDHI, 0, 32},
    {VIRTIO_MMIO_QUEUE_RESET, VIRTIO_PCI_COMMON_Q_NDATA, 16, 16},
};

#define FIND(places, reg) find(places, sizeof(places) / sizeof((places)[0]), reg)

static const struct mmio_place *find(const struct mmio_place *place, unsigned int count,
                                     uint32_t reg)
{
    for (; count; count--, place++)
        if (place->reg == reg)
            return place;
    return NULL;
}

static uint32_t mask_of(const struct mmio_place *place)
{
    return ~0u >> (32 - place->bits);
}

static uint32_t read_place(struct virtio_state *virtio, const struct mmio_place *place)
{
    const uint32_t lanes = mask_of(place) << place->shift;

    return (virtio->registers->read(virtio, place->dword, lanes) & lanes) >> place->shift;
}

/* The maximum does not follow what the driver made of it. */
static uint32_t queue_num_max(const struct virtio_state *virtio, uint32_t size)
{
    const unsigned int index = virtio->queue_select;

    return index < virtio->type->queues && size == virtio->queue[index].size ? VIRTIO_QUEUE_MAX
                                                                             : size;
}

static uint32_t read_register(struct virtio_state *virtio, uint32_t reg)
{
    const struct mmio_place *place = FIND(readable, reg);
    uint32_t value;

    switch (reg) {
    case VIRTIO_MMIO_INTERRUPT_STATUS:
        return virtio->isr;
    case VIRTIO_MMIO_SHM_LEN_LOW: /* ones: there is no such region (4.2.2) */
    case VIRTIO_MMIO_SHM_LEN_HIGH:
    case VIRTIO_MMIO_SHM_BASE_LOW:
    case VIRTIO_MMIO_SHM_BASE_HIGH:
        return ~0u;
    default:
        value = place ? read_place(virtio, place) : 0;
        return reg == VIRTIO_MMIO_QUEUE_NUM_MAX ? queue_num_max(virtio, value) : value;
    }
}

uint32_t virtio_mmio_read(struct virtio_mmio *mmio, uint32_t reg, uint32_t lanes)
{
    struct virtio_state *virtio = mmio ? mmio->device : NULL;

    switch (reg) {
    case VIRTIO_MMIO_MAGIC_VALUE:
        return MAGIC;
    case VIRTIO_MMIO_VERSION:
        return VERSION;
    case VIRTIO_MMIO_DEVICE_ID:
        return virtio ? virtio->type->id : 0;
    case VIRTIO_MMIO_VENDOR_ID:
        return VIRTIO_MMIO_VENDOR;
    default:
        if (!virtio)
            return 0;
        return reg < VIRTIO_MMIO_CONFIG
                   ? read_register(virtio, reg)
                   : virtio->registers->read(virtio, VIRTIO_DEVICE_PAGE + reg - VIRTIO_MMIO_CONFIG,
                                             lanes);
    }
}

/* The line falls, and for a cause that stays it rises again: its interrupt is an edge. */
static void acknowledge(struct virtio_state *virtio, uint8_t causes)
{
    virtio->isr &= ~causes;
    virtio_set_interrupt(virtio, false);
    if (virtio->isr)
        virtio_set_interrupt(virtio, true);
}

void virtio_mmio_write(struct virtio_mmio *mmio, uint32_t reg, uint32_t lanes, uint32_t value)
{
    struct virtio_state *virtio = mmio->device;
    const struct mmio_place *place = FIND(writable, reg);

    if (reg >= VIRTIO_MMIO_CONFIG)
        virtio->registers->write(virtio, VIRTIO_DEVICE_PAGE + reg - VIRTIO_MMIO_CONFIG, lanes,
                                 value);
    if (reg >= VIRTIO_MMIO_CONFIG || lanes != ~0u)
        return; /* registers are 32 bits wide (4.2.2.2) */
    if (reg == VIRTIO_MMIO_QUEUE_NOTIFY)
        virtio->registers->write(
            virtio, VIRTIO_NOTIFY_PAGE + (value & 0xffff) * VIRTIO_NOTIFY_MULTIPLE, lanes, value);
    else if (reg == VIRTIO_MMIO_INTERRUPT_ACK)
        acknowledge(virtio, value);
    else if (reg == VIRTIO_MMIO_QUEUE_READY && !value)
        virtio_common_stop_queue(virtio);
    else if (place)
        virtio->registers->write(virtio, place->dword, mask_of(place) << place->shift,
                                 (value & mask_of(place)) << place->shift);
}

static void set_interrupt(struct virtio_transport *transport, bool level)
{
    const struct virtio_mmio *mmio = container_of(transport, struct virtio_mmio, transport);
    struct home *home = mmio->device->home;

    home->set_line(home, mmio->line, level);
}

static bool is_master(const struct virtio_transport *transport)
{
    (void)transport; /* nothing could forbid it */
    return true;
}

void virtio_mmio_init(struct virtio_mmio *mmio, unsigned int line, struct virtio_state *virtio)
{
    *mmio = (struct virtio_mmio){
        .transport = {.set_interrupt = set_interrupt, .is_master = is_master},
        .device = virtio,
        .line = line,
    };
    virtio->transport = &mmio->transport;
    virtio_common_reset(virtio);
}
