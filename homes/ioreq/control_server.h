/* SPDX-License-Identifier: BSD-2-Clause */
/* Serves the commands of the control page and the script of the bootargs. */
#ifndef IOREQ_CONTROL_SERVER_H
#define IOREQ_CONTROL_SERVER_H

#include <stdint.h>

#include "homes/ioreq/args.h"

/* The script's times count from here. @args must stay. */
void control_server_init(const struct args *args);

/* Serves a command if there is one. To be called whenever an event has come. */
void control_server_serve(void);

#endif
