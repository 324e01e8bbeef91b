/* SPDX-License-Identifier: BSD-2-Clause */
/* A function with a type 0 header, its capability list and at most one BAR (PCIe 7.5.1). */
#ifndef DEVICE_MODEL_PCI_ENDPOINT_H
#define DEVICE_MODEL_PCI_ENDPOINT_H

#include <linux/pci_regs.h>
#include <stdbool.h>
#include <stdint.h>

#define PCI_DWORDS        64 /* of configuration space */
#define ENDPOINT_BAR      4  /* 64-bit: takes the place of BARs 4 and 5 */
#define ENDPOINT_BAR_SIZE 0x4000

/* Dwords of configuration space, as byte offsets, that hold more than the register of that offset:
 * Status is in the upper half of Command's, the header type in the third byte of the other. */
#define PCI_COMMAND_DWORD     PCI_COMMAND
#define PCI_HEADER_TYPE_DWORD PCI_CACHE_LINE_SIZE
#define PCI_BAR_DWORD         PCI_BASE_ADDRESS_4
#define PCI_STATUS_SHIFT      16
#define PCI_HEADER_TYPE_SHIFT 16
#define PCI_HEADER_MULTI      0x80 /* bit of the header type */

struct pci_endpoint;
struct pci_bus;

/*
 * One dword of a function: of its configuration space or its BAR. @offset is a multiple of 4,
 * @lanes has 0xff in every byte that is accessed. Bits of the result outside @lanes do not matter.
 */
struct pci_dword_ops {
    uint32_t (*read)(struct pci_endpoint *endpoint, uint32_t offset, uint32_t lanes);
    void (*write)(struct pci_endpoint *endpoint, uint32_t offset, uint32_t lanes, uint32_t value);
};

struct pci_identity {
    uint16_t vendor;
    uint16_t device;
    uint32_t class; /* 24 bits */
    uint8_t revision;
    uint16_t subsystem_vendor;
    uint16_t subsystem;
};

struct pci_endpoint {
    struct pci_bus *bus;
    unsigned int slot;     /* device number */
    unsigned int function; /* function number */
    unsigned int line;     /* on the first bus: where the pin leads, modulo PCI_PINS */
    uint32_t config[PCI_DWORDS];
    uint32_t writable[PCI_DWORDS]; /* bits that software may change; all are 0 after a reset */
    unsigned int capabilities_end;
    unsigned int power; /* offset of the Power Management capability; 0: there is none */
    const struct pci_dword_ops *config_ops;       /* pci_bus.h's, unless set before the plug */
    const struct pci_dword_ops *bar_ops;          /* NULL: no BAR, no interrupt */
    void (*reset)(struct pci_endpoint *endpoint); /* pci_bus.h's, unless set before the plug */
    bool is_express;                              /* has 4 KiB of configuration space */
    bool claimed;                                 /* the BAR is decoded, at .base */
    uint64_t base;
};

/* Prepares @endpoint with an empty capability list and neither BAR nor interrupt. */
void pci_endpoint_init(struct pci_endpoint *endpoint, const struct pci_identity *identity);

/* Adds BAR ENDPOINT_BAR of ENDPOINT_BAR_SIZE bytes, bus mastering and interrupt pin A. */
void pci_endpoint_add_bar(struct pci_endpoint *endpoint, const struct pci_dword_ops *ops);

/*
 * Puts a capability of @size bytes, a multiple of 4, in front of the list. Its first two bytes,
 * identifier @id and link, are filled in. Returns its offset.
 */
unsigned int pci_endpoint_add_capability(struct pci_endpoint *endpoint, uint8_t id,
                                         const void *capability, unsigned int size);

static inline bool pci_endpoint_is_master(const struct pci_endpoint *endpoint)
{
    return endpoint->config[PCI_COMMAND_DWORD / 4] & PCI_COMMAND_MASTER;
}

/* The Power Management capability (PCI PM 1.2, 3.2), of D0 and D3hot; without No_Soft_Reset. */
void pci_endpoint_add_power(struct pci_endpoint *endpoint);

/* The dword of its PMCSR. */
static inline uint32_t *pci_endpoint_power(struct pci_endpoint *endpoint)
{
    return &endpoint->config[(endpoint->power + PCI_PM_CTRL) / 4];
}

/* Where software wants the BAR. */
uint64_t pci_endpoint_bar(const struct pci_endpoint *endpoint);

/* Whether the function drives its interrupt pin. */
bool pci_endpoint_asserts(const struct pci_endpoint *endpoint);

#endif
