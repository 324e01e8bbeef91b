/* SPDX-License-Identifier: BSD-2-Clause */
/* A function's type 0 header and capability list (PCIe 7.5.1). */
#include "device_model/pci/pci_function.h"

void pci_function_init(struct pci_function *function, const struct pci_identity *identity)
{
    *function = (struct pci_function){.capabilities_end = CONFIG_CAPABILITIES_FIRST};
    function->config[CONFIG_ID / 4] = identity->vendor | (uint32_t)identity->device << 16;
    function->config[CONFIG_CLASS / 4] = identity->revision | identity->class << 8;
    function->config[CONFIG_SUBSYSTEM / 4] =
        identity->subsystem_vendor | (uint32_t)identity->subsystem << 16;
    /* Cache line size and interrupt line hold what software writes and mean nothing. */
    function->writable[CONFIG_HEADER / 4] = 0xff;
    function->writable[CONFIG_INTERRUPT / 4] = 0xff;
}

void pci_function_add_bar(struct pci_function *function, const struct pci_dword_ops *ops,
                          void *device)
{
    function->bar = ops;
    function->device = device;
    function->config[CONFIG_BAR / 4] = BAR_64BIT;
    function->writable[CONFIG_BAR / 4] = ~(PCI_BAR_SIZE - 1u);
    function->writable[CONFIG_BAR / 4 + 1] = ~0u;
    function->writable[CONFIG_COMMAND / 4] = COMMAND_MEMORY | COMMAND_MASTER | COMMAND_INTX_DISABLE;
    function->config[CONFIG_INTERRUPT / 4] |= INTERRUPT_PIN_A;
}

unsigned int pci_function_add_capability(struct pci_function *function, uint8_t id,
                                         const uint32_t *body, unsigned int dwords)
{
    const unsigned int offset = function->capabilities_end;

    for (unsigned int i = 0; i < dwords; i++)
        function->config[offset / 4 + i] = body[i];
    function->config[offset / 4] &= 0xffff0000;
    function->config[offset / 4] |= id | function->config[CONFIG_CAPABILITIES / 4] << 8;
    function->config[CONFIG_CAPABILITIES / 4] = offset;
    function->config[CONFIG_COMMAND / 4] |= STATUS_CAPABILITIES;
    function->capabilities_end = offset + 4 * dwords;
    return offset;
}

bool pci_function_is_master(const struct pci_function *function)
{
    return function->config[CONFIG_COMMAND / 4] & COMMAND_MASTER;
}

uint64_t pci_function_wanted_base(const struct pci_function *function)
{
    return (function->config[CONFIG_BAR / 4] & ~(PCI_BAR_SIZE - 1u)) |
           (uint64_t)function->config[CONFIG_BAR / 4 + 1] << 32;
}

bool pci_function_asserts(const struct pci_function *function)
{
    const uint32_t command = function->config[CONFIG_COMMAND / 4];

    return command & STATUS_INTERRUPT && !(command & COMMAND_INTX_DISABLE);
}
