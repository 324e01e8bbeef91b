/* SPDX-License-Identifier: BSD-2-Clause */
/* The port behind which the scenario's late device is plugged in, and its hot-plug slot. */
#ifndef SUITES_HOT_PORT_H
#define SUITES_HOT_PORT_H

#include <stdbool.h>
#include <stdint.h>

#include "guest/pci/pci_bridge.h"
#include "guest/pci/pci_slot.h"

#define PORT_LIMIT CLOCK_S /* how long a plug or an unplug may take; longer on a wall clock */

struct port {
    struct pci_bridge bridge;
    struct pci_slot slot;
    pci_bdf late; /* where the device will be */
};

/*
 * Opens the first port on the first bus that has a hot-plug slot: empty, without power or
 * interrupts, the bus behind it set up. If that fails, the running test is an ERROR.
 */
bool port_open(struct port *port);

/* Restores what port_open() found: removes the device if it is there. */
void port_close(struct port *port);

/* The identifier of the late function as it reads now. */
uint32_t port_id(const struct port *port);

/* The INTID of the port's own interrupt; 0 fails the test. */
uint32_t port_intid(const struct port *port);

/* Turns power on or off; false fails the test. */
bool port_power(const struct port *port, bool on);

/* Waits until the slot is @occupied; a timeout returns false and fails the test. */
bool port_wait(const struct port *port, bool occupied);

/* Gives the slot power, asks for the device and waits until it can be read; false fails the test.
 */
bool port_plug(struct port *port);

/*
 * Pauses before a measured arrival, so that QEMU has finished with the device that was there
 * before. Without a pause the arrival would be late by that.
 */
void port_rest(void);

/*
 * Asks for the removal of the device, turns power off after the attention button, and waits until
 * the device is gone; false fails the test.
 */
bool port_unplug(struct port *port);

#endif
