/* SPDX-License-Identifier: BSD-2-Clause */
#include "device_model/pci/pci_bus.h"

#include <stddef.h>

#include "device_model/pci/pci_function.h"

#define ECAM_BUS(offset)      ((offset) >> 20) /* PCIe 7.2.2 */
#define ECAM_REGISTER(offset) ((offset)&0xfff)

/* The part of an access that falls into one dword. */
struct part {
    uint64_t dword; /* its address */
    unsigned int shift;
    unsigned int bits;
    uint32_t lanes;
};

static struct part part_at(uint64_t addr, unsigned int size)
{
    const unsigned int room = 4 - addr % 4;
    const unsigned int bytes = size < room ? size : room;
    struct part part = {addr & ~3ull, addr % 4 * 8, bytes * 8, 0};

    part.lanes = (~0u >> (32 - part.bits)) << part.shift;
    return part;
}

typedef uint32_t read_dword(struct pci_bus *bus, uint64_t addr, uint32_t lanes);
typedef void write_dword(struct pci_bus *bus, uint64_t addr, uint32_t lanes, uint32_t value);

static uint64_t read_parts(struct pci_bus *bus, read_dword *read, uint64_t addr, unsigned int size)
{
    uint64_t value = 0;

    for (unsigned int done = 0; done < size;) {
        const struct part part = part_at(addr + done, size - done);
        const uint32_t dword = read(bus, part.dword, part.lanes) & part.lanes;

        value |= (uint64_t)(dword >> part.shift) << (8 * done);
        done += part.bits / 8;
    }
    return value;
}

static void write_parts(struct pci_bus *bus, write_dword *write, uint64_t addr, unsigned int size,
                        uint64_t value)
{
    for (unsigned int done = 0; done < size;) {
        const struct part part = part_at(addr + done, size - done);

        write(bus, part.dword, part.lanes, (uint32_t)(value >> (8 * done)) << part.shift);
        done += part.bits / 8;
    }
}

/* Whether @function's BAR should be decoded: enabled, in the window, and on nobody's range. */
static bool wants_claim(const struct pci_function *function)
{
    const struct pci_bus *bus = function->bus;
    const uint64_t base = pci_function_wanted_base(function);

    if (!function->bar || !(function->config[CONFIG_COMMAND / 4] & COMMAND_MEMORY) ||
        base < bus->mem.base || bus->mem.size < PCI_BAR_SIZE ||
        base - bus->mem.base > bus->mem.size - PCI_BAR_SIZE)
        return false;
    for (unsigned int i = 0; i < bus->plugged_count; i++) {
        const struct pci_function *other = bus->plugged[i];

        if (other != function && other->claimed && other->base == base)
            return false; /* BARs of one size, aligned to it, overlap only if they are equal */
    }
    return true;
}

static void release(struct pci_function *function)
{
    if (function->claimed)
        function->bus->ops->release(function, function->base, PCI_BAR_SIZE);
    function->claimed = false;
}

static void update_claims(struct pci_bus *bus)
{
    struct pci_function *function;

    for (unsigned int i = 0; i < bus->plugged_count; i++) {
        function = bus->plugged[i];
        if (function->claimed &&
            (!wants_claim(function) || function->base != pci_function_wanted_base(function)))
            release(function);
    }
    for (unsigned int i = 0; i < bus->plugged_count; i++) {
        function = bus->plugged[i];
        if (!function->claimed && wants_claim(function)) {
            function->base = pci_function_wanted_base(function);
            function->claimed = bus->ops->claim(function, function->base, PCI_BAR_SIZE);
        }
    }
}

/* All functions use pin A, so a line is shared by every fourth slot: (pin - 1 + slot) % 4. */
static void update_line(const struct pci_function *function)
{
    const struct pci_bus *bus = function->bus;
    const unsigned int line = function->slot % PCI_PINS;
    bool level = false;

    for (unsigned int i = 0; i < bus->plugged_count; i++) {
        const struct pci_function *other = bus->plugged[i];

        level |= other->slot % PCI_PINS == line && pci_function_asserts(other);
    }
    bus->ops->interrupt(line, level);
}

