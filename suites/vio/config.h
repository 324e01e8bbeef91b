/* SPDX-License-Identifier: BSD-2-Clause */
/* A virtio-blk whose capacity changes at a test's word (CONTROL_RESIZE of our backend). */
#ifndef SUITES_VIO_CONFIG_H
#define SUITES_VIO_CONFIG_H

#include <stdbool.h>

#include "virtio_blk.h"

/* Starts the disk. If nobody here can change it the test is a SKIP. */
bool vio_config_open(struct virtio_blk *blk);

/* Makes the capacity @sectors, at once or after @reads more reads of configuration. */
bool vio_config_change(const struct virtio_blk *blk, uint64_t sectors, unsigned int reads);

/* Puts it back to what it was, and closes the disk. */
void vio_config_close(struct virtio_blk *blk);

#endif
