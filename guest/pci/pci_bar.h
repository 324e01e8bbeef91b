/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Base Address Registers: their sizes, their kinds, and addresses for them in the host's window.
 * PCIe 7.5.1.2.1.
 */
#ifndef GUEST_PCI_BAR_H
#define GUEST_PCI_BAR_H

#include <stdbool.h>

#include "guest/pci/pci.h"

#define PCI_BAR_ROM 6 /* the Expansion ROM's register, as an index of pci_bar_size() */

enum pci_bar_kind {
    PCI_BAR_NONE, /* not implemented, or the upper half of a pair */
    PCI_BAR_IO,
    PCI_BAR_MEM32,
    PCI_BAR_MEM64, /* this register and the next one */
};

struct pci_bar {
    enum pci_bar_kind kind;
    bool prefetchable;
    uint64_t size; /* bytes, a power of two; 0 for PCI_BAR_NONE */
    uint64_t ipa;  /* its address for the guest, 0 if pci_assign_bars() did not place it */
};

/*
 * Sizes one BAR or the ROM by writing ones, with decode off; leaves registers and Command as they
 * were. Returns 0, or PCI_DECODE_STUCK, PCI_BAR_INDEX, PCI_BAR_TYPE, PCI_BAR_SIZE, PCI_BAR_PAIR or
 * PCI_BAR_VALUE (ECAM-12).
 */
int pci_bar_size(uint64_t config, unsigned int index, struct pci_bar *bar);

/* Sizes all BARs of a type 0 or 1 header; the others of @bars become PCI_BAR_NONE. */
int pci_size_bars(uint64_t config, struct pci_bar bars[PCI_STD_NUM_BARS]);

/*
 * Sizes all BARs, gives each memory BAR a naturally aligned place in the host's window (bump
 * allocation, host->mem_used = 0 starts again) and turns memory decode on. I/O decode stays off.
 * Returns 0, PCI_BAR_NO_SPACE (decode off) or an error of pci_bar_size().
 */
int pci_assign_bars(struct pci_host *host, uint64_t config, struct pci_bar bars[PCI_STD_NUM_BARS]);

/*
 * Puts memory BARs back to where pci_assign_bars() had placed them, and turns memory decode on.
 * Costs a tenth of the sizing. Returns 0 or PCI_DECODE_STUCK.
 */
int pci_restore_bars(const struct pci_host *host, uint64_t config,
                     const struct pci_bar bars[PCI_STD_NUM_BARS]);

/* Sets and clears Command bits; PCI_DECODE_STUCK if they do not read back so. */
int pci_command(uint64_t config, uint16_t set, uint16_t clear);

#endif
