/* SPDX-License-Identifier: BSD-2-Clause */
#include "harness/support/interrupt.h"

#include <signal.h>
#include <stddef.h>

static volatile sig_atomic_t seen;

static void note(int signal)
{
    (void)signal;
    seen = 1;
}

void interrupt_catch(void)
{
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
    const struct sigaction action = {.sa_handler = note}; /* no SA_RESTART */
    struct sigaction before;

    for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
        if (!sigaction(signals[i], NULL, &before) && before.sa_handler != SIG_IGN) /* nohup */
            sigaction(signals[i], &action, NULL);
}

bool interrupt_seen(void)
{
    return seen;
}
