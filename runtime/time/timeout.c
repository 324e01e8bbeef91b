/* SPDX-License-Identifier: BSD-2-Clause */
#include "runtime/time/timeout.h"

#include <stdio.h>

#define GENEROUS     16
#define GENEROUS_END (2 * CLOCK_S) /* longer timeouts need no more */

static bool generous;

void timeout_be_generous(void)
{
    generous = true;
}

struct timeout timeout_start(uint64_t ns, const char *what)
{
    if (generous && ns < GENEROUS_END)
        ns = ns < GENEROUS_END / GENEROUS ? ns * GENEROUS : GENEROUS_END;
    return (struct timeout){.deadline = clock_ns() + ns, .ns = ns, .what = what};
}

bool timeout_expired(const struct timeout *timeout)
{
    return clock_ns() >= timeout->deadline;
}

const char *timeout_text(const struct timeout *timeout)
{
    static char text[100];
    const bool ms = timeout->ns >= CLOCK_MS;

    snprintf(text, sizeof(text), "timed out after %lu %s waiting for %s",
             timeout->ns / (ms ? CLOCK_MS : CLOCK_US), ms ? "ms" : "us", timeout->what);
    return text;
}
