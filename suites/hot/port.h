/* SPDX-License-Identifier: BSD-2-Clause */
/* The port that the scenario's late device comes to, and its slot. */
#ifndef SUITES_HOT_PORT_H
#define SUITES_HOT_PORT_H

#include <stdbool.h>
#include <stdint.h>

#include "guest/pci/pci_bridge.h"
#include "guest/pci/pci_slot.h"

#define PORT_LIMIT CLOCK_S /* what a plug or an unplug may take; more on a wall clock */

struct port {
    struct pci_bridge bridge;
    struct pci_slot slot;
    pci_bdf late; /* where the device will be */
};

/*
 * Opens the first port on the first bus that has a slot for hot-plug: empty, without power or
 * interrupts, the bus behind it set up. If that cannot be had, the running test is an ERROR.
 */
bool port_open(struct port *port);

/* As port_open() finds it: takes the device out if it is there. */
void port_close(struct port *port);

/* The identifier of the late function as it reads now. */
uint32_t port_id(const struct port *port);

/* Where the port itself interrupts; 0 fails the test. */
uint32_t port_intid(const struct port *port);

/* Power, on or off; false fails the test. */
bool port_power(const struct port *port, bool on);

/* Waits until the slot is occupied, or not; false, if it does not come to that in time, fails the
 * test. */
bool port_wait(const struct port *port, bool occupied);

/* Gives the slot power, asks for the device and waits until it can be read; false fails the test.
 */
bool port_plug(struct port *port);

/*
 * For a measured arrival: a while in which nothing happens, so that QEMU is done with the device
 * that was there before. An unmeasured one may come at once; it is then late by that.
 */
void port_rest(void);

/* Asks for the device to go, takes the power off once the slot says so, and waits until it is gone;
 * false fails the test. */
bool port_unplug(struct port *port);

#endif
