/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A port's hot-plug slot (PCIe's Slot registers, not a device number): whether it is occupied, its
 * power, its events. PCIe 6.7, 7.5.3.9 to 7.5.3.11.
 */
#ifndef GUEST_PCI_SLOT_H
#define GUEST_PCI_SLOT_H

#include <stdbool.h>
#include <stdint.h>

struct pci_slot {
    uint64_t control; /* IPA of Slot Control */
    uint64_t status;  /* and Slot Status */
    uint32_t capabilities;
};

/* Finds the slot of the port at @config: 0, or PCI_SLOT_ABSENT if it has none with hot-plug. */
int pci_slot_open(struct pci_slot *slot, uint64_t config);

/* Whether there is a device in it, powered or not. */
bool pci_slot_occupied(const struct pci_slot *slot);

/* Reads and clears what has happened since the last time: PCI_EXP_SLTSTA_ABP (the attention
 * button: somebody wants the device in or out), _PDC (something came or went), _CC (a write to Slot
 * Control has taken effect). Its interrupt then ends. */
unsigned int pci_slot_events(const struct pci_slot *slot);

/* Interrupts for @events, bits as those of pci_slot_events(), from now on; 0: none. Returns as
 * pci_slot_power(). */
int pci_slot_interrupts(const struct pci_slot *slot, unsigned int events);

/*
 * Turns power and the power indicator on or off. With both off the device may be removed. Returns
 * 0, or PCI_SLOT_TIMEOUT if the slot does not complete the command in time.
 */
int pci_slot_power(const struct pci_slot *slot, bool on);

#endif
