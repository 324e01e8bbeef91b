/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The capability list (ECAM-14, PCIe 7.5.1.1.11), one capability at a time:
 *
 *     struct pci_cap cap = pci_cap_start(config);
 *     while (pci_cap_next(&cap))
 *         ... cap.id, cap.offset ...
 *     if (cap.error) ... the list is broken ...
 */
#ifndef GUEST_PCI_CAP_H
#define GUEST_PCI_CAP_H

#include <stdbool.h>
#include <stdint.h>

struct pci_cap {
    uint64_t config; /* IPA of the function's configuration space */
    uint64_t seen;   /* bit n: offset 0x40 + 4 * n was visited */
    uint8_t offset;  /* of the current capability */
    uint8_t id;
    int error; /* after the walk: 0, or what ended it: PCI_CAP_UNALIGNED, _RANGE, _LOOP, _ID */
};

struct pci_cap pci_cap_start(uint64_t config);

/* Steps to the next capability. False at the end of the list or at a violation. */
bool pci_cap_next(struct pci_cap *cap);

#endif
