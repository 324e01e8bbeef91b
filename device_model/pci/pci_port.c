/* SPDX-License-Identifier: BSD-2-Clause */
#include "device_model/pci/pci_port.h"

#include "device_model/pci/pci_express.h"

/* Dwords of a type 1 header that hold more than the register of that offset. */
#define BUSES_DWORD          PCI_PRIMARY_BUS
#define WINDOW_DWORD         PCI_MEMORY_BASE
#define BRIDGE_CONTROL_DWORD PCI_INTERRUPT_LINE
#define BRIDGE_CONTROL_SHIFT 16
#define BUSES                0x00ffffffu /* primary, secondary and subordinate bus number */
#define WINDOW               0xfff0fff0u /* base and limit, MiB */
#define PIN_A                1u

#define LINK_ACTIVE  (PCI_EXP_LNKSTA_CLS_2_5GB | PCI_EXP_LNKSTA_NLW_X1 | PCI_EXP_LNKSTA_DLLLA)
#define ROOT_CONTROL 0xfu
#define SLOT_CAPS                                                                        \
    (PCI_EXP_SLTCAP_ABP | PCI_EXP_SLTCAP_PCP | PCI_EXP_SLTCAP_AIP | PCI_EXP_SLTCAP_PIP | \
     PCI_EXP_SLTCAP_HPS | PCI_EXP_SLTCAP_HPC)
#define SLOT_NUMBER_SHIFT 19
#define SLOT_EVENTS                                                                     \
    (PCI_EXP_SLTSTA_ABP | PCI_EXP_SLTSTA_PFD | PCI_EXP_SLTSTA_PDC | PCI_EXP_SLTSTA_CC | \
     PCI_EXP_SLTSTA_DLLSC)
#define SLOT_CONTROL                                                                         \
    (PCI_EXP_SLTCTL_ABPE | PCI_EXP_SLTCTL_PFDE | PCI_EXP_SLTCTL_PDCE | PCI_EXP_SLTCTL_CCIE | \
     PCI_EXP_SLTCTL_HPIE | PCI_EXP_SLTCTL_AIC | PCI_EXP_SLTCTL_PIC | PCI_EXP_SLTCTL_PCC |    \
     PCI_EXP_SLTCTL_DLLSCE)
#define POWER_OFF (PCI_EXP_SLTCTL_PWR_OFF | PCI_EXP_SLTCTL_PWR_IND_OFF)
#define HALF      0xffffu

static struct pci_port *of(struct pci_endpoint *endpoint)
{
    return container_of(endpoint, struct pci_port, endpoint);
}

static uint32_t read_dword(const struct pci_port *port, unsigned int reg)
{
    return port->endpoint.config[(port->express + reg) / 4];
}

static uint16_t control(const struct pci_port *port)
{
    return read_dword(port, PCI_EXP_SLTCTL) & HALF;
}

static uint16_t status(const struct pci_port *port)
{
    return read_dword(port, PCI_EXP_SLTCTL) >> PCI_EXPRESS_STATUS_SHIFT;
}

/* Sets and clears bits of the status register in the upper half of the dword at @reg. */
static void change_status(struct pci_port *port, unsigned int reg, uint16_t set, uint16_t clear)
{
    uint32_t *dword = pci_express_dword(&port->endpoint, port->express, reg);

    *dword = (*dword & ~((uint32_t)clear << PCI_EXPRESS_STATUS_SHIFT)) |
             (uint32_t)set << PCI_EXPRESS_STATUS_SHIFT;
}

/* An enable of Slot Control has the same bit as its event in Slot Status, but this one. */
static uint16_t causes(const struct pci_port *port)
{
    uint16_t enabled = control(port) & SLOT_EVENTS & ~PCI_EXP_SLTSTA_DLLSC;

    if (control(port) & PCI_EXP_SLTCTL_DLLSCE)
        enabled |= PCI_EXP_SLTSTA_DLLSC;
    return control(port) & PCI_EXP_SLTCTL_HPIE ? enabled & status(port) : 0;
}

/* The pin swizzles at the port, by device number, and at the first bus, by the port's. */
static unsigned int line(const struct pci_bus *bus, unsigned int slot)
{
    return slot + bus->bridge->slot;
}

bool pci_port_numbers(const struct pci_port *port, unsigned int number)
{
    const uint32_t buses = port->endpoint.config[BUSES_DWORD / 4];

    /* Those up to the subordinate one would be behind the device, which is no bridge. */
    return number == (buses >> 8 & 0xff) && number <= (buses >> 16 & 0xff);
}

