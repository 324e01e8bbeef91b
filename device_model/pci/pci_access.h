/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where accesses come in: to the ECAM by offset, to the BARs by guest physical address.
 *
 * Accesses have 1 to 8 bytes at any offset; each dword that one touches is handled by itself, in
 * ascending order, with byte lanes. So an 8-byte access is two accesses of 4 bytes, and every byte
 * has one meaning whatever the width. What nobody owns reads as ones and drops writes: other buses,
 * empty slots, and a conventional function's space above 256 bytes. That of a PCIe function reads
 * as zero: it has no extended capability.
 *
 * Values are little-endian; those that are read are zero above @size bytes.
 */
#ifndef DEVICE_MODEL_PCI_ACCESS_H
#define DEVICE_MODEL_PCI_ACCESS_H

#include "device_model/pci/pci_bus.h"

struct pci_access_ops {
    uint64_t (*config_read)(struct pci_bus *bus, uint64_t offset, unsigned int size);
    void (*config_write)(struct pci_bus *bus, uint64_t offset, unsigned int size, uint64_t value);
    uint64_t (*memory_read)(struct pci_bus *bus, uint64_t addr, unsigned int size);
    void (*memory_write)(struct pci_bus *bus, uint64_t addr, unsigned int size, uint64_t value);
};

/* For pci_bus.access. */
extern const struct pci_access_ops pci_access_ops;

static inline uint64_t pci_bus_config_read(struct pci_bus *bus, uint64_t offset, unsigned int size)
{
    return bus->access->config_read(bus, offset, size);
}

static inline void pci_bus_config_write(struct pci_bus *bus, uint64_t offset, unsigned int size,
                                        uint64_t value)
{
    bus->access->config_write(bus, offset, size, value);
}

static inline uint64_t pci_bus_memory_read(struct pci_bus *bus, uint64_t addr, unsigned int size)
{
    return bus->access->memory_read(bus, addr, size);
}

static inline void pci_bus_memory_write(struct pci_bus *bus, uint64_t addr, unsigned int size,
                                        uint64_t value)
{
    bus->access->memory_write(bus, addr, size, value);
}

#endif
