/* SPDX-License-Identifier: BSD-2-Clause */
/* What the tests of the device model's PCI bus share: a bus of four functions, and what it set in
 * motion. */
#ifndef TESTS_WATCHED_BUS_H
#define TESTS_WATCHED_BUS_H

#include "device_model/pci/pci_access.h"
#include "homes/array/array_home.h"

#define ID          0x00
#define COMMAND     0x04
#define MEMORY      0x2
#define MASTER      0x4
#define INTX_OFF    0x400
#define INTX_STATUS 0x80000
#define BAR4        0x20
#define BAR5        0x24
#define CAP_POINTER 0x34
#define LINE        0x3c

#define WINDOW      0x23000000ull
#define WINDOW_SIZE 0x100000
#define REGISTER    0x40

/* The last access to the devices' registers: each dword reads as its address and the slot's tag. */
struct access {
    unsigned int count;
    uint32_t offset, lanes, value;
};
extern struct access reads, writes;

extern struct array_home home;
extern const struct pci_dword_ops device_ops;
extern const struct pci_identity identity;
extern struct pci_bus bus;
extern struct pci_endpoint bridge, one, two, five;

/* A bridge at slot 0, devices with a BAR at slots 1, 2 and 5; 1 and 5 share an interrupt line. */
void watched_bus_setup(void *arg);

/* Configuration space of function 0 of @slot: as an offset into the ECAM, by dwords, its BAR. */
uint64_t at(unsigned int slot, unsigned int reg);
uint32_t read32(unsigned int slot, unsigned int reg);
void write32(unsigned int slot, unsigned int reg, uint32_t value);
void place(unsigned int slot, uint64_t base);

/* All-ones of @size bytes. */
uint64_t ones(unsigned int size);

#endif
