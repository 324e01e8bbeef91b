/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A small PCI bus behind an ECAM window: a few functions on bus 0 with type 0 headers and at most
 * one BAR each. Plain logic: what happens outside goes through pci_bus_ops.
 *
 * Accesses have 1 to 8 bytes at any offset; each dword that one touches is handled by itself, in
 * ascending order, with byte lanes. So an 8-byte access is two accesses of 4 bytes, and every byte
 * has one meaning whatever the width. What nobody owns reads as ones and drops writes: other buses,
 * empty slots, and a function's space above 256 bytes, as these functions are conventional.
 */
#ifndef BACKEND_PCI_BUS_H
#define BACKEND_PCI_BUS_H

#include <stdbool.h>
#include <stdint.h>

#include "runtime/dt.h"

#define PCI_SLOTS    32
#define PCI_NUMBERS  8 /* functions of a device */
#define PCI_PLUGGED  16
#define PCI_PINS     4
#define PCI_DWORDS   64 /* of configuration space */
#define PCI_BAR      4  /* 64-bit: takes the place of BARs 4 and 5 */
#define PCI_BAR_SIZE 0x4000

/*
 * One dword of a device. @offset is a multiple of 4, @lanes has 0xff in every byte that is
 * accessed. Bits of the result outside @lanes do not matter.
 */
struct pci_dword_ops {
    uint32_t (*read)(void *device, uint32_t offset, uint32_t lanes);
    void (*write)(void *device, uint32_t offset, uint32_t lanes, uint32_t value);
};

struct pci_identity {
    uint16_t vendor;
    uint16_t device;
    uint32_t class; /* 24 bits */
    uint8_t revision;
    uint16_t subsystem_vendor;
    uint16_t subsystem;
};

struct pci_function {
    struct pci_bus *bus;
    unsigned int slot;   /* device number */
    unsigned int number; /* function number */
    uint32_t config[PCI_DWORDS];
    uint32_t writable[PCI_DWORDS]; /* bits that software may change; all are 0 after a reset */
    unsigned int capabilities_end;
    void *device;
    const struct pci_dword_ops *bar;  /* NULL: no BAR, no interrupt */
    const struct pci_dword_ops *live; /* a register of the device in configuration space ... */
    unsigned int live_offset;         /* ... in place of the dword here, if not 0 */
    bool claimed;                     /* the BAR is decoded, at .base */
    uint64_t base;
};

struct pci_bus_ops {
    /* A BAR starts to be decoded; false if the range cannot be had. */
    bool (*claim)(const struct pci_function *function, uint64_t base, uint64_t size);
    void (*release)(const struct pci_function *function, uint64_t base, uint64_t size);
    /* A function on line @line (0..3, after the swizzle) changed its INTx; @level is the line's. */
    void (*interrupt)(unsigned int line, bool level);
};

struct pci_bus {
    const struct pci_bus_ops *ops;
    struct range mem; /* BARs are decoded only inside */
    struct pci_function *at[PCI_SLOTS * PCI_NUMBERS];
    struct pci_function *plugged[PCI_PLUGGED]; /* the same ones */
    unsigned int plugged_count;
};

/* Prepares @function with an empty capability list and neither BAR nor interrupt. */
void pci_function_init(struct pci_function *function, const struct pci_identity *identity);

/* Adds BAR 4 of PCI_BAR_SIZE bytes served by @ops, bus mastering and interrupt pin A. */
void pci_function_add_bar(struct pci_function *function, const struct pci_dword_ops *ops,
                          void *device);

/*
 * Puts a capability of @dwords dwords in front of the list; the lowest 16 bits of the first are
 * filled in: @id and the link. Returns its offset.
 */
unsigned int pci_function_add_capability(struct pci_function *function, uint8_t id,
                                         const uint32_t *body, unsigned int dwords);

/*
 * Puts @function at device number @slot as function @number, a free place; at most PCI_PLUGGED.
 * With a @number above 0, function 0 must be there already: it becomes a multi-function device's.
 */
void pci_bus_plug(struct pci_bus *bus, unsigned int slot, unsigned int number,
                  struct pci_function *function);

/* The function whose first 256 bytes of configuration space @offset (into the ECAM) is in, or NULL.
 */
struct pci_function *pci_bus_find(const struct pci_bus *bus, uint64_t offset);

/* What the device asserts; the pin follows unless Interrupt Disable is set. */
void pci_function_set_interrupt(struct pci_function *function, bool level);
bool pci_function_is_master(const struct pci_function *function);

/* @offset: into the ECAM window. @size: 1 to 8 bytes. Little-endian, zero above @size. */
uint64_t pci_bus_config_read(struct pci_bus *bus, uint64_t offset, unsigned int size);
void pci_bus_config_write(struct pci_bus *bus, uint64_t offset, unsigned int size, uint64_t value);

/* As above for what the BARs claim, by guest physical address. */
uint64_t pci_bus_memory_read(struct pci_bus *bus, uint64_t addr, unsigned int size);
void pci_bus_memory_write(struct pci_bus *bus, uint64_t addr, unsigned int size, uint64_t value);

/* Configuration space as after power-on; releases the BAR. */
void pci_function_reset(struct pci_function *function);

#endif
