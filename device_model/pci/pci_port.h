/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A PCIe root port: a bridge to a bus of its own (PCIe 7.5.1.3) with a hot-plug slot (6.7, 7.5.3.9
 * to 7.5.3.11), into which one device fits. Events interrupt by INTx; a command is complete when
 * the write that gives it is.
 *
 * Functions are made on .behind, whether their device is in the slot or not. They are reset when it
 * loses power or leaves.
 */
#ifndef DEVICE_MODEL_PCI_PORT_H
#define DEVICE_MODEL_PCI_PORT_H

#include <stddef.h>

#include "device_model/container_of.h"
#include "device_model/pci/pci_bus.h"

struct pci_port;

/* What a fault may spoil. */
struct pci_port_ops {
    /* Which of the events in Slot Status interrupt now: PCI_EXP_SLTSTA_*. */
    uint16_t (*causes)(const struct pci_port *port);
    /* Where it forwards accesses to memory; a size of 0: nowhere. */
    struct pci_window (*window)(const struct pci_port *port);
    /* Somebody wants the device out, and waits until it has no power. */
    void (*press)(struct pci_port *port);
};
extern const struct pci_port_ops pci_port_ops;
extern const struct pci_branch_ops pci_port_branch_ops;

struct pci_port {
    struct pci_endpoint endpoint;
    struct pci_bus behind;
    const struct pci_port_ops *ops;
    unsigned int express; /* offset of the capability */
    bool occupied;
    bool leaving; /* as soon as there is no power */
    bool linked;  /* occupied, with power, and the link is not disabled */
};

/*
 * Puts @port at device number @slot of @bus, which has no other, as function @function, 0 to 3,
 * with an empty slot. Function 0 has pin A, as devices behind it do, whose line it shares; the
 * others have the next ones.
 */
void pci_port_plug(struct pci_port *port, struct pci_bus *bus, unsigned int slot,
                   unsigned int function, const struct pci_identity *identity);

/* The device comes into the slot, which is empty; the attention button is pressed, too. */
void pci_port_insert(struct pci_port *port);

/* The attention button: the device, which is there, leaves once power and power indicator are off.
 */
static inline void pci_port_press(struct pci_port *port)
{
    port->ops->press(port);
}

/* The device leaves at once. */
void pci_port_pull(struct pci_port *port);

/* The port whose function @endpoint is; NULL if it is not a port's. */
struct pci_port *pci_port_of(struct pci_endpoint *endpoint);

/* The port in front of @bus, which has one. */
static inline struct pci_port *pci_port_before(const struct pci_bus *bus)
{
    return container_of(bus->bridge, struct pci_port, endpoint);
}

/* Whether the bus behind has this number. */
bool pci_port_numbers(const struct pci_port *port, unsigned int number);

extern const struct pci_dword_ops pci_port_config_ops;

#endif
