/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Addresses for a device behind xen,grant-dma (device tree binding of this name; Linux's
 * grant-dma-ops): bit 63, the grant reference as the page number, the offset in the page. A buffer
 * of several pages has references in a row, so its address is that of its first byte.
 */
#ifndef GUEST_GRANT_DMA_H
#define GUEST_GRANT_DMA_H

#include "guest/grant/grant_table.h"
#include "guest/pci/pci.h"

#define GRANT_DMA_BIT (1ull << 63)

/* Which domain the device tree wants pages for @bdf granted to: the host bridge's iommu-map leads
 * to a node xen,grant-dma. False if it does not. */
bool grant_dma_domain(const struct pci_host *host, pci_bdf bdf, domid_t *domid);

/* The same for a device that is node @node of @fdt itself: its iommus leads there. */
bool grant_dma_node_domain(const void *fdt, int node, domid_t *domid);

/* Grants the pages that hold @size bytes at @data, 1 or more; 0 if references are short. */
uint64_t grant_dma_map(domid_t domid, const void *data, uint32_t size, bool read_only);

/* Ends what grant_dma_map() has returned for @size bytes; false as grant_end(). */
bool grant_dma_unmap(uint64_t address, uint32_t size);

static inline grant_ref_t grant_dma_ref(uint64_t address)
{
    return (grant_ref_t)((address & ~GRANT_DMA_BIT) >> 12);
}

#endif
