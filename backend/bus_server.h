/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The bus server: the IOREQ server behind the ECAM window, the BARs and the first echo range. On
 * its bus are a host bridge at 00:00.0, virtio-rng at 00:01.0 and 00:05.0, and virtio-blk
 * at 00:02.0.
 */
#ifndef BACKEND_BUS_SERVER_H
#define BACKEND_BUS_SERVER_H

#include "../protocol/control.h"
#include "args.h"

#define BUS_SERVER 0 /* its handle */

/* Puts the bus together; @args must stay. */
void bus_server_init(const struct args *args);

enum control_stage bus_server_stage(void);

/* Goes forward to @stage step by step. 0 or a negative Xen errno: -EINVAL if that is no step
 * forward. */
int bus_server_advance(uint64_t stage);

/* Resets the devices and destroys the server. -ENOENT if there is none, -EBUSY as in
 * ioreq_server_destroy(). */
int bus_server_remove(void);

#endif