void pci_bus_plug(struct pci_bus *bus, unsigned int slot, unsigned int number,
                  struct pci_function *function)
{
    function->bus = bus;
    function->slot = slot;
    function->number = number;
    bus->at[slot * PCI_NUMBERS + number] = function;
    bus->plugged[bus->plugged_count++] = function;
    if (number)
        bus->at[slot * PCI_NUMBERS]->config[CONFIG_HEADER / 4] |= HEADER_MULTIFUNCTION;
}

static void set_command(struct pci_function *function, uint32_t command)
{
    const bool asserted = pci_function_asserts(function);

    function->config[CONFIG_COMMAND / 4] = command;
    if (pci_function_asserts(function) != asserted)
        update_line(function);
}

void pci_function_set_interrupt(struct pci_function *function, bool level)
{
    const uint32_t command = function->config[CONFIG_COMMAND / 4];

    set_command(function, level ? command | STATUS_INTERRUPT : command & ~STATUS_INTERRUPT);
}

struct pci_function *pci_bus_find(const struct pci_bus *bus, uint64_t offset)
{
    if (ECAM_BUS(offset) || ECAM_REGISTER(offset) / 4 >= PCI_DWORDS)
        return NULL;
    return bus->at[offset >> 12];
}

static uint32_t config_read(struct pci_bus *bus, uint64_t offset, uint32_t lanes)
{
    const struct pci_function *function = pci_bus_find(bus, offset);
    const unsigned int reg = ECAM_REGISTER(offset);

    if (!function)
        return ~0u;
    if (function->live_offset && reg == function->live_offset)
        return function->live->read(function->device, reg, lanes);
    return function->config[reg / 4];
}

static void config_write(struct pci_bus *bus, uint64_t offset, uint32_t lanes, uint32_t value)
{
    struct pci_function *function = pci_bus_find(bus, offset);
    const unsigned int reg = ECAM_REGISTER(offset);
    uint32_t mask;

    if (!function)
        return;
    if (function->live_offset && reg == function->live_offset) {
        function->live->write(function->device, reg, lanes, value);
        return;
    }
    mask = lanes & function->writable[reg / 4];
    value = (function->config[reg / 4] & ~mask) | (value & mask);
    switch (reg) {
    case CONFIG_COMMAND:
        set_command(function, value);
        update_claims(bus);
        break;
    case CONFIG_BAR:
    case CONFIG_BAR + 4:
        function->config[reg / 4] = value;
        update_claims(bus);
        break;
    default:
        function->config[reg / 4] = value;
    }
}

/* The function whose BAR is decoded at @addr, or NULL. */
static struct pci_function *find_memory(const struct pci_bus *bus, uint64_t addr)
{
    for (unsigned int i = 0; i < bus->plugged_count; i++) {
        struct pci_function *function = bus->plugged[i];

        if (function->claimed && addr >= function->base && addr - function->base < PCI_BAR_SIZE)
            return function;
    }
    return NULL;
}

static uint32_t memory_read(struct pci_bus *bus, uint64_t addr, uint32_t lanes)
{
    const struct pci_function *function = find_memory(bus, addr);

    return function ? function->bar->read(function->device, addr - function->base, lanes) : ~0u;
}

static void memory_write(struct pci_bus *bus, uint64_t addr, uint32_t lanes, uint32_t value)
{
    const struct pci_function *function = find_memory(bus, addr);

    if (function)
        function->bar->write(function->device, addr - function->base, lanes, value);
}

uint64_t pci_bus_config_read(struct pci_bus *bus, uint64_t offset, unsigned int size)
{
    return read_parts(bus, config_read, offset, size);
}

void pci_bus_config_write(struct pci_bus *bus, uint64_t offset, unsigned int size, uint64_t value)
{
    write_parts(bus, config_write, offset, size, value);
}

uint64_t pci_bus_memory_read(struct pci_bus *bus, uint64_t addr, unsigned int size)
{
    return read_parts(bus, memory_read, addr, size);
}

void pci_bus_memory_write(struct pci_bus *bus, uint64_t addr, unsigned int size, uint64_t value)
{
    write_parts(bus, memory_write, addr, size, value);
}

void pci_function_reset(struct pci_function *function)
{
    const uint32_t *writable = function->writable;

    release(function);
    set_command(function, function->config[CONFIG_COMMAND / 4] & ~writable[CONFIG_COMMAND / 4]);
    for (unsigned int reg = 0; reg < PCI_DWORDS; reg++)
        function->config[reg] &= ~writable[reg];
}
