/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How long after it came a guest uses its disk, and how many configuration accesses it spent on the
 * way: one line on the console, for `docs/options.md`. Watched only until then, by operations in
 * the place of the device model's.
 */
#ifndef IOREQ_FIRST_USE_H
#define IOREQ_FIRST_USE_H

#include "device_model/virtio/virtio_state.h"

/* Waits from now on for the first notification of @disk, which has come by @event: "the attach". */
void first_use_watch(struct virtio_state *disk, const char *event);

/* It has left again. */
void first_use_forget(void);

#endif
