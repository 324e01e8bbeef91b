/* SPDX-License-Identifier: BSD-2-Clause */
/* What the device model has on its bus, as Linux should show it, and when it comes and goes. */
#ifndef SUITES_LINUX_BUS_H
#define SUITES_LINUX_BUS_H

#include <stdbool.h>
#include <stdint.h>

#include "linux_guest/pci_sysfs.h"

/* Since the domain's start, which is the device model's within some milliseconds. */
uint64_t linux_now_ms(void);

/*
 * Waits until the @index-th event of the scenario's schedule (attach, detach, attach ...) has been
 * over for a while. False if there is none: the running test is an ERROR then.
 */
bool linux_wait_for_event(unsigned int index);

/* Whether the @index-th event has passed by now; false if there is none. */
bool linux_event_passed(unsigned int index);

/* The same for the scenario's plug_us: the disk comes to its port, leaves, comes again. */
bool linux_wait_for_plug(unsigned int index);
bool linux_plug_passed(unsigned int index);

/*
 * Checks that all functions of the device model are there, each with its ids and BAR, and virtio
 * ones with their driver. What is missing or differs fails the running test, by name.
 */
void linux_expect_whole_bus(const struct pci_sysfs *pci);

/* Notes which functions are there. */
void linux_note_bus(const char *when, const struct pci_sysfs *pci);

#endif
