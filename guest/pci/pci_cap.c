/* SPDX-License-Identifier: BSD-2-Clause */
#include "guest/pci/pci_cap.h"

#include "guest/driver_error.h"
#include "guest/pci/pci.h"
#include "runtime/mmio.h"

#define CAP_ID_NONE 0xff /* all-ones: what a function that is gone reads as */

struct pci_cap pci_cap_start(uint64_t config)
{
    return (struct pci_cap){.config = config};
}

/* There are 48 possible offsets, each visited at most once: the walk ends without a count. */
static int check_pointer(const struct pci_cap *cap, uint8_t pointer)
{
    if (pointer & 3)
        return PCI_CAP_UNALIGNED;
    if (pointer < PCI_STD_HEADER_SIZEOF)
        return PCI_CAP_RANGE;
    if (cap->seen >> ((pointer - PCI_STD_HEADER_SIZEOF) / 4) & 1)
        return PCI_CAP_LOOP;
    return 0;
}

bool pci_cap_next(struct pci_cap *cap)
{
    uint8_t pointer;

    if (cap->error)
        return false;
    if (!cap->offset) {
        /*
         * A function that announces a list must point at one: here a 0 is an error, not an empty
         * list.
         */
        if (!(mmio_read16(cap->config + PCI_STATUS) & PCI_STATUS_CAP_LIST))
            return false;
        pointer = mmio_read8(cap->config + PCI_CAPABILITY_LIST);
    } else {
        pointer = mmio_read8(cap->config + cap->offset + PCI_CAP_LIST_NEXT);
        if (!pointer)
            return false;
    }

    cap->error = check_pointer(cap, pointer);
    if (cap->error)
        return false;
    cap->seen |= 1ull << ((pointer - PCI_STD_HEADER_SIZEOF) / 4);
    cap->offset = pointer;
    cap->id = mmio_read8(cap->config + pointer + PCI_CAP_LIST_ID);
    if (cap->id == CAP_ID_NONE)
        cap->error = PCI_CAP_ID;
    return !cap->error;
}
