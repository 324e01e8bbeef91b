/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/fakes/fake_device.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/idle.h"
#include "runtime/mmio.h"
#include "runtime/time/clock.h"
#include "runtime/time/timeout.h"

struct fake_bus fake;

struct pci_host fake_reset(void)
{
    fake = (struct fake_bus){.step = CLOCK_MS};
    return (struct pci_host){
        .ecam = {FAKE_ECAM, (uint64_t)(FAKE_BUS_LAST - FAKE_BUS_FIRST + 1) << 20},
        .bus_first = FAKE_BUS_FIRST,
        .bus_last = FAKE_BUS_LAST,
        .mem = {FAKE_MEM, FAKE_MEM_SIZE},
        .mem_pci = FAKE_MEM_PCI,
    };
}

static void die(const char *what, uint64_t ipa)
{
    fprintf(stderr, "fake bus: %s at 0x%" PRIx64 "\n", what, ipa);
    abort();
}

struct fake_function *fake_add(pci_bdf bdf, uint32_t id)
{
    for (unsigned int i = 0; i < FAKE_FUNCTIONS; i++) {
        struct fake_function *fn = &fake.functions[i];

        if (fn->present)
            continue;
        fn->present = true;
        fn->bdf = bdf;
        fn->command_mask =
            PCI_COMMAND_IO | PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER | PCI_COMMAND_INTX_DISABLE;
        fake_set32(fn, PCI_VENDOR_ID, id);
        return fn;
    }
    die("no room for another function", bdf);
    return NULL;
}

void fake_set16(struct fake_function *fn, unsigned int reg, uint16_t value)
{
    memcpy(&fn->config[reg], &value, sizeof(value));
}

void fake_set32(struct fake_function *fn, unsigned int reg, uint32_t value)
{
    memcpy(&fn->config[reg], &value, sizeof(value));
}

uint32_t fake_get32(const struct fake_function *fn, unsigned int reg)
{
    uint32_t value;

    memcpy(&value, &fn->config[reg], sizeof(value));
    return value;
}

static uint16_t command(const struct fake_function *fn)
{
    return fake_get32(fn, PCI_COMMAND) & 0xffff;
}

void fake_bar(struct fake_function *fn, unsigned int index, uint64_t size, uint32_t flags)
{
    const uint64_t mask = ~(size - 1);

    fn->bar_mask[index] = (uint32_t)mask;
    fake_set32(fn, PCI_BASE_ADDRESS_0 + 4 * index, flags);
    if ((flags & PCI_BASE_ADDRESS_MEM_TYPE_MASK) == PCI_BASE_ADDRESS_MEM_TYPE_64 &&
        !(flags & PCI_BASE_ADDRESS_SPACE_IO) && index < 5)
        fn->bar_mask[index + 1] = mask >> 32;
}

void fake_cap(struct fake_function *fn, uint8_t offset, uint8_t id, uint8_t next)
{
    fn->config[offset] = id;
    fn->config[offset + 1] = next;
}

void fake_cap_list(struct fake_function *fn, uint8_t first)
{
    fake_set16(fn, PCI_STATUS, PCI_STATUS_CAP_LIST);
    fn->config[PCI_CAPABILITY_LIST] = first;
}

static struct fake_function *find_function(uint64_t offset)
{
    const pci_bdf bdf = (offset >> 12) + PCI_BDF(FAKE_BUS_FIRST, 0, 0);

    for (unsigned int i = 0; i < FAKE_FUNCTIONS; i++) {
        if (fake.functions[i].present && fake.functions[i].bdf == bdf)
            return &fake.functions[i];
    }
    return NULL;
}

static uint64_t config_read(uint64_t offset, unsigned int size)
{
    struct fake_function *fn = find_function(offset);
    const unsigned int reg = offset & 0xfff;
    uint64_t value = 0;

    fake.config_reads++;
    if (!fn)
        return ~0ull;
    if (reg == PCI_VENDOR_ID && size == 4 && fn->ids && *fn->ids)
        return *fn->ids++;
    if (reg + size <= sizeof(fn->config))
        memcpy(&value, &fn->config[reg], size);
    return value;
}

static void write_masked(struct fake_function *fn, unsigned int reg, uint32_t mask, uint32_t value)
{
    const uint32_t old = fake_get32(fn, reg);

    fake_set32(fn, reg, fn->bars_stuck ? old | (value & mask) : (old & ~mask) | (value & mask));
}

