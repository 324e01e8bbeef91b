/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/fakes/watched_bus.h"

#include <string.h>

struct access reads, writes;
struct claim claims, releases;
bool claim_result;
struct line lines[PCI_PINS];

static bool on_claim(const struct pci_function *function, uint64_t base, uint64_t size)
{
    (void)function;
    claims.count += size == PCI_BAR_SIZE;
    claims.base = base;
    return claim_result;
}

static void on_release(const struct pci_function *function, uint64_t base, uint64_t size)
{
    (void)function;
    releases.count += size == PCI_BAR_SIZE;
    releases.base = base;
}

static void on_interrupt(unsigned int line, bool level)
{
    lines[line].count++;
    lines[line].level = level;
}

static uint32_t device_read(void *device, uint32_t offset, uint32_t lanes)
{
    reads = (struct access){reads.count + 1, offset, lanes, 0};
    return offset * 0x01010101 + *(uint32_t *)device;
}

static void device_write(void *device, uint32_t offset, uint32_t lanes, uint32_t value)
{
    (void)device;
    writes = (struct access){writes.count + 1, offset, lanes, value};
}

static const struct pci_bus_ops ops = {on_claim, on_release, on_interrupt};
const struct pci_dword_ops device_ops = {device_read, device_write};
const struct pci_identity identity = {
    .vendor = 0x1234,
    .device = 0x5678,
    .class = 0x9abcde,
    .revision = 0x42,
    .subsystem_vendor = 0x2468,
    .subsystem = 0x1357,
};

struct pci_bus bus;
struct pci_function bridge, one, two, five;
uint32_t tag_one = 0x10000000, tag_two = 0x20000000, tag_five = 0x50000000;

void watched_bus_setup(void *arg)
{
    (void)arg;
    bus = (struct pci_bus){.ops = &ops, .mem = {WINDOW, WINDOW_SIZE}};
    pci_function_init(&bridge, &identity);
    pci_function_init(&one, &identity);
    pci_function_init(&two, &identity);
    pci_function_init(&five, &identity);
    pci_function_add_bar(&one, &device_ops, &tag_one);
    pci_function_add_bar(&two, &device_ops, &tag_two);
    pci_function_add_bar(&five, &device_ops, &tag_five);
    pci_bus_plug(&bus, 0, 0, &bridge);
    pci_bus_plug(&bus, 1, 0, &one);
    pci_bus_plug(&bus, 2, 0, &two);
    pci_bus_plug(&bus, 5, 0, &five);
    memset(&reads, 0, sizeof(reads));
    memset(&writes, 0, sizeof(writes));
    memset(&claims, 0, sizeof(claims));
    memset(&releases, 0, sizeof(releases));
    memset(lines, 0, sizeof(lines));
    claim_result = true;
}

uint64_t at(unsigned int slot, unsigned int reg)
{
    return (uint64_t)slot << 15 | reg;
}

uint32_t read32(unsigned int slot, unsigned int reg)
{
    return pci_bus_config_read(&bus, at(slot, reg), 4);
}

void write32(unsigned int slot, unsigned int reg, uint32_t value)
{
    pci_bus_config_write(&bus, at(slot, reg), 4, value);
}

void place(unsigned int slot, uint64_t base)
{
    write32(slot, BAR4, base);
    write32(slot, BAR5, base >> 32);
}

uint64_t ones(unsigned int size)
{
    return ~0ull >> (64 - 8 * size);
}
