/* SPDX-License-Identifier: BSD-2-Clause */
/* What goes wrong with a port, its hot-plug slot and what is behind it (PCIe 6.7, 7.5.1.3). */
#include <linux/pci_regs.h>

#include "device_model/faults/fault_ops.h"
#include "device_model/pci/pci_port.h"

#define BUS_SIZE     (1ull << 20)
#define STATUS_SHIFT 16 /* Slot Status is the upper half of Slot Control's dword */

static uint32_t never_occupied(struct pci_endpoint *endpoint, uint32_t reg, uint32_t lanes)
{
    const uint32_t value = fault_config_base(endpoint)->read(endpoint, reg, lanes);
    const struct pci_port *port = pci_port_of(endpoint);

    return port && reg == port->express + PCI_EXP_SLTCTL
               ? value & ~((uint32_t)PCI_EXP_SLTSTA_PDS << STATUS_SHIFT)
               : value;
}

static uint16_t no_arrival(const struct pci_port *port)
{
    return pci_port_ops.causes(port) & ~PCI_EXP_SLTSTA_PDC;
}

static uint16_t no_completion(const struct pci_port *port)
{
    return pci_port_ops.causes(port) & ~PCI_EXP_SLTSTA_CC;
}

static unsigned int next_line(const struct pci_bus *bus, unsigned int slot)
{
    return pci_port_branch_ops.line(bus, slot) + 1;
}

static uint64_t zero_if_removed(struct pci_bus *bus, uint64_t offset, unsigned int size)
{
    const struct pci_port *port = bus->behind ? pci_port_before(bus->behind) : NULL;

    if (port && offset >= BUS_SIZE && !port->occupied &&
        pci_port_numbers(port, (unsigned int)(offset / BUS_SIZE)))
        return 0;
    return pci_access_ops.config_read(bus, offset, size);
}

static bool forward_all(const struct pci_bus *bus, unsigned int number)
{
    (void)number;
    return pci_port_before(bus)->linked;
}

static struct pci_window whole_window(const struct pci_port *port)
{
    const struct pci_window window = pci_port_ops.window(port);

    return window.size ? port->endpoint.bus->window : window;
}

const struct fault_wrap fault_port_table[] = {
    WRAP(FAULT_HOT_UNSEEN, config_read, never_occupied),
    WRAP(FAULT_HOT_SILENT, port_causes, no_arrival),
    WRAP(FAULT_HOT_LINE, branch_line, next_line),
    WRAP(FAULT_HOT_EJECTED, port_press, pci_port_pull),
    WRAP(FAULT_HOT_ZEROES, ecam_read, zero_if_removed),
    WRAP(FAULT_HOT_ANY_BUS, branch_is_open, forward_all),
    WRAP(FAULT_HOT_ANYWHERE, port_window, whole_window),
    WRAP(FAULT_HOT_COMPLETION, port_causes, no_completion),
    WRAP_END,
};
