/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * PCI as the guest sees it: functions are named by BDF, and a function's configuration space is 4
 * KiB of IPA space at ecam_address(host, bdf, 0). The functions of pci_bar.h and pci_cap.h take
 * that address as @config; registers are read and written with mmio.h at @config + PCI_*.
 */
#ifndef GUEST_PCI_H
#define GUEST_PCI_H

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
    uint64_t mem_used; /* bytes from its base that pci_assign_bars() has given away */
};

/* IPA of register @reg (0..4095) of @bdf, whose bus is in the host's bus-range. PCIe 7.2.2. */
static inline uint64_t ecam_address(const struct pci_host *host, pci_bdf bdf, unsigned int reg)
{
    return host->ecam.base + ((uint64_t)(bdf - (host->bus_first << 8)) << 12) + reg;
}

/* Configuration header, PCIe 7.5.1. */
#define PCI_ID                        0x00 /* 32 bits: vendor below, device above */
#define PCI_VENDOR                    0x00
#define PCI_DEVICE                    0x02
#define PCI_COMMAND                   0x04
#define PCI_COMMAND_IO                0x0001
#define PCI_COMMAND_MEMORY            0x0002
#define PCI_COMMAND_MASTER            0x0004
#define PCI_COMMAND_INTX_DISABLE      0x0400
#define PCI_STATUS                    0x06
#define PCI_STATUS_INTX               0x0008
#define PCI_STATUS_CAPABILITIES       0x0010
#define PCI_REVISION                  0x08
#define PCI_HEADER_TYPE               0x0e
#define PCI_HEADER_TYPE_LAYOUT        0x7f
#define PCI_HEADER_TYPE_BRIDGE        0x01
#define PCI_HEADER_TYPE_MULTIFUNCTION 0x80
#define PCI_BAR0                      0x10
#define PCI_SUBORDINATE_BUS           0x1a /* layout 1 only */
#define PCI_SUBSYSTEM_VENDOR          0x2c
#define PCI_SUBSYSTEM                 0x2e
#define PCI_ROM                       0x30
#define PCI_CAPABILITIES              0x34
#define PCI_INTERRUPT_LINE            0x3c
#define PCI_INTERRUPT_PIN             0x3d

#define PCI_VENDOR_NONE 0xffff
#define PCI_VENDOR_RRS  0x0001 /* "retry": PCIe 2.3.2, Configuration RRS Software Visibility */

#endif
