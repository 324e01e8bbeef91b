/* SPDX-License-Identifier: BSD-2-Clause */
#include "guest/pci/pci_host.h"

#include <libfdt.h>
#include <stdbool.h>

#include "guest/driver_error.h"
#include "runtime/cpu/mmu.h"

#define BUS_SIZE (1ull << 20)

/* IEEE 1275 PCI binding: phys.hi is npt000ss bbbbbbbb dddddfff rrrrrrrr. */
#define PCI_CELLS         3
#define PHYS_HI_SPACE(hi) ((hi) >> 24 & 3)
#define PHYS_HI_MEM32     2
#define PHYS_HI_PREFETCH  (1u << 30)
#define PHYS_HI_BDF(bdf)  ((uint32_t)(bdf) << 8)

/* Arm GIC binding: <type number flags>. */
#define GIC_CELLS     3
#define GIC_SPI       0
#define GIC_PPI       1
#define GIC_SPI_COUNT 988
#define GIC_PPI_COUNT 16

/* A property as an array of cells. */
struct cells {
    const fdt32_t *cell;
    unsigned int count;
};

/* False if @name is missing, empty or not made of cells. */
static bool read_cells(const void *fdt, int node, const char *name, struct cells *out)
{
    int length;

    out->cell = fdt_getprop(fdt, node, name, &length);
    if (!out->cell || length <= 0 || length % sizeof(fdt32_t))
        return false;
    out->count = length / sizeof(fdt32_t);
    return true;
}

static uint32_t read_u32(const void *fdt, int node, const char *name, uint32_t fallback)
{
    struct cells cells;

    return read_cells(fdt, node, name, &cells) && cells.count == 1 ? fdt32_ld(cells.cell)
                                                                   : fallback;
}

/* @count (1 or 2) cells as one number. */
static uint64_t join(const fdt32_t *cell, unsigned int count)
{
    return count == 1 ? fdt32_ld(cell) : (uint64_t)fdt32_ld(cell) << 32 | fdt32_ld(cell + 1);
}

static bool is_sane(const struct range *range)
{
    return range->size && range->base + range->size > range->base;
}

static int read_buses(const void *fdt, int node, struct pci_host *host)
{
    const uint64_t room = host->ecam.size / BUS_SIZE;
    struct cells cells;

    if (!fdt_getprop(fdt, node, "bus-range", NULL)) {
        host->bus_first = 0;
        host->bus_last = room < 256 ? room - 1 : 255;
        return 0;
    }
    if (!read_cells(fdt, node, "bus-range", &cells) || cells.count != 2)
        return PCI_HOST_BUS_RANGE;
    host->bus_first = fdt32_ld(&cells.cell[0]);
    host->bus_last = fdt32_ld(&cells.cell[1]);
    if (host->bus_last > 255 || host->bus_first > host->bus_last ||
        host->bus_last - host->bus_first >= room)
        return PCI_HOST_BUS_RANGE;
    return 0;
}

static int read_window(const void *fdt, int node, struct pci_host *host)
{
    const int parent = fdt_parent_offset(fdt, node);
    const int ipa_cells = parent < 0 ? parent : dt_address_cells(fdt, parent);
    struct cells ranges;
    unsigned int entry;

    if (dt_address_cells(fdt, node) != PCI_CELLS || dt_size_cells(fdt, node) != 2)
        return PCI_HOST_CELLS;
    if (ipa_cells != 1 && ipa_cells != 2)
        return PCI_HOST_RANGES;
    entry = PCI_CELLS + ipa_cells + 2;
    if (!read_cells(fdt, node, "ranges", &ranges) || ranges.count % entry)
        return PCI_HOST_RANGES;

    for (; ranges.count; ranges.cell += entry, ranges.count -= entry) {
        const uint32_t hi = fdt32_ld(ranges.cell);
        const uint64_t pci = join(ranges.cell + 1, 2);
        const struct range mem = {join(ranges.cell + PCI_CELLS, ipa_cells),
                                  join(ranges.cell + PCI_CELLS + ipa_cells, 2)};

        if (PHYS_HI_SPACE(hi) != PHYS_HI_MEM32 || hi & PHYS_HI_PREFETCH)
            continue;
        if (!is_sane(&mem) || pci > UINT32_MAX || mem.size > (1ull << 32) - pci)
            return PCI_HOST_RANGES;
        host->mem = mem;
        host->mem_pci = pci;
        return 0;
    }
    return PCI_HOST_NO_WINDOW;
}

