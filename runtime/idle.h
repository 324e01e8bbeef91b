/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Waiting without spinning. Under icount with sleep=off, time that nobody computes in costs the
 * host nothing; on real hardware it leaves the CPU to the device model.
 */
#ifndef RUNTIME_IDLE_H
#define RUNTIME_IDLE_H

#include <stdint.h>

/*
 * Sleeps for at most @ns, or until an interrupt has been handled; may return at once, so it belongs
 * into a loop with a deadline. Uses the virtual timer and its interrupt.
 */
void idle(uint64_t ns);

#endif
