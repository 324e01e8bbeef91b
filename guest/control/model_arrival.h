/* SPDX-License-Identifier: BSD-2-Clause */
/* A device model that is no part of ours: asked for by an event channel, and waited for asleep. */
#ifndef GUEST_MODEL_ARRIVAL_H
#define GUEST_MODEL_ARRIVAL_H

#include <stdbool.h>

#include "guest/pci/pci_host.h"

/*
 * Asks dom0 to start it: allocates an event channel for dom0, which looks for one. A second call
 * does nothing. False after an error of the running test if Xen refuses.
 */
bool arrival_ask(void);
bool arrival_asked(void);

/* The next step of dom0's script (protocol/dom0_script.h), after arrival_ask(). */
bool arrival_go_on(void);

/*
 * Waits until a function answers on the root bus, for at most what the scenario allows, and sleeps
 * between two looks: dom0 has the CPU meanwhile. An access that aborts is no answer. False after an
 * error of the running test.
 */
bool arrival_wait(const struct pci_host *host);

/* Sleeps for @ns, or longer if others have the CPU. */
void arrival_sleep(uint64_t ns);

#endif
