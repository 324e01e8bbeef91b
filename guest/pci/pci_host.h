/* SPDX-License-Identifier: BSD-2-Clause */
/* The PCI host bridge that the device tree describes: pci-host-ecam-generic. */
#ifndef GUEST_PCI_HOST_H
#define GUEST_PCI_HOST_H

#include <stdbool.h>

#include "guest/pci/pci.h"

/*
 * Fills in @host from the first such node. A missing bus-range means as many buses from 0 as reg
 * has room for, at most 256. Of several windows in ranges, the first 32-bit non-prefetchable memory
 * one is taken. Returns 0 or a PCI_HOST_* of driver_error.h; @host is then not to be used.
 */
int pci_host_find(const void *fdt, struct pci_host *host);

struct pci_interrupt {
    uint32_t intid; /* the GIC's number: 32 + n for SPI n */
    uint32_t flags; /* the specifier's third cell: 4 = level-high */
};

/*
 * The interrupt of pin @pin (1 = INTA .. 4 = INTD) of @bdf, by the interrupt-map (ECAM-17). Returns
 * 0, PCI_HOST_NO_INTERRUPT or PCI_HOST_INTERRUPT_MAP.
 */
int pci_host_interrupt(const struct pci_host *host, pci_bdf bdf, unsigned int pin,
                       struct pci_interrupt *out);

/* Whether MSIs have a target: the bridge has an msi-map or an msi-parent (ECAM-18). */
bool pci_host_has_msi(const struct pci_host *host);

#endif
