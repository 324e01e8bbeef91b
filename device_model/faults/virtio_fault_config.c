/* SPDX-License-Identifier: BSD-2-Clause */
/* Capabilities that lie (virtio 1.2, 4.1.4). */
#include "device_model/faults/fault_layer.h"
#include "device_model/pci/pci_function.h"
#include "device_model/faults/virtio_fault.h"

#define NO_DEVICE      0x10ff /* no virtio device's */
#define NO_BAR         0      /* not implemented */
#define VENDOR         0x09   /* capability identifiers */
#define MSIX           0x11
#define MSIX_AT        0xe0 /* behind all others */
#define MSIX_VECTORS   2
#define MSIX_TABLE     0x3800
#define MSIX_PENDING   0x3c00
#define BAD_MULTIPLIER 3

/* Dwords of struct virtio_pci_cap, and cfg_type. */
#define CAP_BAR        4
#define CAP_OFFSET     8
#define CAP_MULTIPLIER 16
#define COMMON         1
#define NOTIFY         2
#define ISR            3

#define NEXT       0x0000ff00u
#define NEXT_SHIFT 8

/* The offset of the capability of @type, 0 if there is none. */
static unsigned int find(const struct pci_function *function, unsigned int type)
{
    unsigned int at = function->config[CONFIG_CAPABILITIES / 4] & 0xff;

    while (at &&
           ((function->config[at / 4] & 0xff) != VENDOR || function->config[at / 4] >> 24 != type))
        at = (function->config[at / 4] & NEXT) >> NEXT_SHIFT;
    return at;
}

/* A capability of its own at the end of the list, which is the PCI_CFG window. */
static uint32_t add_msix(unsigned int window, unsigned int reg, uint32_t value)
{
    if (reg == window)
        return (value & ~NEXT) | MSIX_AT << NEXT_SHIFT;
    if (reg == MSIX_AT)
        return MSIX | (MSIX_VECTORS - 1) << 16;
    if (reg == MSIX_AT + 4)
        return MSIX_TABLE | PCI_BAR;
    return reg == MSIX_AT + 8 ? MSIX_PENDING | PCI_BAR : value;
}

uint32_t virtio_fault_config(const struct pci_function *function, unsigned int reg, uint32_t value)
{
    const struct virtio_pci *virtio = virtio_pci_of(function);
    const unsigned int common = virtio ? find(function, COMMON) : 0;
    const unsigned int notify = virtio ? find(function, NOTIFY) : 0;

    if (!virtio)
        return value;
    if (fault_is(FAULT_BAR_STUCK) && (reg == CONFIG_BAR || reg == CONFIG_BAR + 4))
        return reg == CONFIG_BAR ? BAR_64BIT : 0;
    if (fault_is(FAULT_VIRTIO_ID) && reg == CONFIG_ID)
        return (value & 0xffff) | (uint32_t)NO_DEVICE << 16;
    if (fault_is(FAULT_VIRTIO_REVISION) && reg == CONFIG_CLASS)
        return value & ~0xffu;
    if (fault_is(FAULT_INTX_STATUS) && reg == CONFIG_COMMAND)
        return value & ~STATUS_INTERRUPT;
    if (fault_is(FAULT_CAP_MISSING) && reg == notify)
        return (value & 0x00ffffff) | 0xff000000; /* a type that nobody knows */
    if (fault_is(FAULT_CAP_OVERLAP) && reg == common)
        return (value & ~NEXT) | (common + CAP_BAR) << NEXT_SHIFT;
    if (fault_is(FAULT_CAP_OUTSIDE_BAR) && reg == notify + CAP_OFFSET)
        return PCI_BAR_SIZE;
    if (fault_is(FAULT_CAP_WRONG_BAR) && reg == notify + CAP_BAR)
        return (value & ~0xffu) | NO_BAR;
    if (fault_is(FAULT_STRUCTURES_OVERLAP) && reg == find(function, ISR) + CAP_OFFSET)
        return function->config[(common + CAP_OFFSET) / 4];
    if (fault_is(FAULT_CAP_MISALIGNED) && reg == common + CAP_OFFSET)
        return value + 2;
    if (fault_is(FAULT_NOTIFY_MULTIPLIER) && reg == notify + CAP_MULTIPLIER)
        return BAD_MULTIPLIER;
    return fault_is(FAULT_MSIX_VECTOR) ? add_msix(virtio->window, reg, value) : value;
}
