/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The device model's bus, devices and faults, in an array home, behind runtime/mmio.h,
 * runtime/clock.h and runtime/idle.h: the guest's drivers against them on the host. An access of a
 * driver to where neither configuration space nor the window is ends the test, and so does a
 * device's to what is not the driver's memory.
 */
#ifndef TESTS_HOSTILE_BUS_H
#define TESTS_HOSTILE_BUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "protocol/fault.h"

#define HOSTILE_ECAM     0x10000000ull
#define HOSTILE_MEM      0x23000000ull
#define HOSTILE_MEM_SIZE 0x100000ull
#define HOSTILE_RNG_SLOT 1
#define HOSTILE_BLK_SLOT 2

/* A fresh bus; devices may write to @size bytes at @memory, both multiples of a page. */
void hostile_bus_reset(void *memory, size_t size);

/* Misbehave from now on; FAULT_NONE: behave. */
void hostile_bus_fault(enum fault fault);

/* Times that a device wanted memory outside. */
unsigned int hostile_bus_strays(void);

/* ns that the driver has waited since the reset. */
uint64_t hostile_bus_waited(void);

#endif
