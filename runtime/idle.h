/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Waiting asleep, which costs an emulated host nearly nothing:
 *
 *     do {
 *         if (it has happened)
 *             return true;
 *     } while (idle(&timeout));
 *     return false;
 *
 * For vCPU 0, with interrupts unmasked; uses the virtual timer.
 */
#ifndef RUNTIME_IDLE_H
#define RUNTIME_IDLE_H

#include "runtime/time/timeout.h"

/*
 * Returns false at once if @timeout has expired, else sleeps and returns true. The pauses grow from
 * 2 us to 10 ms, and none goes beyond the deadline. An interrupt ends a pause unless it came before
 * it.
 */
bool idle(struct timeout *timeout);

/* Sleeps @ns, whatever interrupts. */
void idle_for(uint64_t ns);

#endif
