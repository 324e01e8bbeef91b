/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/fakes/watched_bus.h"

#include <string.h>

struct access reads, writes;
struct array_home home;

static uint32_t device_read(struct pci_endpoint *endpoint, uint32_t offset, uint32_t lanes)
{
    reads = (struct access){reads.count + 1, offset, lanes, 0};
    return offset * 0x01010101 + (endpoint->slot << 28);
}

static void device_write(struct pci_endpoint *endpoint, uint32_t offset, uint32_t lanes,
                         uint32_t value)
{
    (void)endpoint;
    writes = (struct access){writes.count + 1, offset, lanes, value};
}

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
struct pci_endpoint bridge, one, two, five;

void watched_bus_setup(void *arg)
{
    (void)arg;
    array_home_init(&home, NULL, 0, 0);
    bus = (struct pci_bus){
        .home = &home.home, .access = &pci_access_ops, .window = {WINDOW, WINDOW_SIZE}};
    pci_endpoint_init(&bridge, &identity);
    pci_endpoint_init(&one, &identity);
    pci_endpoint_init(&two, &identity);
    pci_endpoint_init(&five, &identity);
    pci_endpoint_add_bar(&one, &device_ops);
    pci_endpoint_add_bar(&two, &device_ops);
    pci_endpoint_add_bar(&five, &device_ops);
    pci_bus_plug(&bus, 0, 0, &bridge);
    pci_bus_plug(&bus, 1, 0, &one);
    pci_bus_plug(&bus, 2, 0, &two);
    pci_bus_plug(&bus, 5, 0, &five);
    memset(&reads, 0, sizeof(reads));
    memset(&writes, 0, sizeof(writes));
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
