/* SPDX-License-Identifier: BSD-2-Clause */
#include "guest/pci/pci_slot.h"

#include "guest/pci/pci_cap.h"
#include "guest/virtio/driver_error.h"
#include "runtime/mmio.h"
#include "runtime/time/clock.h"

#define CAP_PCIE       0x10
#define FLAGS          0x02 /* offsets in the capability */
#define SLOT_CAP       0x14
#define SLOT_CONTROL   0x18
#define SLOT_STATUS    0x1a
#define FLAGS_SLOT     0x0100
#define CAP_POWER      0x00000002u /* there is a power controller */
#define CAP_HOTPLUG    0x00000040u
#define CAP_NO_WAITING 0x00040000u /* commands complete at once, and do not say so */

#define CONTROL_ENABLES   0x001f
#define CONTROL_INTERRUPT 0x0020
#define CONTROL_INDICATOR 0x0300
#define CONTROL_LIT       0x0100
#define CONTROL_POWER_OFF 0x0400
#define STATUS_PRESENT    0x0040

#define EVENTS (PCI_SLOT_ATTENTION | PCI_SLOT_PRESENCE | PCI_SLOT_COMPLETED)

#define COMPLETION_LIMIT CLOCK_S /* 6.7.3.2 */

int pci_slot_open(struct pci_slot *slot, uint64_t config)
{
    struct pci_cap cap = pci_cap_start(config);

    while (pci_cap_next(&cap)) {
        if (cap.id != CAP_PCIE || !(mmio_read16(config + cap.offset + FLAGS) & FLAGS_SLOT))
            continue;
        slot->control = config + cap.offset + SLOT_CONTROL;
        slot->status = config + cap.offset + SLOT_STATUS;
        slot->capabilities = mmio_read32(config + cap.offset + SLOT_CAP);
        if (slot->capabilities & CAP_HOTPLUG && slot->capabilities & CAP_POWER)
            return 0;
    }
    return PCI_SLOT_ABSENT;
}

bool pci_slot_occupied(const struct pci_slot *slot)
{
    return mmio_read16(slot->status) & STATUS_PRESENT;
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
    const uint64_t deadline = clock_deadline(COMPLETION_LIMIT);
    const uint16_t control = mmio_read16(slot->control);

    mmio_write16(slot->status, PCI_SLOT_COMPLETED);
    mmio_write16(slot->control, (control & ~clear) | set);
    if (slot->capabilities & CAP_NO_WAITING)
        return 0;
    while (!(mmio_read16(slot->status) & PCI_SLOT_COMPLETED))
        if (clock_expired(deadline))
            return PCI_SLOT_TIMEOUT;
    mmio_write16(slot->status, PCI_SLOT_COMPLETED);
    return 0;
}

int pci_slot_interrupts(const struct pci_slot *slot, unsigned int events)
{
    return command(slot, events ? events | CONTROL_INTERRUPT : 0,
                   CONTROL_ENABLES | CONTROL_INTERRUPT);
}

int pci_slot_power(const struct pci_slot *slot, bool on)
{
    return command(slot, on ? CONTROL_LIT : CONTROL_INDICATOR | CONTROL_POWER_OFF,
                   CONTROL_INDICATOR | CONTROL_POWER_OFF);
}