static bool is_open(const struct pci_bus *bus, unsigned int number)
{
    const struct pci_port *port = pci_port_before(bus);

    return port->linked && pci_port_numbers(port, number);
}

const struct pci_branch_ops pci_port_branch_ops = {line, is_open};

/* The part of the first bus's window that base and limit name. */
static struct pci_window window(const struct pci_port *port)
{
    const struct pci_window *whole = &port->endpoint.bus->window;
    const uint32_t registers = port->endpoint.config[WINDOW_DWORD / 4];
    uint64_t base = (uint64_t)(registers & 0xfff0) << 16;
    uint64_t end = (uint64_t)(registers & 0xfff00000) + 0x100000;

    if (base < whole->base)
        base = whole->base;
    if (end > whole->base + whole->size)
        end = whole->base + whole->size;
    if (base >= end || !(port->endpoint.config[PCI_COMMAND_DWORD / 4] & PCI_COMMAND_MEMORY))
        return (struct pci_window){0};
    return (struct pci_window){base, end - base};
}

static void update_window(struct pci_port *port)
{
    port->behind.window = port->ops->window(port);
    pci_bus_update_claims(&port->behind);
}

static void update_interrupt(struct pci_port *port)
{
    pci_bus_set_interrupt(&port->endpoint, port->ops->causes(port));
}

static void happen(struct pci_port *port, uint16_t events)
{
    change_status(port, PCI_EXP_SLTCTL, events, 0);
    update_interrupt(port);
}

static void reset_device(struct pci_port *port)
{
    for (unsigned int i = 0; i < port->behind.plugged_count; i++) {
        struct pci_endpoint *endpoint = port->behind.plugged[i];

        pci_bus_set_interrupt(endpoint, false);
        endpoint->reset(endpoint);
    }
}

/* Brings the link up or down; returns the event, if that is a change. */
static uint16_t update_link(struct pci_port *port)
{
    const bool linked = port->occupied && !(control(port) & PCI_EXP_SLTCTL_PCC) &&
                        !(read_dword(port, PCI_EXP_LNKCTL) & PCI_EXP_LNKCTL_LD);

    if (linked == port->linked)
        return 0;
    port->linked = linked;
    change_status(port, PCI_EXP_LNKCTL, linked ? LINK_ACTIVE : 0, LINK_ACTIVE);
    reset_device(port);
    return PCI_EXP_SLTSTA_DLLSC;
}

/* @button: whoever did it pressed the attention button, too. */
static void set_occupied(struct pci_port *port, bool occupied, uint16_t button)
{
    port->occupied = occupied;
    port->leaving = false;
    change_status(port, PCI_EXP_SLTCTL, occupied ? PCI_EXP_SLTSTA_PDS : 0, PCI_EXP_SLTSTA_PDS);
    happen(port, PCI_EXP_SLTSTA_PDC | button | update_link(port));
}

void pci_port_insert(struct pci_port *port)
{
    /* pciehp enables the interrupt of the button, and where there is one, not that of presence. */
    set_occupied(port, true, PCI_EXP_SLTSTA_ABP);
}

void pci_port_pull(struct pci_port *port)
{
    set_occupied(port, false, 0);
}

static bool has_power(const struct pci_port *port)
{
    return (control(port) & (PCI_EXP_SLTCTL_PCC | PCI_EXP_SLTCTL_PIC)) != POWER_OFF;
}

static void press(struct pci_port *port)
{
    port->leaving = true;
    happen(port, PCI_EXP_SLTSTA_ABP);
    if (!has_power(port))
        pci_port_pull(port);
}

/* A write of Slot Control is a command, whatever it changes (6.7.3.2). */
static void command(struct pci_port *port)
{
    uint16_t events = PCI_EXP_SLTSTA_CC | update_link(port);

    happen(port, events);
    if (port->leaving && !has_power(port))
        pci_port_pull(port);
}

/* Events are cleared by ones. */
static void write_slot(struct pci_port *port, uint32_t lanes, uint32_t value)
{
    uint32_t *dword = pci_express_dword(&port->endpoint, port->express, PCI_EXP_SLTCTL);

    change_status(port, PCI_EXP_SLTCTL, 0,
                  (lanes & value) >> PCI_EXPRESS_STATUS_SHIFT & SLOT_EVENTS);
    if (lanes & HALF) {
        *dword = (*dword & ~(lanes & SLOT_CONTROL)) | (value & lanes & SLOT_CONTROL);
        command(port);
    }
    update_interrupt(port);
}

