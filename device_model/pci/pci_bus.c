/* SPDX-License-Identifier: BSD-2-Clause */
#include "device_model/pci/pci_bus.h"

#include <linux/pci_regs.h>
#include <stddef.h>
#include <stdio.h>

#define ECAM_BUS(offset)      ((offset) >> 20) /* PCIe 7.2.2 */
#define ECAM_FUNCTION(offset) ((offset) >> 12)
#define ECAM_REGISTER(offset) ((offset)&0xfff)

/* The one that the home serves. */
static struct pci_bus *first_bus(struct pci_bus *bus)
{
    return bus->bridge ? bus->bridge->bus : bus;
}

/* Whether a function other than @endpoint, on @bus or behind it, has its BAR at @base. */
static bool is_taken(const struct pci_bus *bus, const struct pci_endpoint *endpoint, uint64_t base)
{
    for (; bus; bus = bus->behind)
        for (unsigned int i = 0; i < bus->plugged_count; i++) {
            const struct pci_endpoint *other = bus->plugged[i];

            if (other != endpoint && other->claimed && other->base == base)
                return true; /* BARs of one size, aligned to it, overlap only if they are equal */
        }
    return false;
}

/* Whether the BAR should be decoded: enabled, in the window, and on nobody's range. */
static bool wants_claim(const struct pci_endpoint *endpoint)
{
    struct pci_bus *bus = endpoint->bus;
    const uint64_t base = pci_endpoint_bar(endpoint);

    if (!endpoint->bar_ops || !(endpoint->config[PCI_COMMAND_DWORD / 4] & PCI_COMMAND_MEMORY) ||
        (endpoint->power && endpoint->config[(endpoint->power + PCI_PM_CTRL) / 4]) ||
        base < bus->window.base || bus->window.size < ENDPOINT_BAR_SIZE ||
        base - bus->window.base > bus->window.size - ENDPOINT_BAR_SIZE)
        return false;
    return !is_taken(first_bus(bus), endpoint, base);
}

static void release(struct pci_endpoint *endpoint)
{
    struct home *home = endpoint->bus->home;

    if (endpoint->claimed)
        home->release_bar(home, endpoint, endpoint->base);
    endpoint->claimed = false;
}

static void claim(struct pci_endpoint *endpoint)
{
    struct home *home = endpoint->bus->home;
    char text[64];

    endpoint->base = pci_endpoint_bar(endpoint);
    endpoint->claimed = home->claim_bar(home, endpoint, endpoint->base);
    if (endpoint->claimed)
        return;
    snprintf(text, sizeof(text), "error: %s:%02x.%x cannot have its BAR at %#llx",
             endpoint->bus->bridge ? "port" : "00", endpoint->slot, endpoint->function,
             (unsigned long long)endpoint->base);
    home->log(home, text);
}

static void release_stale(struct pci_bus *bus)
{
    for (unsigned int i = 0; i < bus->plugged_count; i++) {
        struct pci_endpoint *endpoint = bus->plugged[i];

        if (endpoint->claimed &&
            (!wants_claim(endpoint) || endpoint->base != pci_endpoint_bar(endpoint)))
            release(endpoint);
    }
}

static void claim_wanted(struct pci_bus *bus)
{
    for (unsigned int i = 0; i < bus->plugged_count; i++) {
        struct pci_endpoint *endpoint = bus->plugged[i];

        if (!endpoint->claimed && wants_claim(endpoint))
            claim(endpoint);
    }
}

void pci_bus_update_claims(struct pci_bus *bus)
{
    struct pci_bus *const first = first_bus(bus);

    for (bus = first; bus; bus = bus->behind)
        release_stale(bus);
    for (bus = first; bus; bus = bus->behind)
        claim_wanted(bus);
}

/* Behind a bridge it is the bridge's to say. */
static unsigned int line_of(const struct pci_endpoint *endpoint)
{
    const struct pci_bus *bus = endpoint->bus;

    return bus->bridge ? bus->branch->line(bus, endpoint->slot) % PCI_PINS : endpoint->line;
}

/* Apart, as the first bus is on a path that is measured. */
static __attribute__((noinline)) bool asserts_behind(const struct pci_bus *bus, unsigned int line)
{
    for (unsigned int i = 0; i < bus->plugged_count; i++)
        if (line_of(bus->plugged[i]) == line && pci_endpoint_asserts(bus->plugged[i]))
            return true;
    return false;
}

static void update_line(const struct pci_endpoint *endpoint)
{
    const unsigned int line = line_of(endpoint);
    const struct pci_bus *bus = first_bus(endpoint->bus);
    bool level = false;

    for (unsigned int i = 0; !level && i < bus->plugged_count; i++) {
        const struct pci_endpoint *other = bus->plugged[i];

        level = other->line == line && pci_endpoint_asserts(other);
    }
    if (!level && bus->behind)
        level = asserts_behind(bus->behind, line);
    bus->home->set_line(bus->home, line, level);
}

static void set_command(struct pci_endpoint *endpoint, uint32_t command)
{
    const bool asserted = pci_endpoint_asserts(endpoint);

    endpoint->config[PCI_COMMAND_DWORD / 4] = command;
    if (pci_endpoint_asserts(endpoint) != asserted)
        update_line(endpoint);
}

