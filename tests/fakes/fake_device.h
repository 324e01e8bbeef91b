/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A scripted PCI bus behind runtime/mmio.h and runtime/clock.h, for the drivers' unit tests. Nobody
 * behind an address: all-ones and write-ignored. An address outside ECAM and window ends the test.
 */
#ifndef TESTS_FAKE_DEVICE_H
#define TESTS_FAKE_DEVICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "guest/pci/pci.h"

#define FAKE_ECAM      0x10000000ull
#define FAKE_BUS_FIRST 2
#define FAKE_BUS_LAST  3
#define FAKE_MEM       0x23000000ull
#define FAKE_MEM_SIZE  0x00100000ull
#define FAKE_MEM_PCI   0x80000000ull /* another address than the CPU's, so that mix-ups show */
#define FAKE_FUNCTIONS 8

struct fake_function {
    bool present;
    pci_bdf bdf;
    uint8_t config[256]; /* as it reads, BARs and ROM included */
    uint16_t command_mask;
    uint32_t bar_mask[6]; /* bits that can be written */
    uint32_t rom_mask;
    bool bars_stuck;                 /* BARs: a write of ones reads as such, but never goes away */
    unsigned int bar_writes_decoded; /* BAR writes seen while memory decode was on */

    /* First dwords to read before the configured one, zero-terminated; advances by itself. */
    const uint32_t *ids;

    /* What a memory BAR does; NULL: reads zero. */
    uint64_t (*bar_read)(struct fake_function *fn, uint64_t offset, unsigned int size);
    void (*bar_write)(struct fake_function *fn, uint64_t offset, unsigned int size, uint64_t value);
    void *state;
};

struct fake_bus {
    struct fake_function functions[FAKE_FUNCTIONS];
    unsigned int config_reads;
    uint64_t now;  /* ns */
    uint64_t step; /* ns that pass with each timeout_expired() */
};

extern struct fake_bus fake;

/* An empty bus; the host that a driver would have found. */
struct pci_host fake_reset(void);

/* Adds a type 0 function with vendor and device in @id and no BAR. */
struct fake_function *fake_add(pci_bdf bdf, uint32_t id);

/* Makes BAR @index one of @size bytes with type bits @flags; 64-bit ones take the next, too. */
void fake_bar(struct fake_function *fn, unsigned int index, uint64_t size, uint32_t flags);

void fake_set16(struct fake_function *fn, unsigned int reg, uint16_t value);
void fake_set32(struct fake_function *fn, unsigned int reg, uint32_t value);
uint32_t fake_get32(const struct fake_function *fn, unsigned int reg);

/* Puts a capability of @id at @offset, @next behind it; the first pointer is the test's to set. */
void fake_cap(struct fake_function *fn, uint8_t offset, uint8_t id, uint8_t next);

/* Points the header at a list that starts at @first. */
void fake_cap_list(struct fake_function *fn, uint8_t first);

#endif
