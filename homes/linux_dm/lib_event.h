/* SPDX-License-Identifier: BSD-2-Clause */
/* What a program has to wait for beside events (homes/ioreq/event.h): its end. */
#ifndef LINUX_DM_LIB_EVENT_H
#define LINUX_DM_LIB_EVENT_H

#include <stdbool.h>

/* SIGTERM and SIGINT interrupt event_wait() from now on, and nothing else. */
void event_watch_signals(void);

/* Whether one of them has come. */
bool event_end_is_wanted(void);

#endif
