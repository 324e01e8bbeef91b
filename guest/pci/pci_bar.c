/* SPDX-License-Identifier: BSD-2-Clause */
#include "guest/pci/pci_bar.h"

#include "guest/driver_error.h"
#include "runtime/mmio.h"

#define BAR_IO_RESERVED 0x2u

#define DECODE (PCI_COMMAND_IO | PCI_COMMAND_MEMORY)

int pci_command(uint64_t config, uint16_t set, uint16_t clear)
{
    const uint16_t command = mmio_read16(config + PCI_COMMAND);
    uint16_t now;

    mmio_write16(config + PCI_COMMAND, (command & ~clear) | set);
    now = mmio_read16(config + PCI_COMMAND);
    return (now & set) == set && !(now & clear) ? 0 : PCI_DECODE_STUCK;
}

/* Writes @ones, reads the result, restores the old value. */
static int probe_register(uint64_t reg, uint32_t ones, uint32_t *old, uint32_t *mask)
{
    *old = mmio_read32(reg);
    mmio_write32(reg, ones);
    *mask = mmio_read32(reg);
    mmio_write32(reg, *old);
    return mmio_read32(reg) == *old ? 0 : PCI_BAR_VALUE;
}

/*
 * @mask: the address bits that can be written, in 64 bits, flags and fixed bits zero, all ones
 * above the register. Its two's complement is the size, and a power of two only if the ones are in
 * one run.
 */
static int size_from_mask(struct pci_bar *bar, enum pci_bar_kind kind, uint64_t mask)
{
    const uint64_t largest = kind == PCI_BAR_MEM64 ? 1ull << 63 : 1ull << 31;

    bar->kind = kind;
    bar->size = -mask;
    if (!bar->size || bar->size > largest || bar->size & (bar->size - 1))
        return PCI_BAR_SIZE;
    return 0;
}

static int size_rom(uint64_t config, struct pci_bar *bar)
{
    uint32_t old, mask;
    const int error = probe_register(config + PCI_ROM_ADDRESS, PCI_ROM_ADDRESS_MASK, &old, &mask);

    if (error || !(mask & PCI_ROM_ADDRESS_MASK))
        return error;
    return size_from_mask(bar, PCI_BAR_MEM32, ~0ull << 32 | (mask & PCI_ROM_ADDRESS_MASK));
}

static int size_io(uint32_t mask, struct pci_bar *bar)
{
    if (mask & BAR_IO_RESERVED)
        return PCI_BAR_TYPE;
    if (mask & 0xfffc && !(mask >> 16)) /* the upper half may be fixed to zero */
        mask |= 0xffff0000u;
    return size_from_mask(bar, PCI_BAR_IO, ~0ull << 32 | (mask & PCI_BASE_ADDRESS_IO_MASK));
}

static int size_bar(uint64_t config, unsigned int index, unsigned int count, struct pci_bar *bar)
{
    const uint64_t reg = config + PCI_BASE_ADDRESS_0 + 4 * index;
    uint32_t old, low, high;
    int error = probe_register(reg, ~0u, &old, &low);

    if (error)
        return error;
    if (!low)
        return 0; /* not implemented */
    if ((old ^ low) &
        ~(old & PCI_BASE_ADDRESS_SPACE_IO ? PCI_BASE_ADDRESS_IO_MASK : PCI_BASE_ADDRESS_MEM_MASK))
        return PCI_BAR_TYPE;
    if (low & PCI_BASE_ADDRESS_SPACE_IO)
        return size_io(low, bar);

    bar->prefetchable = low & PCI_BASE_ADDRESS_MEM_PREFETCH;
    switch (low & PCI_BASE_ADDRESS_MEM_TYPE_MASK) {
    case PCI_BASE_ADDRESS_MEM_TYPE_32:
        return size_from_mask(bar, PCI_BAR_MEM32, ~0ull << 32 | (low & PCI_BASE_ADDRESS_MEM_MASK));
    case PCI_BASE_ADDRESS_MEM_TYPE_64:
        if (index + 1 >= count)
            return PCI_BAR_PAIR;
        error = probe_register(reg + 4, ~0u, &old, &high);
        if (error)
            return error;
        return size_from_mask(bar, PCI_BAR_MEM64,
                              (uint64_t)high << 32 | (low & PCI_BASE_ADDRESS_MEM_MASK));
    default:
        return PCI_BAR_TYPE;
    }
}

