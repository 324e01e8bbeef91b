/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A PCI-to-PCI bridge, such as a root port, set up by us: there is no firmware (PCIe 7.5.1.3). Of
 * its windows only the one for memory that is not prefetchable is used.
 */
#ifndef GUEST_PCI_BRIDGE_H
#define GUEST_PCI_BRIDGE_H

#include "guest/pci/pci.h"
#include "guest/pci/pci_host.h"

#define PCI_BRIDGE_GRAIN (1ull << 20) /* bytes; of the window's place and size */

struct pci_bridge {
    const struct pci_host *host;
    pci_bdf bdf;
    uint64_t config;
    unsigned int bus; /* the one behind it */
    /* The host as it looks from there: for virtio_open() and pci_assign_bars() of what is behind.
     */
    struct pci_host behind;
};

/*
 * Gives the bus behind the bridge at @bdf, on the first bus, the number @bus, gives it the last
 * @size bytes (a multiple of PCI_BRIDGE_GRAIN) of the host's window, and turns forwarding on.
 * Returns 0, PCI_BRIDGE_ABSENT, PCI_BRIDGE_VALUE or PCI_BAR_NO_SPACE. What BARs are in that part of
 * the window is not looked at.
 */
int pci_bridge_open(struct pci_bridge *bridge, const struct pci_host *host, pci_bdf bdf,
                    unsigned int bus, uint64_t size);

/* No window, no bus behind it, nothing forwarded. */
void pci_bridge_close(const struct pci_bridge *bridge);

/*
 * Where pin @pin of @bdf, on the bus behind, ends: at the bridge pins swizzle by device number (PCI
 * bridge specification 9.1), then as pci_host_interrupt() says.
 */
int pci_bridge_interrupt(const struct pci_bridge *bridge, pci_bdf bdf, unsigned int pin,
                         struct pci_interrupt *out);

#endif
