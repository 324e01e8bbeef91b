/* SPDX-License-Identifier: BSD-2-Clause */
/* EVTCHNOP_reset of one's own domain: the last that happens in a boot where our backend serves. */
#ifndef SUITES_HYP_EVENT_RESET_H
#define SUITES_HYP_EVENT_RESET_H

#include <stdbool.h>

/*
 * Whether a reset is harmless from now on: our backend, which binds its port once and wants it to
 * be there then, has done so, and there is no Xenstore to be cut off. Else the running test is
 * decided.
 */
bool event_reset_allowed(void);

/* Closes all ports, and leads back to the two-level ABI; a failed check if Xen refuses. */
void event_reset(void);

#endif
