/* SPDX-License-Identifier: BSD-2-Clause */
#include "device_model/pci/pci_access.h"

#include "device_model/dword_part.h"

#define DWORD_IN_FUNCTION(offset) ((offset)&0xfff)

typedef uint32_t read_dword(struct pci_bus *bus, uint64_t addr, uint32_t lanes);
typedef void write_dword(struct pci_bus *bus, uint64_t addr, uint32_t lanes, uint32_t value);

static uint64_t read_parts(struct pci_bus *bus, read_dword *read, uint64_t addr, unsigned int size)
{
    uint64_t value = 0;

    for (unsigned int done = 0; done < size;) {
        const struct dword_part part = part_at(addr + done, size - done);
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
        const struct dword_part part = part_at(addr + done, size - done);

        write(bus, part.dword, part.lanes, (uint32_t)(value >> (8 * done)) << part.shift);
        done += part.bits / 8;
    }
}

static uint32_t read_config(struct pci_bus *bus, uint64_t offset, uint32_t lanes)
{
    struct pci_endpoint *endpoint = pci_bus_find(bus, offset);

    if (endpoint)
        return endpoint->config_ops->read(endpoint, DWORD_IN_FUNCTION(offset), lanes);
    return pci_bus_is_extended(bus, offset) ? 0 : ~0u; /* no extended capability: PCIe 7.6.3 */
}

static void write_config(struct pci_bus *bus, uint64_t offset, uint32_t lanes, uint32_t value)
{
    struct pci_endpoint *endpoint = pci_bus_find(bus, offset);

    if (endpoint)
        endpoint->config_ops->write(endpoint, DWORD_IN_FUNCTION(offset), lanes, value);
}

static uint32_t read_memory(struct pci_bus *bus, uint64_t addr, uint32_t lanes)
{
    struct pci_endpoint *endpoint = pci_bus_find_bar(bus, addr);

    return endpoint ? endpoint->bar_ops->read(endpoint, addr - endpoint->base, lanes) : ~0u;
}

static void write_memory(struct pci_bus *bus, uint64_t addr, uint32_t lanes, uint32_t value)
{
    struct pci_endpoint *endpoint = pci_bus_find_bar(bus, addr);

    if (endpoint)
        endpoint->bar_ops->write(endpoint, addr - endpoint->base, lanes, value);
}

static uint64_t config_read(struct pci_bus *bus, uint64_t offset, unsigned int size)
{
    return read_parts(bus, read_config, offset, size);
}

static void config_write(struct pci_bus *bus, uint64_t offset, unsigned int size, uint64_t value)
{
    write_parts(bus, write_config, offset, size, value);
}

static uint64_t memory_read(struct pci_bus *bus, uint64_t addr, unsigned int size)
{
    return read_parts(bus, read_memory, addr, size);
}

static void memory_write(struct pci_bus *bus, uint64_t addr, unsigned int size, uint64_t value)
{
    write_parts(bus, write_memory, addr, size, value);
}

const struct pci_access_ops pci_access_ops = {config_read, config_write, memory_read, memory_write};
