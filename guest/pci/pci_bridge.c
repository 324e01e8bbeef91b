/* SPDX-License-Identifier: BSD-2-Clause */
#include "guest/pci/pci_bridge.h"

#include "guest/driver_error.h"
#include "guest/pci/pci_bar.h"
#include "runtime/mmio.h"

#define PINS 4

static int write_checked8(uint64_t at, uint8_t value)
{
    mmio_write8(at, value);
    return mmio_read8(at) == value ? 0 : PCI_BRIDGE_VALUE;
}

/* The primary bus number is a leftover of conventional PCI; it need not be writable. */
static int number_buses(const struct pci_bridge *bridge, unsigned int secondary)
{
    int error;

    mmio_write8(bridge->config + PCI_PRIMARY_BUS, pci_bus(bridge->bdf));
    error = write_checked8(bridge->config + PCI_SECONDARY_BUS, secondary);
    return error ? error : write_checked8(bridge->config + PCI_SUBORDINATE_BUS, secondary);
}

/* A base above the limit means no window. The lowest 4 bits are its type, and read-only. */
static int set_window(uint64_t config, uint64_t base, uint64_t last)
{
    mmio_write16(config + PCI_MEMORY_BASE, base >> 16);
    mmio_write16(config + PCI_MEMORY_LIMIT, last >> 16 & 0xfff0);
    return (mmio_read16(config + PCI_MEMORY_BASE) & 0xfff0) == base >> 16 &&
                   (mmio_read16(config + PCI_MEMORY_LIMIT) & 0xfff0) == (last >> 16 & 0xfff0)
               ? 0
               : PCI_BRIDGE_VALUE;
}

static void close_windows(uint64_t config)
{
    set_window(config, 0xfff00000, 0);
    mmio_write16(config + PCI_PREF_MEMORY_BASE, 0xfff0);
    mmio_write16(config + PCI_PREF_MEMORY_LIMIT, 0);
    mmio_write8(config + PCI_IO_BASE, 0xf0);
    mmio_write8(config + PCI_IO_LIMIT, 0);
}

int pci_bridge_open(struct pci_bridge *bridge, const struct pci_host *host, pci_bdf bdf,
                    unsigned int bus, uint64_t size)
{
    const uint64_t end = (host->mem_pci + host->mem.size) & -PCI_BRIDGE_GRAIN;
    const uint64_t base = end - size;
    int error;

    *bridge = (struct pci_bridge){.host = host,
                                  .bdf = bdf,
                                  .config = ecam_address(host, bdf, 0),
                                  .bus = bus,
                                  .behind = *host};
    /* Of an absent function it reads as ones. */
    if ((mmio_read8(bridge->config + PCI_HEADER_TYPE) & PCI_HEADER_TYPE_MASK) !=
        PCI_HEADER_TYPE_BRIDGE)
        return PCI_BRIDGE_ABSENT;
    if (size > end || base < host->mem_pci)
        return PCI_BAR_NO_SPACE;
    bridge->behind.mem = (struct range){base - host->mem_pci + host->mem.base, size};
    bridge->behind.mem_pci = base;
    bridge->behind.mem_used = 0;

    error = pci_command(bridge->config, 0, PCI_COMMAND_MEMORY | PCI_COMMAND_IO);
    close_windows(bridge->config);
    if (!error)
        error = number_buses(bridge, bus);
    if (!error)
        error = set_window(bridge->config, base, end - 1);
    /* Master: devices behind the bridge may access memory. */
    return error ? error : pci_command(bridge->config, PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER, 0);
}

void pci_bridge_close(const struct pci_bridge *bridge)
{
    pci_command(bridge->config, 0, PCI_COMMAND_MEMORY | PCI_COMMAND_IO | PCI_COMMAND_MASTER);
    close_windows(bridge->config);
    number_buses(bridge, 0);
}

int pci_bridge_interrupt(const struct pci_bridge *bridge, pci_bdf bdf, unsigned int pin,
                         struct pci_interrupt *out)
{
    return pci_host_interrupt(bridge->host, bridge->bdf, (pin - 1 + pci_device(bdf)) % PINS + 1,
                              out);
}
