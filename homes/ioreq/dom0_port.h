/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A root port with a hot-plug slot on the bus that dom0 serves, to which one device comes: a
 * virtio-blk with the bus's disk.
 */
#ifndef DOM0_PORT_H
#define DOM0_PORT_H

#include <stdint.h>

#include "homes/ioreq/args.h"

/* Plugs the port in at device number @args->port, behind a function 0 that does nothing if it is to
 * be another one, and lets the device come and go as @args->plugs says. */
void dom0_port_init(const struct args *args);

/* CONTROL_SLOT. */
int dom0_port_ask(uint64_t what, uint64_t ns);

/* What was asked for will not happen. */
void dom0_port_forget(void);

#endif
