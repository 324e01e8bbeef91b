/* SPDX-License-Identifier: BSD-2-Clause */
/* SIGINT, SIGTERM and SIGHUP: noted here, acted on where it is safe. */
#ifndef HARNESS_INTERRUPT_H
#define HARNESS_INTERRUPT_H

#include <stdbool.h>

/* From now on these signals interrupt system calls instead of ending the program. */
void interrupt_catch(void);

/* Whether one has come. */
bool interrupt_seen(void);

#endif