void pci_bus_set_interrupt(struct pci_endpoint *endpoint, bool level)
{
    const uint32_t command = endpoint->config[PCI_COMMAND_DWORD / 4];
    const uint32_t status = PCI_STATUS_INTERRUPT << PCI_STATUS_SHIFT;

    set_command(endpoint, level ? command | status : command & ~status);
}

void pci_bus_plug(struct pci_bus *bus, unsigned int slot, unsigned int function,
                  struct pci_endpoint *endpoint)
{
    endpoint->bus = bus;
    endpoint->slot = slot;
    endpoint->function = function;
    /* Pin 0, none, leads anywhere: it is never asserted. Others share theirs with every fourth
     * slot. */
    endpoint->line =
        (slot + PCI_PINS - 1 + (endpoint->config[PCI_INTERRUPT_LINE / 4] >> 8)) % PCI_PINS;
    if (!endpoint->config_ops)
        endpoint->config_ops = &pci_config_ops;
    if (!endpoint->reset)
        endpoint->reset = pci_bus_reset;
    bus->at[slot * PCI_FUNCTIONS + function] = endpoint;
    bus->plugged[bus->plugged_count++] = endpoint;
    if (function)
        bus->at[slot * PCI_FUNCTIONS]->config[PCI_HEADER_TYPE_DWORD / 4] |=
            PCI_HEADER_MULTI << PCI_HEADER_TYPE_SHIFT;
}

/* The function that @offset is in, whatever the register. */
static struct pci_endpoint *function_at(const struct pci_bus *bus, uint64_t offset)
{
    const unsigned int number = ECAM_BUS(offset);

    if (!number)
        return bus->at[ECAM_FUNCTION(offset)];
    if (!bus->behind || !bus->behind->branch->is_open(bus->behind, number))
        return NULL;
    return bus->behind->at[ECAM_FUNCTION(offset) % (PCI_SLOTS * PCI_FUNCTIONS)];
}

/* Apart, as the first bus is on a path that is measured. */
static __attribute__((noinline)) struct pci_endpoint *find_behind(const struct pci_bus *bus,
                                                                  uint64_t offset)
{
    return ECAM_REGISTER(offset) / 4 < PCI_DWORDS ? function_at(bus, offset) : NULL;
}

bool pci_bus_is_extended(const struct pci_bus *bus, uint64_t offset)
{
    const struct pci_endpoint *endpoint;

    if (ECAM_REGISTER(offset) / 4 < PCI_DWORDS)
        return false;
    endpoint = function_at(bus, offset);
    return endpoint && endpoint->is_express;
}

struct pci_endpoint *pci_bus_find(const struct pci_bus *bus, uint64_t offset)
{
    if (ECAM_BUS(offset) || ECAM_REGISTER(offset) / 4 >= PCI_DWORDS)
        return find_behind(bus, offset);
    return bus->at[ECAM_FUNCTION(offset)];
}

static bool decodes(const struct pci_endpoint *endpoint, uint64_t addr)
{
    return endpoint->claimed && addr - endpoint->base < ENDPOINT_BAR_SIZE;
}

struct pci_endpoint *pci_bus_find_bar(struct pci_bus *bus, uint64_t addr)
{
    if (bus->found && decodes(bus->found, addr))
        return bus->found;
    for (unsigned int i = 0; i < bus->plugged_count; i++)
        if (decodes(bus->plugged[i], addr))
            return bus->found = bus->plugged[i];
    return bus->behind ? bus->found = pci_bus_find_bar(bus->behind, addr) : NULL;
}

uint32_t pci_config_read(struct pci_endpoint *endpoint, uint32_t offset, uint32_t lanes)
{
    (void)lanes; /* reading has no effect */
    return endpoint->config[offset / 4];
}

void pci_config_write(struct pci_endpoint *endpoint, uint32_t offset, uint32_t lanes,
                      uint32_t value)
{
    const uint32_t mask = lanes & endpoint->writable[offset / 4];

    value = (endpoint->config[offset / 4] & ~mask) | (value & mask);
    switch (offset) {
    case PCI_COMMAND_DWORD:
        set_command(endpoint, value);
        pci_bus_update_claims(endpoint->bus);
        break;
    case PCI_BAR_DWORD:
    case PCI_BAR_DWORD + 4:
        endpoint->config[offset / 4] = value;
        pci_bus_update_claims(endpoint->bus);
        break;
    default:
        endpoint->config[offset / 4] = value;
    }
}

const struct pci_dword_ops pci_config_ops = {pci_config_read, pci_config_write};

void pci_bus_reset(struct pci_endpoint *endpoint)
{
    const uint32_t *writable = endpoint->writable;

    release(endpoint);
    set_command(endpoint,
                endpoint->config[PCI_COMMAND_DWORD / 4] & ~writable[PCI_COMMAND_DWORD / 4]);
    for (unsigned int i = 0; i < PCI_DWORDS; i++)
        endpoint->config[i] &= ~writable[i];
}
