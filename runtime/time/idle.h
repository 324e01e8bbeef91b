/* SPDX-License-Identifier: BSD-2-Clause */
/* Sleeping, by the virtual timer. For vCPU 0, with interrupts unmasked. */
#ifndef RUNTIME_IDLE_H
#define RUNTIME_IDLE_H

#include <stdint.h>

/* Sleeps until the next interrupt, at most @ns, which must be no more than a second. */
void idle_once(uint64_t ns);

/* Sleeps @ns, whatever interrupts. */
void idle_for(uint64_t ns);

#endif
