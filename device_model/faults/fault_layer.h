/* SPDX-License-Identifier: BSD-2-Clause */
/* Misbehaviour on request (protocol/fault.h). What can be done to configuration space from outside
 * is done here; the rest asks fault_is() where it happens. */
#ifndef BACKEND_FAULT_H
#define BACKEND_FAULT_H

#include <stdbool.h>
#include <stdint.h>

#include "protocol/fault.h"
#include "device_model/pci/pci_bus.h"

/* False if @fault is none of enum fault. */
bool fault_set(uint64_t fault);
bool fault_is(enum fault fault);

/* The server has just been enabled: what goes wrong once goes wrong again. */
void fault_attached(void);

/* pci_bus_config_read() and _write() with the fault that is set, if any. */
uint64_t fault_config_read(struct pci_bus *bus, uint64_t offset, unsigned int size);
void fault_config_write(struct pci_bus *bus, uint64_t offset, unsigned int size, uint64_t value);

#endif
