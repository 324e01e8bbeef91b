/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A small PCI bus: a few functions on bus 0, their BARs and interrupt lines; or the bus behind a
 * port of that one (pci_port.h). pci_access.h serves accesses to the first, and so to both.
 */
#ifndef DEVICE_MODEL_PCI_BUS_H
#define DEVICE_MODEL_PCI_BUS_H

#include <stdbool.h>
#include <stdint.h>

#include "device_model/home.h"
#include "device_model/pci/pci_endpoint.h"

#define PCI_SLOTS     32 /* device numbers */
#define PCI_FUNCTIONS 8  /* of a device */
#define PCI_PLUGGED   16
#define PCI_PINS      4

struct pci_access_ops;
struct pci_bus;

struct pci_window {
    uint64_t base, size;
};

/* What a bridge decides for the bus behind it. */
struct pci_branch_ops {
    /* Where pin A of device number @slot leads: a line of the first bus, modulo PCI_PINS. */
    unsigned int (*line)(const struct pci_bus *bus, unsigned int slot);
    /* Whether configuration accesses to bus @number, not 0, reach it. */
    bool (*is_open)(const struct pci_bus *bus, unsigned int number);
};

struct pci_bus {
    struct home *home;
    const struct pci_access_ops *access; /* pci_access.h */
    struct pci_window window;            /* BARs are decoded only inside */
    struct pci_endpoint *at[PCI_SLOTS * PCI_FUNCTIONS];
    struct pci_endpoint *plugged[PCI_PLUGGED]; /* the same ones */
    unsigned int plugged_count;
    struct pci_endpoint *found;  /* by the last access to a BAR: the likeliest of the next one */
    struct pci_bus *behind;      /* another, behind a bridge on this one; NULL: there is none */
    struct pci_endpoint *bridge; /* behind which this one is; NULL: this is the first */
    const struct pci_branch_ops *branch; /* the bridge's */
};

/*
 * Puts @endpoint at device number @slot as function @function, a free place; at most PCI_PLUGGED.
 * With a @function above 0, function 0 must be there already: it becomes a multi-function device's.
 */
void pci_bus_plug(struct pci_bus *bus, unsigned int slot, unsigned int function,
                  struct pci_endpoint *endpoint);

/* The function whose first 256 bytes of configuration space @offset (into the ECAM) is in, or NULL.
 */
struct pci_endpoint *pci_bus_find(const struct pci_bus *bus, uint64_t offset);

/* Whether @offset is in the extended space of a function that has one, which is empty. */
bool pci_bus_is_extended(const struct pci_bus *bus, uint64_t offset);

/* The function whose BAR is decoded at @addr, or NULL. */
struct pci_endpoint *pci_bus_find_bar(struct pci_bus *bus, uint64_t addr);

/* After what decides where BARs are decoded has changed. */
void pci_bus_update_claims(struct pci_bus *bus);

/* What the device asserts; the pin follows unless Interrupt Disable is set. */
void pci_bus_set_interrupt(struct pci_endpoint *endpoint, bool level);

/* Configuration space as after power-on; releases the BAR. */
void pci_bus_reset(struct pci_endpoint *endpoint);

/* The default of pci_endpoint.config_ops: writes to Command and the BAR take effect. */
extern const struct pci_dword_ops pci_config_ops;
uint32_t pci_config_read(struct pci_endpoint *endpoint, uint32_t offset, uint32_t lanes);
void pci_config_write(struct pci_endpoint *endpoint, uint32_t offset, uint32_t lanes,
                      uint32_t value);

#endif
