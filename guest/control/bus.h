/* SPDX-License-Identifier: BSD-2-Clause */
/* Bringing about the bus that a test asks for: empty, arriving, served. */
#ifndef GUEST_BUS_H
#define GUEST_BUS_H

#include <stdbool.h>
#include <stdint.h>

#include "guest/pci/pci_host.h"
#include "protocol/control.h"
#include "protocol/test.h"

/* The host bridge from the device tree. */
extern struct pci_host bus;

/* Finds the bridge and offers the control page; panics if the tree has no bridge. */
void bus_init(const void *fdt);

/* Makes @state true. On failure the running test is an ERROR; returns whether it worked. */
bool bus_require(enum bus state);

/* Waits until an attach or detach that comes by itself has got to @stage. On failure the running
 * test is an ERROR; returns whether it worked. */
bool bus_wait_for(enum control_stage stage);

/* Detaches the backend, which resets its devices, or silences devices that stay; what fails here
 * fails in the next test. */
void bus_reset(void);

/*
 * For BUS_ARRIVES: lets the attach happen while the caller polls. With a timed backend it comes by
 * itself the first time; else it is requested, a little in the future.
 */
bool bus_arrive(void);

/* How long an arrival may take, in ns; to be called between two looks while it has not come:
 * whoever has to bring it about may need the CPU. */
uint64_t bus_arrival_limit(void);
void bus_arrival_pause(void);

#endif
