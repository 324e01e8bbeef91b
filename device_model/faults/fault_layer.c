/* SPDX-License-Identifier: BSD-2-Clause */
#include "device_model/faults/fault_layer.h"

#include <stddef.h>

#include "runtime/time/clock.h"
#include "device_model/pci/pci_function.h"
#include "device_model/faults/virtio_fault.h"

#define BUS_SIZE      (1ull << 20)
#define FUNCTION_SIZE 0x1000
#define PLAIN_SIZE    0x100 /* without extended space */
#define VICTIM_SLOT   2     /* of what is missing for a while */

#define HALF_IDS       10 /* reads of an ID that lack half of it */
#define VANISHES_FROM  20 /* reads of an ID after the attach ... */
#define VANISHES_UNTIL 30 /* ... between which it is gone */
#define LATE_BY        (500 * CLOCK_US)

#define CAPABILITY_MSIX 0x11

#define SPOILT_MAX 64

static enum fault current;
static uint64_t attached_at;  /* clock_ns() */
static unsigned int id_reads; /* since the attach */

/* FAULT_ABSENT_STORES: the dword that was written last, as an offset into the ECAM. */
static uint64_t stored_at;
static uint32_t stored;

/* FAULT_POSTED_CONFIG: the write that has not taken effect yet. */
static struct {
    bool waits;
    uint64_t offset, value;
    unsigned int size;
} posted;

/* Dwords of configuration space that were overwritten though they are not the driver's, and what
 * they are again once that fault is over. */
static struct {
    uint32_t *dword;
    uint32_t was;
} spoilt[SPOILT_MAX];
static unsigned int spoilt_count;

static void mend(void)
{
    while (spoilt_count) {
        spoilt_count--;
        *spoilt[spoilt_count].dword = spoilt[spoilt_count].was;
    }
}

bool fault_set(uint64_t fault)
{
    if (fault >= FAULTS_END)
        return false;
    mend();
    current = fault;
    return true;
}

bool fault_is(enum fault fault)
{
    return current == fault;
}

void fault_attached(void)
{
    attached_at = clock_ns();
    id_reads = 0;
}

static uint32_t spoil_id(uint32_t id)
{
    id_reads++;
    switch (current) {
    case FAULT_WRONG_ID_ONCE:
        return id_reads == 1 ? id + 0x10000 : id;
    case FAULT_HALF_ID:
        return id_reads <= HALF_IDS ? id | 0xffff0000 : id;
    case FAULT_ID_VANISHES:
        return id_reads >= VANISHES_FROM && id_reads < VANISHES_UNTIL ? UINT32_MAX : id;
    default:
        return id;
    }
}

/* What dword @reg of @function reads in place of @value. */
static uint32_t spoil(const struct pci_function *function, unsigned int reg, uint32_t value)
{
    const unsigned int list = function->config[CONFIG_CAPABILITIES / 4] & 0xff;

    if (current == FAULT_LATE_FUNCTION && function->slot == VICTIM_SLOT &&
        clock_ns() - attached_at < LATE_BY)
        return UINT32_MAX;
    if (reg == CONFIG_ID)
        return spoil_id(virtio_fault_config(function, reg, value));
    if (reg == CONFIG_HEADER && current == FAULT_HIDDEN_FUNCTION)
        return value & ~HEADER_MULTIFUNCTION;
    if (reg == CONFIG_BAR && current == FAULT_BAR_HOLES)
        return value & ~(4u * PCI_BAR_SIZE);
    if (!list)
        return value;
    if (reg == CONFIG_CAPABILITIES && current == FAULT_CAPABILITY_OUTSIDE)
        return CONFIG_SUBSYSTEM;
    if (reg == list && current == FAULT_CAPABILITY_LOOP)
        return (value & ~0xff00u) | list << 8;
    if (reg == list && current == FAULT_MSIX)
        return (value & ~0xffu) | CAPABILITY_MSIX;
    return virtio_fault_config(function, reg, value);
}

static uint32_t read_dword(struct pci_bus *bus, uint64_t offset)
{
    const struct pci_function *function;
    uint32_t value;

    if (current == FAULT_ALIASES)
        offset %= BUS_SIZE;
    if (current == FAULT_EXTENDED_GARBAGE)
        offset -= offset % FUNCTION_SIZE - offset % PLAIN_SIZE;
    function = pci_bus_find(bus, offset);
    value = pci_bus_config_read(bus, offset, 4);
    if (!function && current == FAULT_ABSENT_STORES && offset == stored_at)
        return stored;
    if (!function)
        return current == FAULT_ABSENT_IS_ZERO ? 0 : value;
    return spoil(function, offset % FUNCTION_SIZE, value);
}

static void post(struct pci_bus *bus)
{
    if (posted.waits)
        pci_bus_config_write(bus, posted.offset, posted.size, posted.value);
    posted.waits = false;
}

uint64_t fault_config_read(struct pci_bus *bus, uint64_t offset, unsigned int size)
{
    uint64_t value = 0, have = UINT64_MAX;
    uint32_t dword = 0;

    if (current == FAULT_NONE)
        return pci_bus_config_read(bus, offset, size);
    post(bus);
    for (unsigned int i = 0; i < size; i++) {
        uint64_t at = offset + i;

        if (current == FAULT_WIDTHS_DISAGREE && size == 1)
            at &= ~3ull;
        if (current == FAULT_GARBAGE_8 && size == 8)
            at = offset + i % 4;
        if ((at & ~3ull) != have)
            dword = read_dword(bus, have = at & ~3ull);
        value |= (uint64_t)(dword >> at % 4 * 8 & 0xff) << (8 * i);
    }
    return value;
}

/* Bytes that are not the driver's to write. */
static void overwrite(uint32_t *dword, unsigned int shift, unsigned int size, uint64_t value)
{
    const uint32_t lanes = (uint32_t)(~0ull >> (64 - 8 * size)) << shift;

    *dword = (*dword & ~lanes) | ((uint32_t)value << shift & lanes);
}

void fault_config_write(struct pci_bus *bus, uint64_t offset, unsigned int size, uint64_t value)
{
    const unsigned int reg = offset % FUNCTION_SIZE & ~3u;
    struct pci_function *function;

    post(bus);
    if (current == FAULT_ALIASES)
        offset %= BUS_SIZE;
    function = pci_bus_find(bus, offset);
    if (current == FAULT_POSTED_CONFIG && reg == CONFIG_COMMAND) {
        posted.waits = true;
        posted.offset = offset;
        posted.size = size;
        posted.value = value;
        return;
    }
    if (!function && current == FAULT_ABSENT_STORES) {
        stored_at = offset & ~3ull;
        stored = ~0u;
        overwrite(&stored, offset % 4 * 8, size, value);
    }
    if (function && spoilt_count < SPOILT_MAX &&
        ((current == FAULT_IDS_WRITABLE && (reg == CONFIG_ID || reg == CONFIG_SUBSYSTEM)) ||
         (current == FAULT_CAPABILITY_WRITABLE && reg == CONFIG_CAPABILITIES))) {
        spoilt[spoilt_count].dword = &function->config[reg / 4];
        spoilt[spoilt_count++].was = function->config[reg / 4];
        overwrite(&function->config[reg / 4], offset % 4 * 8, size, value);
    }
    pci_bus_config_write(bus, offset, size, value);
}
