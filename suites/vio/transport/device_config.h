/* SPDX-License-Identifier: BSD-2-Clause */
/* A virtio-blk whose capacity a test can change: .needs RESIZE. */
#ifndef SUITES_VIO_CONFIG_H
#define SUITES_VIO_CONFIG_H

#include <stdbool.h>

#include "guest/virtio/virtio_blk.h"

/*
 * Makes the capacity @sectors. Our backend does it at once, or right after @reads more dwords of
 * configuration were read; a harness does it soon. False fails the test.
 */
bool vio_config_change(uint64_t sectors, unsigned int reads);

/* Restores the capacity and closes the disk. */
void vio_config_close(struct virtio_blk *blk);

uint8_t vio_config_generation(const struct virtio_device *dev);

#endif
