/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The bus server: the IOREQ server behind the ECAM window, the BARs and the first echo range. On
 * its bus are a host bridge at 00:00.0, virtio-rng at 00:01.0 and 00:05.0, virtio-blk at 00:02.0
 * and a device of two functions at 00:03.0 and 00:03.2.
 *
 * One function can be split off: then a second server answers for its 4 KiB of configuration space
 * and its BAR, the bus server for all else, and the two come and go independently.
 *
 * Results are 0 or a negative Xen errno.
 */
#ifndef BACKEND_BUS_SERVER_H
#define BACKEND_BUS_SERVER_H

#include <stdbool.h>
#include <stdint.h>

#include "protocol/control.h"
#include "homes/dom0/args.h"
#include "homes/dom0/ioreq_server.h"

#define BUS_SERVER   0 /* handles */
#define SPLIT_SERVER (IOREQ_SERVERS - 1)

/* Puts the bus together; @args must stay. */
void bus_server_init(const struct args *args);

enum control_stage bus_server_stage(void);

/* Goes to @stage: forward step by step, or from STAGE_ENABLED back to STAGE_MAPPED; -EINVAL if it
 * is neither. */
int bus_server_advance(uint64_t stage);

/* Resets the devices and destroys the server. -ENOENT if there is none, -EBUSY as in
 * ioreq_server_destroy(). */
int bus_server_remove(void);

/* Tells virtio-blk another capacity: CONTROL_RESIZE. -EINVAL if @reads is out of range. */
int bus_server_resize(uint64_t sectors, uint64_t reads);

/* As bus_server_remove(), whatever is in flight: ioreq_server_abandon(). */
void bus_server_abandon(void);

/* Splits off function 0 of device @slot; 0: none. -EBUSY if a server is there, -EINVAL if no
 * function is. */
int bus_server_split(uint64_t slot);

/* Creates and enables the server of the function that is split off, or destroys it. -ENOENT if
 * there is none, -EBUSY if it is attached already. */
int bus_server_attach_split(bool attach);

#endif
