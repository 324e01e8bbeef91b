/* SPDX-License-Identifier: BSD-2-Clause */
#include "device_model/virtio/virtio_pci.h"

#include <stddef.h>

#include "device_model/virtio/virtio_common.h"
#include "device_model/faults/virtio_fault_ring.h"
#include "device_model/virtio/virtio_service.h"

#define VENDOR      0x1af4
#define DEVICE_BASE 0x1040
#define SUBSYSTEM   0x40 /* at least; 4.1.2.1 */
#define REVISION    1

#define PAGE_SHIFT        12
#define PAGE_COMMON       0
#define PAGE_ISR          1
#define PAGE_DEVICE       2
#define PAGE_NOTIFY       3
#define NOTIFY_MULTIPLIER 4

#define CAPABILITY_VENDOR 0x09
#define CFG_COMMON        1 /* cfg_type, 4.1.4 */
#define CFG_NOTIFY        2
#define CFG_ISR           3
#define CFG_DEVICE        4
#define CFG_PCI           5

/* struct virtio_pci_cap in dwords. */
#define CAPABILITY_DWORDS 4
#define CAPABILITY_BAR    1
#define CAPABILITY_OFFSET 2
#define CAPABILITY_LENGTH 3
#define CAPABILITY_DATA   4 /* of PCI_CFG */

static uint32_t bar_read(void *device, uint32_t offset, uint32_t lanes)
{
    struct virtio_pci *virtio = device;
    const uint32_t reg = offset % (1u << PAGE_SHIFT);
    uint32_t value;

    switch (offset >> PAGE_SHIFT) {
    case PAGE_COMMON:
        return virtio_common_read(virtio, reg);
    case PAGE_ISR:
        if (reg || !(lanes & 0xff))
            return 0;
        value = virtio->isr;
        virtio->isr = 0; /* read clears and deasserts, 4.1.4.5.1 */
        pci_function_set_interrupt(&virtio->function, false);
        fault_ring_isr_read(virtio);
        return value;
    case PAGE_DEVICE:
        if (reg >= virtio->device->config_size)
            return 0;
        value = virtio->device->config[reg / 4];
        virtio_service_config_was_read(virtio);
        return value;
    default:
        return 0;
    }
}

static void bar_write(void *device, uint32_t offset, uint32_t lanes, uint32_t value)
{
    struct virtio_pci *virtio = device;
    const uint32_t reg = offset % (1u << PAGE_SHIFT);

    switch (offset >> PAGE_SHIFT) {
    case PAGE_COMMON:
        virtio_common_write(virtio, reg, lanes, value);
        break;
    case PAGE_NOTIFY:
        if (reg % NOTIFY_MULTIPLIER == 0 && !(lanes == ~0u && fault_is(FAULT_NOTIFY_DATA)))
            virtio_service_notify(virtio, reg / NOTIFY_MULTIPLIER);
        break;
    default:
        break;
    }
}

/*
 * What the PCI_CFG capability points at (4.1.4.9): false if software has not set it up to name an
 * aligned piece of the BAR.
 */
static bool window_target(const struct virtio_pci *virtio, uint32_t *offset, unsigned int *shift,
                          uint32_t *lanes)
{
    const uint32_t *capability = &virtio->function.config[virtio->window / 4];
    const uint32_t at = capability[CAPABILITY_OFFSET];
    const uint32_t length = capability[CAPABILITY_LENGTH];

    if ((capability[CAPABILITY_BAR] & 0xff) != PCI_BAR ||
        (length != 1 && length != 2 && length != 4) || at % length || at > PCI_BAR_SIZE - length)
        return false;
    *offset = at & ~3u;
    *shift = at % 4 * 8;
    *lanes = ~0u >> (32 - 8 * length) << *shift;
    return true;
}

static uint32_t window_read(void *device, uint32_t offset, uint32_t lanes)
{
    struct virtio_pci *virtio = device;
    uint32_t *data = &virtio->function.config[offset / 4];
    uint32_t target, target_lanes;
    unsigned int shift;

    (void)lanes; /* any read of pci_cfg_data is the access */
    if (window_target(virtio, &target, &shift, &target_lanes)) {
        *data &= ~(target_lanes >> shift);
        *data |= (bar_read(virtio, target, target_lanes) & target_lanes) >> shift;
    }
    return *data;
}

static void window_write(void *device, uint32_t offset, uint32_t lanes, uint32_t value)
{
    struct virtio_pci *virtio = device;
    uint32_t *data = &virtio->function.config[offset / 4];
    uint32_t target, target_lanes;
    unsigned int shift;

    *data = (*data & ~lanes) | (value & lanes);
    if (window_target(virtio, &target, &shift, &target_lanes))
        bar_write(virtio, target, target_lanes, *data << shift);
}

static const struct pci_dword_ops bar_ops = {bar_read, bar_write};
static const struct pci_dword_ops window_ops = {window_read, window_write};

static unsigned int add_capability(struct virtio_pci *virtio, uint8_t type, uint32_t page,
                                   uint32_t length, unsigned int dwords)
{
    const uint32_t body[CAPABILITY_DWORDS + 1] = {
        4 * dwords << 16 | (uint32_t)type << 24,    PCI_BAR, page << PAGE_SHIFT, length,
        type == CFG_NOTIFY ? NOTIFY_MULTIPLIER : 0,
    };

    return pci_function_add_capability(&virtio->function, CAPABILITY_VENDOR, body, dwords);
}

/* pci_cfg_data and the fields that aim it; both are the driver's to write. */
static void add_window(struct virtio_pci *virtio)
{
    uint32_t *writable;

    virtio->window = add_capability(virtio, CFG_PCI, 0, 0, CAPABILITY_DWORDS + 1);
    virtio->function.config[virtio->window / 4 + CAPABILITY_BAR] = 0;
    writable = &virtio->function.writable[virtio->window / 4];
    writable[CAPABILITY_BAR] = 0xff;
    writable[CAPABILITY_OFFSET] = writable[CAPABILITY_LENGTH] = ~0u;
    writable[CAPABILITY_DATA] = ~0u;
    virtio->function.live = &window_ops;
    virtio->function.live_offset = virtio->window + 4 * CAPABILITY_DATA;
}

void virtio_pci_init(struct virtio_pci *virtio, struct pci_bus *bus, unsigned int slot,
                     const struct virtio_device *device)
{
    const struct pci_identity identity = {
        .vendor = VENDOR,
        .device = DEVICE_BASE + device->id,
        .class = device->class,
        .revision = REVISION,
        .subsystem_vendor = VENDOR,
        .subsystem = SUBSYSTEM + device->id,
    };

    *virtio = (struct virtio_pci){.device = device};
    pci_function_init(&virtio->function, &identity);
    pci_function_add_bar(&virtio->function, &bar_ops, virtio);
    /* The list is built from its end. */
    add_window(virtio);
    if (device->config)
        add_capability(virtio, CFG_DEVICE, PAGE_DEVICE, device->config_size, CAPABILITY_DWORDS);
    add_capability(virtio, CFG_ISR, PAGE_ISR, 1, CAPABILITY_DWORDS);
    add_capability(virtio, CFG_NOTIFY, PAGE_NOTIFY, device->queues * NOTIFY_MULTIPLIER,
                   CAPABILITY_DWORDS + 1);
    add_capability(virtio, CFG_COMMON, PAGE_COMMON, VIRTIO_COMMON_SIZE, CAPABILITY_DWORDS);
    pci_bus_plug(bus, slot, 0, &virtio->function);
    virtio_pci_reset(virtio);
}
