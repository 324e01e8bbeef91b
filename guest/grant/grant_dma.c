/* SPDX-License-Identifier: BSD-2-Clause */
#include "guest/grant/grant_dma.h"

#include <libfdt.h>

#define PAGE 4096ul

/* Cells of an entry of iommu-map: requester, the "IOMMU", its specifier of the first, how many. */
enum {
    MAP_BASE,
    MAP_HANDLE,
    MAP_SPECIFIER,
    MAP_COUNT,
    MAP_CELLS,
};

bool grant_dma_domain(const struct pci_host *host, pci_bdf bdf, domid_t *domid)
{
    const int iommu = dt_find(host->fdt, "xen,grant-dma");
    const fdt32_t *mask = fdt_getprop(host->fdt, host->node, "iommu-map-mask", NULL);
    const uint32_t requester = bdf & (mask ? fdt32_to_cpu(*mask) : UINT32_MAX);
    int size = 0;
    const fdt32_t *map = fdt_getprop(host->fdt, host->node, "iommu-map", &size);

    for (; map && iommu >= 0 && size >= (int)(MAP_CELLS * sizeof(*map));
         map += MAP_CELLS, size -= MAP_CELLS * sizeof(*map)) {
        const uint32_t base = fdt32_to_cpu(map[MAP_BASE]);

        if (fdt32_to_cpu(map[MAP_HANDLE]) != fdt_get_phandle(host->fdt, iommu) ||
            requester < base || requester - base >= fdt32_to_cpu(map[MAP_COUNT]))
            continue;
        *domid = fdt32_to_cpu(map[MAP_SPECIFIER]) + (requester - base);
        return true;
    }
    return false;
}

bool grant_dma_node_domain(const void *fdt, int node, domid_t *domid)
{
    const int iommu = dt_find(fdt, "xen,grant-dma");
    int size;
    const fdt32_t *iommus = fdt_getprop(fdt, node, "iommus", &size);

    if (!iommus || iommu < 0 || size != 2 * (int)sizeof(*iommus) ||
        fdt32_to_cpu(iommus[0]) != fdt_get_phandle(fdt, iommu))
        return false;
    *domid = fdt32_to_cpu(iommus[1]);
    return true;
}

static unsigned int pages_of(uint64_t address, uint32_t size)
{
    return (unsigned int)((address % PAGE + size + PAGE - 1) / PAGE);
}

uint64_t grant_dma_map(domid_t domid, const void *data, uint32_t size, bool read_only)
{
    const uint64_t address = (uintptr_t)data;
    const grant_ref_t ref = grant_pages(domid, address / PAGE, pages_of(address, size), read_only);

    return ref ? GRANT_DMA_BIT | ref * PAGE | address % PAGE : 0;
}

bool grant_dma_unmap(uint64_t address, uint32_t size)
{
    return grant_end(grant_dma_ref(address), pages_of(address, size));
}