static void config_write(uint64_t offset, unsigned int size, uint64_t value)
{
    struct fake_function *fn = find_function(offset);
    const unsigned int reg = offset & 0xfff;

    if (!fn)
        return;
    if (reg == PCI_COMMAND && size == 2) {
        fake_set16(fn, reg, (command(fn) & ~fn->command_mask) | (value & fn->command_mask));
    } else if (reg >= PCI_BASE_ADDRESS_0 && reg < PCI_BASE_ADDRESS_0 + 24 && reg % 4 == 0 &&
               size == 4) {
        fn->bar_writes_decoded += !!(command(fn) & PCI_COMMAND_MEMORY);
        write_masked(fn, reg, fn->bar_mask[(reg - PCI_BASE_ADDRESS_0) / 4], value);
    } else if (reg == PCI_ROM_ADDRESS && size == 4) {
        write_masked(fn, reg, fn->rom_mask, value);
    }
}

/* The function that decodes @ipa with a memory BAR, and the offset in it. */
static struct fake_function *find_bar(uint64_t ipa, uint64_t *offset)
{
    const uint64_t pci = ipa - FAKE_MEM + FAKE_MEM_PCI;

    for (unsigned int i = 0; i < FAKE_FUNCTIONS; i++) {
        struct fake_function *fn = &fake.functions[i];

        if (!fn->present || !(command(fn) & PCI_COMMAND_MEMORY))
            continue;
        for (unsigned int bar = 0; bar < 6; bar++) {
            const uint32_t low = fake_get32(fn, PCI_BASE_ADDRESS_0 + 4 * bar);
            const bool wide =
                (low & PCI_BASE_ADDRESS_MEM_TYPE_MASK) == PCI_BASE_ADDRESS_MEM_TYPE_64;
            uint64_t base = low & ~0xfull, mask = ~0ull << 32 | fn->bar_mask[bar];

            if (!fn->bar_mask[bar] || low & PCI_BASE_ADDRESS_SPACE_IO)
                continue;
            if (wide && bar < 5) {
                bar++;
                base |= (uint64_t)fake_get32(fn, PCI_BASE_ADDRESS_0 + 4 * bar) << 32;
            }
            if (base && (pci & mask) == base) {
                *offset = pci - base;
                return fn;
            }
        }
    }
    return NULL;
}

static uint64_t bus_read(uint64_t ipa, unsigned int size)
{
    uint64_t offset;
    struct fake_function *fn;

    if (ipa % size)
        die("unaligned read", ipa);
    if (ipa >= FAKE_ECAM && ipa - FAKE_ECAM < (FAKE_BUS_LAST - FAKE_BUS_FIRST + 1) << 20)
        return config_read(ipa - FAKE_ECAM, size);
    if (ipa < FAKE_MEM || ipa - FAKE_MEM >= FAKE_MEM_SIZE)
        die("read outside ECAM and window", ipa);
    fn = find_bar(ipa, &offset);
    if (!fn)
        return ~0ull;
    return fn->bar_read ? fn->bar_read(fn, offset, size) : 0;
}

static void bus_write(uint64_t ipa, unsigned int size, uint64_t value)
{
    uint64_t offset;
    struct fake_function *fn;

    if (ipa % size)
        die("unaligned write", ipa);
    if (ipa >= FAKE_ECAM && ipa - FAKE_ECAM < (FAKE_BUS_LAST - FAKE_BUS_FIRST + 1) << 20) {
        config_write(ipa - FAKE_ECAM, size, value);
        return;
    }
    if (ipa < FAKE_MEM || ipa - FAKE_MEM >= FAKE_MEM_SIZE)
        die("write outside ECAM and window", ipa);
    fn = find_bar(ipa, &offset);
    if (fn && fn->bar_write)
        fn->bar_write(fn, offset, size, value);
}

#define FAKE_ACCESSORS(bits)                                  \
    uint##bits##_t mmio_read##bits(uint64_t ipa)              \
    {                                                         \
        return (uint##bits##_t)bus_read(ipa, bits / 8);       \
    }                                                         \
    void mmio_write##bits(uint64_t ipa, uint##bits##_t value) \
    {                                                         \
        bus_write(ipa, bits / 8, value);                      \
    }

FAKE_ACCESSORS(8)
FAKE_ACCESSORS(16)
FAKE_ACCESSORS(32)
FAKE_ACCESSORS(64)

struct timeout timeout_start(uint64_t ns, const char *what)
{
    return (struct timeout){.deadline = fake.now + ns, .ns = ns, .what = what};
}

bool timeout_expired(const struct timeout *timeout)
{
    fake.now += fake.step;
    return fake.now > timeout->deadline;
}

bool idle(struct timeout *timeout)
{
    if (fake.now >= timeout->deadline)
        return false;
    timeout->pause = timeout->pause < CLOCK_MS ? 2 * timeout->pause + CLOCK_US : CLOCK_MS;
    fake.now += timeout->pause;
    if (fake.now > timeout->deadline)
        fake.now = timeout->deadline;
    return true;
}