static void config_write(struct pci_endpoint *endpoint, uint32_t offset, uint32_t lanes,
                         uint32_t value)
{
    struct pci_port *port = of(endpoint);

    if (offset == port->express + PCI_EXP_SLTCTL) {
        write_slot(port, lanes, value);
        return;
    }
    pci_config_write(endpoint, offset, lanes, value);
    if (offset == PCI_COMMAND_DWORD || offset == WINDOW_DWORD)
        update_window(port);
    else if (offset == port->express + PCI_EXP_LNKCTL)
        happen(port, update_link(port));
    else if (offset == BRIDGE_CONTROL_DWORD &&
             lanes & value & PCI_BRIDGE_CTL_BUS_RESET << BRIDGE_CONTROL_SHIFT)
        reset_device(port);
}

const struct pci_dword_ops pci_port_config_ops = {pci_config_read, config_write};
const struct pci_port_ops pci_port_ops = {causes, window, press};

/* As after power-on, with an empty slot and nobody who would have to know. */
static void reset(struct pci_endpoint *endpoint)
{
    struct pci_port *port = of(endpoint);

    port->occupied = port->leaving = false;
    (void)update_link(port); /* nobody is told: the events are cleared with all else */
    change_status(port, PCI_EXP_SLTCTL, 0, UINT16_MAX);
    pci_bus_set_interrupt(endpoint, false);
    pci_bus_reset(endpoint);
    *pci_express_dword(endpoint, port->express, PCI_EXP_SLTCTL) |= POWER_OFF;
    update_window(port);
}

struct pci_port *pci_port_of(struct pci_endpoint *endpoint)
{
    const struct pci_bus *behind = endpoint->bus->behind;

    return behind && endpoint == behind->bridge ? of(endpoint) : NULL;
}

static void init_header(struct pci_endpoint *endpoint, unsigned int pin)
{
    endpoint->config[PCI_HEADER_TYPE_DWORD / 4] |= PCI_HEADER_TYPE_BRIDGE << PCI_HEADER_TYPE_SHIFT;
    endpoint->config[PCI_INTERRUPT_LINE / 4] |= pin << 8;
    endpoint->writable[PCI_COMMAND_DWORD / 4] =
        PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER | PCI_COMMAND_INTX_DISABLE;
    endpoint->writable[BUSES_DWORD / 4] = BUSES;
    endpoint->writable[WINDOW_DWORD / 4] = WINDOW;
    endpoint->writable[BRIDGE_CONTROL_DWORD / 4] |=
        (PCI_BRIDGE_CTL_PARITY | PCI_BRIDGE_CTL_SERR | PCI_BRIDGE_CTL_BUS_RESET)
        << BRIDGE_CONTROL_SHIFT;
}

static void init_express(struct pci_port *port, unsigned int number)
{
    struct pci_endpoint *endpoint = &port->endpoint;
    uint32_t *registers;

    port->express = pci_express_add(endpoint, PCI_EXP_TYPE_ROOT_PORT);
    registers = pci_express_dword(endpoint, port->express, 0);
    registers[0] |= (uint32_t)PCI_EXP_FLAGS_SLOT << PCI_EXPRESS_STATUS_SHIFT;
    registers[PCI_EXP_LNKCAP / 4] |= PCI_EXP_LNKCAP_DLLLARC;
    registers[PCI_EXP_LNKCTL / 4] &= HALF; /* no link yet */
    registers[PCI_EXP_SLTCAP / 4] = SLOT_CAPS | number << SLOT_NUMBER_SHIFT;
    endpoint->writable[(port->express + PCI_EXP_LNKCTL) / 4] |= PCI_EXP_LNKCTL_LD;
    endpoint->writable[(port->express + PCI_EXP_SLTCTL) / 4] = SLOT_CONTROL;
    endpoint->writable[(port->express + PCI_EXP_RTCTL) / 4] = ROOT_CONTROL;
}

void pci_port_plug(struct pci_port *port, struct pci_bus *bus, unsigned int slot,
                   unsigned int function, const struct pci_identity *identity)
{
    *port = (struct pci_port){.ops = &pci_port_ops};
    port->behind = (struct pci_bus){.home = bus->home,
                                    .access = bus->access,
                                    .bridge = &port->endpoint,
                                    .branch = &pci_port_branch_ops};
    pci_endpoint_init(&port->endpoint, identity);
    init_header(&port->endpoint, PIN_A + function);
    init_express(port, slot);
    port->endpoint.config_ops = &pci_port_config_ops;
    port->endpoint.reset = reset;
    pci_bus_plug(bus, slot, function, &port->endpoint);
    bus->behind = &port->behind;
    reset(&port->endpoint);
}
