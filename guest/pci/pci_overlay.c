/* SPDX-License-Identifier: BSD-2-Clause */
#include "guest/pci/pci_overlay.h"

#include <libfdt.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "guest/driver_error.h"
#include "guest/pci/pci_host.h"

#define PCI_PINS 4
#define SLOTS    PCI_PINS /* after so many the pins repeat */

static unsigned int bridges(const void *fdt)
{
    unsigned int count = 0;
    int node = -1;

    while ((node = fdt_node_offset_by_compatible(fdt, node, "pci-host-ecam-generic")) >= 0)
        count++;
    return count;
}

static bool overlap(const struct range *a, const struct range *b)
{
    return a->size && b->size && a->base <= b->base + (b->size - 1) &&
           b->base <= a->base + (a->size - 1);
}

/* Whether a node of @fdt, memory or a device, is where @range is. */
static bool is_taken(const void *fdt, const struct range *range)
{
    struct range reg;

    for (int node = fdt_next_node(fdt, -1, NULL); node >= 0; node = fdt_next_node(fdt, node, NULL))
        for (unsigned int i = 0; dt_reg(fdt, node, i, &reg); i++)
            if (overlap(&reg, range))
                return true;
    return false;
}

static int check_interrupts(const struct pci_host *host)
{
    struct pci_interrupt interrupt;
    int error = 0;

    for (unsigned int slot = 0; !error && slot < SLOTS; slot++)
        for (unsigned int pin = 1; !error && pin <= PCI_PINS; pin++)
            error = pci_host_interrupt(host, PCI_BDF(host->bus_first, slot, 0), pin, &interrupt);
    return error;
}

int pci_overlay_apply(const void *base, const void *blob, size_t size, void *merged, size_t room,
                      struct pci_host *host)
{
    static uint64_t copy[PCI_OVERLAY_MAX / sizeof(uint64_t)]; /* libfdt spoils what it merges */
    int error;

    if (size > sizeof(copy))
        return PCI_OVERLAY_BLOB;
    memcpy(copy, blob, size);
    if (fdt_check_full(copy, size))
        return PCI_OVERLAY_BLOB;
    if (fdt_open_into(base, merged, (int)room) || fdt_overlay_apply(merged, copy))
        return PCI_OVERLAY_TARGET;
    if (bridges(base) || bridges(merged) != 1)
        return PCI_OVERLAY_BRIDGE;
    error = pci_host_find(merged, host);
    if (error)
        return error;
    if (is_taken(base, &host->ecam) || is_taken(base, &host->mem))
        return PCI_OVERLAY_TAKEN;
    return check_interrupts(host);
}
