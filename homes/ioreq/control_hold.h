/* SPDX-License-Identifier: BSD-2-Clause */
/* CONTROL_HOLD: what is done to the bus server under a request; and the watchdog over the vCPU that
 * made it. */
#ifndef IOREQ_CONTROL_HOLD_H
#define IOREQ_CONTROL_HOLD_H

#include <stdint.h>

/* Arms @action (enum control_hold), with @ns before the answer. 0 or a negative Xen errno. */
int control_hold(uint64_t action, uint64_t ns);

/* The guest has sent a command: its vCPU is alive. */
void control_hold_relax(void);

#endif
