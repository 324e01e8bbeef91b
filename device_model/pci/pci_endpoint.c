/* SPDX-License-Identifier: BSD-2-Clause */
#include "device_model/pci/pci_endpoint.h"

#include <linux/pci_regs.h>
#include <string.h>

#define PIN_A         1u
#define POWER_VERSION 3u

void pci_endpoint_init(struct pci_endpoint *endpoint, const struct pci_identity *identity)
{
    *endpoint = (struct pci_endpoint){.capabilities_end = PCI_STD_HEADER_SIZEOF};
    endpoint->config[PCI_VENDOR_ID / 4] = identity->vendor | (uint32_t)identity->device << 16;
    endpoint->config[PCI_CLASS_REVISION / 4] = identity->revision | identity->class << 8;
    endpoint->config[PCI_SUBSYSTEM_VENDOR_ID / 4] =
        identity->subsystem_vendor | (uint32_t)identity->subsystem << 16;
    /* Cache line size and interrupt line hold what software writes and mean nothing. */
    endpoint->writable[PCI_CACHE_LINE_SIZE / 4] = 0xff;
    endpoint->writable[PCI_INTERRUPT_LINE / 4] = 0xff;
}

void pci_endpoint_add_bar(struct pci_endpoint *endpoint, const struct pci_dword_ops *ops)
{
    endpoint->bar_ops = ops;
    endpoint->config[PCI_BAR_DWORD / 4] = PCI_BASE_ADDRESS_MEM_TYPE_64;
    endpoint->writable[PCI_BAR_DWORD / 4] = ~(ENDPOINT_BAR_SIZE - 1u);
    endpoint->writable[PCI_BAR_DWORD / 4 + 1] = ~0u;
    endpoint->writable[PCI_COMMAND_DWORD / 4] =
        PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER | PCI_COMMAND_INTX_DISABLE;
    endpoint->config[PCI_INTERRUPT_LINE / 4] |= PIN_A << 8;
}

unsigned int pci_endpoint_add_capability(struct pci_endpoint *endpoint, uint8_t id,
                                         const void *capability, unsigned int size)
{
    const unsigned int offset = endpoint->capabilities_end;
    uint32_t *first = &endpoint->config[offset / 4];

    memcpy(first, capability, size);
    *first = (*first & 0xffff0000) | id | endpoint->config[PCI_CAPABILITY_LIST / 4] << 8;
    endpoint->config[PCI_CAPABILITY_LIST / 4] = offset;
    endpoint->config[PCI_COMMAND_DWORD / 4] |= PCI_STATUS_CAP_LIST << PCI_STATUS_SHIFT;
    endpoint->capabilities_end = offset + size;
    return offset;
}

void pci_endpoint_add_power(struct pci_endpoint *endpoint)
{
    static const uint32_t capability[PCI_PM_SIZEOF / 4] = {POWER_VERSION << 16};

    endpoint->power =
        pci_endpoint_add_capability(endpoint, PCI_CAP_ID_PM, capability, sizeof(capability));
}

uint64_t pci_endpoint_bar(const struct pci_endpoint *endpoint)
{
    return (endpoint->config[PCI_BAR_DWORD / 4] & ~(ENDPOINT_BAR_SIZE - 1u)) |
           (uint64_t)endpoint->config[PCI_BAR_DWORD / 4 + 1] << 32;
}

bool pci_endpoint_asserts(const struct pci_endpoint *endpoint)
{
    const uint32_t command = endpoint->config[PCI_COMMAND_DWORD / 4];

    return command & PCI_STATUS_INTERRUPT << PCI_STATUS_SHIFT &&
           !(command & PCI_COMMAND_INTX_DISABLE);
}
