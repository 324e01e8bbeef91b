/* SPDX-License-Identifier: BSD-2-Clause */
/* Serves the commands of the control page and the script of the bootargs. */
#ifndef BACKEND_CONTROL_SERVER_H
#define BACKEND_CONTROL_SERVER_H

#include <stdint.h>

#include "homes/dom0/args.h"

/* The script's times count from here. */
void control_server_init(const struct args *args);

/* When control_server_serve() wants to be called next, clock_ns(); EVENT_NEVER: on events only. */
uint64_t control_server_deadline(void);

void control_server_serve(void);

#endif
