/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The MSI-X capability of a function (PCI 3.0, 6.8.2), with its table in the BAR. For homes that
 * deliver messages by themselves, by what their client has learnt of the table: what is written
 * there is kept and read back, but a vector is masked as long as the home does not take it.
 */
#ifndef DEVICE_MODEL_PCI_MSIX_H
#define DEVICE_MODEL_PCI_MSIX_H

#include "device_model/pci/pci_endpoint.h"

#define PCI_MSIX_VECTORS_MAX 5
#define PCI_MSIX_DWORDS      4 /* of an entry */

struct pci_msix {
    unsigned int vectors;    /* 0: the function has no MSI-X */
    unsigned int capability; /* its offset */
    uint32_t offset;         /* of the table in the BAR; the pending bits follow it */
    uint32_t pending;
    uint32_t table[PCI_MSIX_VECTORS_MAX * PCI_MSIX_DWORDS];
};

/* Bytes of table and pending bits. */
#define PCI_MSIX_SIZE (PCI_MSIX_VECTORS_MAX * PCI_MSIX_DWORDS * 4 + 8)

/* Puts the capability in front of @endpoint's list, with @vectors at @offset of ENDPOINT_BAR. */
void pci_msix_add(struct pci_msix *msix, struct pci_endpoint *endpoint, unsigned int vectors,
                  uint32_t offset);

/* Every vector masked, as after power-on. */
void pci_msix_reset(struct pci_msix *msix);

bool pci_msix_is_enabled(const struct pci_msix *msix, const struct pci_endpoint *endpoint);

/* Enabled, but with Function Mask set. */
bool pci_msix_is_masked(const struct pci_msix *msix, const struct pci_endpoint *endpoint);

/* Whether dword @offset of the BAR is of the table or the pending bits; and access to it. */
bool pci_msix_has(const struct pci_msix *msix, uint32_t offset);
uint32_t pci_msix_read(const struct pci_msix *msix, uint32_t offset);
void pci_msix_write(struct pci_msix *msix, uint32_t offset, uint32_t lanes, uint32_t value);

#endif
