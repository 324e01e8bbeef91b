/* SPDX-License-Identifier: BSD-2-Clause */
/* The domU, through Linux's drivers for Xen: what it asks, and whether it lives. */
#ifndef LINUX_DOM0_DOMAIN_H
#define LINUX_DOM0_DOMAIN_H

#include <stdbool.h>

/*
 * Waits at most @ms until the domU asks for the next step: the first time by an event channel that
 * it allocates for us (protocol/config.h), later by an event on it. False: it does not ask.
 */
bool domain_asks(unsigned int domid, int ms);

bool domain_is_there(unsigned int domid);

/* Of a domU that has not run yet: the ports that it has are a toolstack's, none of them asks. */
void domain_forget_ports(unsigned int domid);

/* SHUTDOWN_poweroff and the like once the domU has ended, or -1. */
int domain_end_reason(unsigned int domid);

/* Xen has nothing of it any more, but for pages that others still map. */
void domain_destroy(unsigned int domid);

#endif
