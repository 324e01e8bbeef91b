/* SPDX-License-Identifier: BSD-2-Clause */
/* Between pci_function.c and pci_bus.c: the registers that the bus reacts to. */
#ifndef BACKEND_PCI_FUNCTION_H
#define BACKEND_PCI_FUNCTION_H

#include "device_model/pci/pci_bus.h"

/* Byte offsets of dwords. */
#define CONFIG_ID                 0x00
#define CONFIG_COMMAND            0x04 /* status in the upper half */
#define CONFIG_CLASS              0x08
#define CONFIG_HEADER             0x0c
#define CONFIG_BAR                (0x10 + 4 * PCI_BAR)
#define CONFIG_SUBSYSTEM          0x2c
#define CONFIG_CAPABILITIES       0x34
#define CONFIG_INTERRUPT          0x3c
#define CONFIG_CAPABILITIES_FIRST 0x40

#define COMMAND_MEMORY       (1u << 1)
#define COMMAND_MASTER       (1u << 2)
#define COMMAND_INTX_DISABLE (1u << 10)
#define STATUS_INTERRUPT     (1u << 19)
#define STATUS_CAPABILITIES  (1u << 20)
#define HEADER_MULTIFUNCTION (1u << 23)
#define BAR_64BIT            (2u << 1)
#define INTERRUPT_PIN_A      (1u << 8)

/* Where software wants the BAR. */
uint64_t pci_function_wanted_base(const struct pci_function *function);

/* Whether the function drives its interrupt pin. */
bool pci_function_asserts(const struct pci_function *function);

#endif
