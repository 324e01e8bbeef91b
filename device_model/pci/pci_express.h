/* SPDX-License-Identifier: BSD-2-Clause */
/* The PCI Express capability, version 2 (PCIe 7.5.3), of a function at a link of one lane. */
#ifndef DEVICE_MODEL_PCI_EXPRESS_H
#define DEVICE_MODEL_PCI_EXPRESS_H

#include "device_model/pci/pci_endpoint.h"

/* Registers, as byte offsets into the capability, whose dword holds two: a control and its status.
 */
#define PCI_EXPRESS_SIZE         0x3c
#define PCI_EXPRESS_STATUS_SHIFT 16

/*
 * Puts the capability in front of @endpoint's list, of port type @type (PCI_EXP_TYPE_*); from then
 * on the function has 4 KiB of configuration space. Returns its offset.
 */
unsigned int pci_express_add(struct pci_endpoint *endpoint, unsigned int type);

/* A register of the capability at @offset. */
static inline uint32_t *pci_express_dword(struct pci_endpoint *endpoint, unsigned int offset,
                                          unsigned int reg)
{
    return &endpoint->config[(offset + reg) / 4];
}

#endif