int pci_host_find(const void *fdt, struct pci_host *host)
{
    const int node = dt_find(fdt, "pci-host-ecam-generic");
    int error;

    if (node < 0)
        return PCI_HOST_ABSENT;
    *host = (struct pci_host){.fdt = fdt, .node = node};
    if (!dt_reg(fdt, node, 0, &host->ecam) || !is_sane(&host->ecam) || host->ecam.size % BUS_SIZE)
        return PCI_HOST_REG;
    error = read_buses(fdt, node, host);
    if (!error)
        error = read_window(fdt, node, host);
    if (error)
        return error;

    if (host->ecam.base < host->mem.base + host->mem.size &&
        host->mem.base < host->ecam.base + host->ecam.size)
        return PCI_HOST_OVERLAP;
    if (host->ecam.base + host->ecam.size > MMU_ALIAS_SIZE ||
        host->mem.base + host->mem.size > MMU_ALIAS_SIZE)
        return PCI_HOST_UNREACHABLE;
    return 0;
}

static int read_gic_specifier(const fdt32_t *cell, struct pci_interrupt *out)
{
    const uint32_t type = fdt32_ld(&cell[0]);
    const uint32_t number = fdt32_ld(&cell[1]);

    if (type == GIC_SPI && number < GIC_SPI_COUNT)
        out->intid = 32 + number;
    else if (type == GIC_PPI && number < GIC_PPI_COUNT)
        out->intid = 16 + number;
    else
        return PCI_HOST_INTERRUPT_MAP;
    out->flags = fdt32_ld(&cell[2]);
    return 0;
}

/* The cells of an address below the GIC of phandle @handle; false if there is no such GIC. */
static bool read_controller(const void *fdt, uint32_t handle, uint32_t *address_cells)
{
    const int node = fdt_node_offset_by_phandle(fdt, handle);

    if (node < 0 || read_u32(fdt, node, "#interrupt-cells", 0) != GIC_CELLS)
        return false;
    /* An interrupt controller without #address-cells has none, unlike a bus. */
    *address_cells = read_u32(fdt, node, "#address-cells", 0);
    return true;
}

int pci_host_interrupt(const struct pci_host *host, pci_bdf bdf, unsigned int pin,
                       struct pci_interrupt *out)
{
    /* An entry: unit address, pin, parent, then the parent's own address and specifier. */
    enum {
        PARENT = PCI_CELLS + 1,
        SPECIFIER
    };
    const uint32_t key[PARENT] = {PHYS_HI_BDF(bdf), 0, 0, pin};
    uint32_t mask[PARENT] = {~0u, ~0u, ~0u, ~0u};
    struct cells map, cells;
    uint32_t handle = 0, address_cells = 0; /* of the entry before: a map seldom has two parents */

    if (fdt_getprop(host->fdt, host->node, "interrupt-map-mask", NULL)) {
        if (!read_cells(host->fdt, host->node, "interrupt-map-mask", &cells) ||
            cells.count != PARENT)
            return PCI_HOST_INTERRUPT_MAP;
        for (unsigned int i = 0; i < PARENT; i++)
            mask[i] = fdt32_ld(&cells.cell[i]);
    }
    if (read_u32(host->fdt, host->node, "#interrupt-cells", 0) != 1 ||
        !read_cells(host->fdt, host->node, "interrupt-map", &map))
        return PCI_HOST_INTERRUPT_MAP;

    while (map.count) {
        uint32_t difference = 0, entry;

        if (map.count < SPECIFIER)
            return PCI_HOST_INTERRUPT_MAP;
        if (!handle || handle != fdt32_ld(&map.cell[PARENT])) {
            handle = fdt32_ld(&map.cell[PARENT]);
            if (!read_controller(host->fdt, handle, &address_cells))
                return PCI_HOST_INTERRUPT_MAP;
        }
        entry = SPECIFIER + address_cells + GIC_CELLS;
        if (address_cells > 2 || map.count < entry)
            return PCI_HOST_INTERRUPT_MAP;

        for (unsigned int i = 0; i < PARENT; i++)
            difference |= (fdt32_ld(&map.cell[i]) ^ key[i]) & mask[i];
        if (!difference)
            return read_gic_specifier(&map.cell[SPECIFIER + address_cells], out);
        map.cell += entry;
        map.count -= entry;
    }
    return PCI_HOST_NO_INTERRUPT;
}

bool pci_host_has_msi(const struct pci_host *host)
{
    return fdt_getprop(host->fdt, host->node, "msi-map", NULL) ||
           fdt_getprop(host->fdt, host->node, "msi-parent", NULL);
}
