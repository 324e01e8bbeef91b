/* SPDX-License-Identifier: BSD-2-Clause */
#include "device_model/pci/pci_msix.h"

#include <linux/pci_regs.h>
#include <string.h>

#define CONTROL_SHIFT 16 /* Message Control is the upper half of the capability's first dword */

static uint32_t table_size(const struct pci_msix *msix)
{
    return msix->vectors * PCI_MSIX_ENTRY_SIZE;
}

static uint32_t pending_at(const struct pci_msix *msix)
{
    return (table_size(msix) + 7) / 8 * 8;
}

void pci_msix_add(struct pci_msix *msix, struct pci_endpoint *endpoint, unsigned int vectors,
                  uint32_t offset)
{
    uint32_t capability[PCI_CAP_MSIX_SIZEOF / 4] = {(vectors - 1) << CONTROL_SHIFT};

    *msix = (struct pci_msix){.vectors = vectors, .offset = offset};
    capability[PCI_MSIX_TABLE / 4] = offset | ENDPOINT_BAR;
    capability[PCI_MSIX_PBA / 4] = (offset + pending_at(msix)) | ENDPOINT_BAR;
    msix->capability =
        pci_endpoint_add_capability(endpoint, PCI_CAP_ID_MSIX, capability, sizeof(capability));
    endpoint->writable[msix->capability / 4] =
        (uint32_t)(PCI_MSIX_FLAGS_ENABLE | PCI_MSIX_FLAGS_MASKALL) << CONTROL_SHIFT;
    pci_msix_reset(msix);
}

void pci_msix_reset(struct pci_msix *msix)
{
    msix->pending = 0;
    memset(msix->table, 0, sizeof(msix->table));
    for (unsigned int i = 0; i < msix->vectors; i++)
        msix->table[i * PCI_MSIX_DWORDS + PCI_MSIX_ENTRY_VECTOR_CTRL / 4] =
            PCI_MSIX_ENTRY_CTRL_MASKBIT;
}

static uint32_t control(const struct pci_msix *msix, const struct pci_endpoint *endpoint)
{
    return endpoint->config[msix->capability / 4] >> CONTROL_SHIFT;
}

bool pci_msix_is_enabled(const struct pci_msix *msix, const struct pci_endpoint *endpoint)
{
    return msix->vectors && control(msix, endpoint) & PCI_MSIX_FLAGS_ENABLE;
}

bool pci_msix_is_masked(const struct pci_msix *msix, const struct pci_endpoint *endpoint)
{
    return control(msix, endpoint) & PCI_MSIX_FLAGS_MASKALL;
}

bool pci_msix_has(const struct pci_msix *msix, uint32_t offset)
{
    return msix->vectors && offset >= msix->offset && offset - msix->offset < PCI_MSIX_SIZE;
}

uint32_t pci_msix_read(const struct pci_msix *msix, uint32_t offset)
{
    const uint32_t at = offset - msix->offset;

    if (at < table_size(msix))
        return msix->table[at / 4];
    return at == pending_at(msix) ? msix->pending : 0;
}

void pci_msix_write(struct pci_msix *msix, uint32_t offset, uint32_t lanes, uint32_t value)
{
    const uint32_t at = offset - msix->offset;
    uint32_t *dword = &msix->table[at / 4];

    if (at >= table_size(msix))
        return;
    if (at % PCI_MSIX_ENTRY_SIZE == PCI_MSIX_ENTRY_VECTOR_CTRL)
        lanes &= PCI_MSIX_ENTRY_CTRL_MASKBIT;
    *dword = (*dword & ~lanes) | (value & lanes);
}
