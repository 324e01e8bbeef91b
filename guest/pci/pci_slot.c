/* SPDX-License-Identifier: BSD-2-Clause */
#include "guest/pci/pci_slot.h"

#include "guest/driver_error.h"
#include "guest/pci/pci.h"
#include "guest/pci/pci_cap.h"
#include "runtime/mmio.h"
#include "runtime/time/timeout.h"

#define EVENTS (PCI_EXP_SLTSTA_ABP | PCI_EXP_SLTSTA_PDC | PCI_EXP_SLTSTA_CC)
/* An enable of Slot Control has the same bit as its event in Slot Status. */
#define ENABLES (EVENTS | PCI_EXP_SLTSTA_PFD | PCI_EXP_SLTSTA_MRLSC)

#define COMPLETION_LIMIT CLOCK_S /* 6.7.3.2 */

int pci_slot_open(struct pci_slot *slot, uint64_t config)
{
    struct pci_cap cap = pci_cap_start(config);

    while (pci_cap_next(&cap)) {
        if (cap.id != PCI_CAP_ID_EXP ||
            !(mmio_read16(config + cap.offset + PCI_EXP_FLAGS) & PCI_EXP_FLAGS_SLOT))
            continue;
        slot->control = config + cap.offset + PCI_EXP_SLTCTL;
        slot->status = config + cap.offset + PCI_EXP_SLTSTA;
        slot->capabilities = mmio_read32(config + cap.offset + PCI_EXP_SLTCAP);
        if (slot->capabilities & PCI_EXP_SLTCAP_HPC && slot->capabilities & PCI_EXP_SLTCAP_PCP)
            return 0;
    }
    return PCI_SLOT_ABSENT;
}

bool pci_slot_occupied(const struct pci_slot *slot)
{
    return mmio_read16(slot->status) & PCI_EXP_SLTSTA_PDS;
}

unsigned int pci_slot_events(const struct pci_slot *slot)
{
    const uint16_t events = mmio_read16(slot->status) & EVENTS;

    mmio_write16(slot->status, events); /* ones clear */
    return events;
}

/* One command: writes Slot Control and waits until it has taken effect. */
static int command(const struct pci_slot *slot, uint16_t set, uint16_t clear)
{
    const struct timeout timeout = timeout_start(COMPLETION_LIMIT, "a command's completion");
    const uint16_t control = mmio_read16(slot->control);

    mmio_write16(slot->status, PCI_EXP_SLTSTA_CC);
    mmio_write16(slot->control, (control & ~clear) | set);
    if (slot->capabilities & PCI_EXP_SLTCAP_NCCS)
        return 0;
    while (!(mmio_read16(slot->status) & PCI_EXP_SLTSTA_CC))
        if (timeout_expired(&timeout))
            return PCI_SLOT_TIMEOUT;
    mmio_write16(slot->status, PCI_EXP_SLTSTA_CC);
    return 0;
}

int pci_slot_interrupts(const struct pci_slot *slot, unsigned int events)
{
    return command(slot, events ? events | PCI_EXP_SLTCTL_HPIE : 0, ENABLES | PCI_EXP_SLTCTL_HPIE);
}

int pci_slot_power(const struct pci_slot *slot, bool on)
{
    return command(
        slot, on ? PCI_EXP_SLTCTL_PWR_IND_ON : PCI_EXP_SLTCTL_PWR_IND_OFF | PCI_EXP_SLTCTL_PWR_OFF,
        PCI_EXP_SLTCTL_PIC | PCI_EXP_SLTCTL_PCC);
}
