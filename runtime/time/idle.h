/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Waiting asleep, which costs an emulated host nearly nothing:
 *
 *     uint64_t pause = 0;
 *
 *     do {
 *         if (it has happened)
 *             return true;
 *     } while (idle(deadline, &pause));
 *     return false;
 *
 * The pauses grow from 2 us to 10 ms, and none goes beyond the deadline. An interrupt ends a pause
 * unless it came before it. For vCPU 0, with interrupts unmasked; uses the virtual timer.
 */
#ifndef RUNTIME_IDLE_H
#define RUNTIME_IDLE_H

#include <stdbool.h>
#include <stdint.h>

/* Sleeps a while; false, without, if @deadline (clock_deadline()) has come. */
bool idle(uint64_t deadline, uint64_t *pause);

/* Sleeps @ns, whatever interrupts. */
void idle_for(uint64_t ns);

#endif
