/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A bounded wait, which knows what it waits for:
 *
 *     struct timeout timeout = timeout_start(10 * CLOCK_MS, "the timer's interrupt");
 *
 *     while (!fired)
 *         if (timeout_expired(&timeout))
 *             panic("%s", timeout_text(&timeout));
 */
#ifndef RUNTIME_TIMEOUT_H
#define RUNTIME_TIMEOUT_H

#include <stdbool.h>
#include <stdint.h>

#include "runtime/time/clock.h"

struct timeout {
    uint64_t deadline; /* clock_ns() */
    uint64_t ns;       /* from the start to the deadline */
    uint64_t pause;    /* the last one of idle(), ns */
    const char *what;
};

/* Expires in @ns. @what completes "timed out waiting for". */
struct timeout timeout_start(uint64_t ns, const char *what);

bool timeout_expired(const struct timeout *timeout);

/* "timed out after 10 ms waiting for the timer's interrupt"; valid until the next call. */
const char *timeout_text(const struct timeout *timeout);

/*
 * For a counter that shows time instead of instructions: what is waited for may lose its CPU to
 * others for a while, so timeouts that start from now on last longer than asked for, up to seconds.
 */
void timeout_be_generous(void);

#endif