static unsigned int bar_count(uint64_t config)
{
    switch (mmio_read8(config + PCI_HEADER_TYPE) & PCI_HEADER_TYPE_MASK) {
    case 0:
        return 6;
    case 1:
        return 2;
    default:
        return 0;
    }
}

static int size_any(uint64_t config, unsigned int index, unsigned int count, struct pci_bar *bar)
{
    const int error =
        index == PCI_BAR_ROM ? size_rom(config, bar) : size_bar(config, index, count, bar);

    if (error)
        *bar = (struct pci_bar){0};
    return error;
}

int pci_bar_size(uint64_t config, unsigned int index, struct pci_bar *bar)
{
    const unsigned int count = bar_count(config);
    const uint16_t command = mmio_read16(config + PCI_COMMAND);
    int error;

    *bar = (struct pci_bar){0};
    if (index >= count && !(index == PCI_BAR_ROM && count == PCI_STD_NUM_BARS))
        return PCI_BAR_INDEX;

    error = pci_command(config, 0, DECODE);
    if (!error)
        error = size_any(config, index, count, bar);
    mmio_write16(config + PCI_COMMAND, command);
    return error;
}

int pci_size_bars(uint64_t config, struct pci_bar bars[PCI_STD_NUM_BARS])
{
    const unsigned int count = bar_count(config);
    const uint16_t command = mmio_read16(config + PCI_COMMAND);
    int error = pci_command(config, 0, DECODE);

    for (unsigned int i = 0; i < PCI_STD_NUM_BARS; i++)
        bars[i] = (struct pci_bar){0};
    for (unsigned int i = 0; !error && i < count; i++) {
        error = size_any(config, i, count, &bars[i]);
        if (bars[i].kind == PCI_BAR_MEM64)
            i++;
    }
    mmio_write16(config + PCI_COMMAND, command);
    return error;
}

/* Allocates @size bytes, aligned to @size as BARs need it: a PCI address. */
static int allocate(struct pci_host *host, uint64_t size, uint64_t *address)
{
    const uint64_t end = host->mem_pci + host->mem.size;

    if (size > host->mem.size)
        return PCI_BAR_NO_SPACE;
    *address = (host->mem_pci + host->mem_used + size - 1) & -size;
    if (*address > end - size)
        return PCI_BAR_NO_SPACE;
    host->mem_used = *address + size - host->mem_pci;
    return 0;
}

static int place(struct pci_host *host, uint64_t reg, struct pci_bar *bar)
{
    uint64_t address;
    int error;

    error = allocate(host, bar->size, &address);
    if (error)
        return error;
    mmio_write32(reg, (uint32_t)address);
    if ((mmio_read32(reg) & PCI_BASE_ADDRESS_MEM_MASK) != (uint32_t)address)
        return PCI_BAR_VALUE;
    if (bar->kind == PCI_BAR_MEM64) {
        mmio_write32(reg + 4, (uint32_t)(address >> 32));
        if (mmio_read32(reg + 4) != address >> 32)
            return PCI_BAR_VALUE;
    }
    bar->ipa = address - host->mem_pci + host->mem.base;
    return 0;
}

int pci_assign_bars(struct pci_host *host, uint64_t config, struct pci_bar bars[PCI_STD_NUM_BARS])
{
    int error = pci_size_bars(config, bars);

    if (!error)
        error = pci_command(config, 0, DECODE);
    for (unsigned int i = 0; !error && i < PCI_STD_NUM_BARS; i++) {
        if (bars[i].kind == PCI_BAR_MEM32 || bars[i].kind == PCI_BAR_MEM64)
            error = place(host, config + PCI_BASE_ADDRESS_0 + 4 * i, &bars[i]);
    }
    return error ? error : pci_command(config, PCI_COMMAND_MEMORY, 0);
}

int pci_restore_bars(const struct pci_host *host, uint64_t config,
                     const struct pci_bar bars[PCI_STD_NUM_BARS])
{
    for (unsigned int i = 0; i < PCI_STD_NUM_BARS; i++) {
        const uint64_t reg = config + PCI_BASE_ADDRESS_0 + 4 * i;
        const uint64_t address = bars[i].ipa - host->mem.base + host->mem_pci;

        if (!bars[i].ipa)
            continue;
        mmio_write32(reg, (uint32_t)address);
        if (bars[i].kind == PCI_BAR_MEM64)
            mmio_write32(reg + 4, (uint32_t)(address >> 32));
    }
    return pci_command(config, PCI_COMMAND_MEMORY, 0);
}
