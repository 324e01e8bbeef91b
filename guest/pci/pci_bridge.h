/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A PCI-to-PCI bridge, such as a root port, set up by us: there is no firmware (PCIe 7.5.1.3). Of
 * its windows only the one for memory that is not prefetchable is used.
 */
#ifndef GUEST_PCI_BRIDGE_H
#define GUEST_PCI_BRIDGE_H

#include "guest/pci/pci.h"
#include "guest/pci/pci_host.h"

#define PCI_BRIDGE_GRAIN (1ull << 20) /* granularity of the window's base and size, bytes */

struct pci_bridge {
    const struct pci_host *host;
    pci_bdf bdf;
    uint64_t config;
    unsigned int bus; /* the one behind it */
    /*
     * The host bridge as functions behind this bridge see it: for virtio_open() and
     * pci_assign_bars().
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
 * The interrupt of pin @pin of @bdf, a function behind the bridge: pins swizzle at the bridge by
 * device number (PCI bridge specification 9.1), then as in pci_host_interrupt().
 */
int pci_bridge_interrupt(const struct pci_bridge *bridge, pci_bdf bdf, unsigned int pin,
                         struct pci_interrupt *out);

#endif
