/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * PCI as the guest sees it: functions are named by BDF, and a function's configuration space is 4
 * KiB of IPA space at ecam_address(host, bdf, 0). The functions of pci_bar.h and pci_cap.h take
 * that address as @config; registers are read and written with mmio.h at @config + PCI_*.
 */
#ifndef GUEST_PCI_H
#define GUEST_PCI_H

#include <linux/pci_regs.h>
#include <stdint.h>

#include "runtime/dt.h"

/* Bus 15:8, device 7:3, function 2:0. */
typedef uint16_t pci_bdf;

#define PCI_BDF(bus, device, function) ((pci_bdf)((bus) << 8 | (device) << 3 | (function)))

static inline unsigned int pci_bus(pci_bdf bdf)
{
    return bdf >> 8;
}

static inline unsigned int pci_device(pci_bdf bdf)
{
    return bdf >> 3 & 0x1f;
}

static inline unsigned int pci_function(pci_bdf bdf)
{
    return bdf & 7;
}

/* A host bridge of the pci-host-ecam-generic kind; filled in by pci_host_find(). */
struct pci_host {
    const void *fdt;
    int node;
    struct range ecam;
    unsigned int bus_first; /* the bus at the ECAM's base */
    unsigned int bus_last;
    struct range mem;  /* the 32-bit non-prefetchable window, in IPA space */
    uint64_t mem_pci;  /* its base as BARs hold it */
    uint64_t mem_used; /* bytes from its base that pci_assign_bars() has allocated */
};

/* IPA of register @reg (0..4095) of @bdf, whose bus is in the host's bus-range. PCIe 7.2.2. */
static inline uint64_t ecam_address(const struct pci_host *host, pci_bdf bdf, unsigned int reg)
{
    return host->ecam.base + ((uint64_t)(bdf - (host->bus_first << 8)) << 12) + reg;
}

/* Not in linux/pci_regs.h, or not in that of Linux 6.1. */
#define PCI_VENDOR_ID_NONE 0xffff
#define PCI_VENDOR_ID_RRS  0x0001 /* "retry": PCIe 2.3.2, Configuration RRS Software Visibility */
#ifndef PCI_HEADER_TYPE_MFD
#define PCI_HEADER_TYPE_MFD 0x80 /* multi-function device */
#endif

#endif
