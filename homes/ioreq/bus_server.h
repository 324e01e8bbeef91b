/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The bus server: the ioreq server behind the ECAM, or its functions where Xen emulates the host
 * bridge, the BARs and the first echo range.
 *
 * One function can be split off: then a second server answers for its 4 KiB of configuration space
 * and its BAR, the bus server for all else, and the two come and go independently.
 *
 * Results are 0 or a negative Xen errno.
 */
#ifndef IOREQ_BUS_SERVER_H
#define IOREQ_BUS_SERVER_H

#include <stdbool.h>
#include <stdint.h>

#include "homes/ioreq/args.h"
#include "protocol/control.h"

/* @args must stay. */
void bus_server_init(const struct args *args);

enum control_stage bus_server_stage(void);

/* Goes to @stage: forward step by step, or from STAGE_ENABLED back to STAGE_MAPPED; -EINVAL if it
 * is neither. */
int bus_server_advance(uint64_t stage);

/* Destroys the server and resets its devices. -ENOENT if there is none, -EBUSY as in
 * ioreq_server_destroy(). */
int bus_server_remove(void);

/* As bus_server_remove(), whatever is in flight, and without a reset: ioreq_server_abandon(). */
void bus_server_abandon(void);

/* Splits off function 0 of device @slot; 0: none. -EBUSY if a server is there, -EINVAL if no
 * function is. */
int bus_server_split(uint64_t slot);

/* Creates and enables the server of the function that is split off, or destroys it. -ENOENT if
 * there is none, -EBUSY if it is attached already. */
int bus_server_attach_split(bool attach);

#endif
