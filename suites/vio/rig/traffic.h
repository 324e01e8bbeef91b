/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The simplest requests that make a device work, in memory whose every byte is known: for tests of
 * a queue's registers, doorbells and resets.
 */
#ifndef SUITES_VIO_TRAFFIC_H
#define SUITES_VIO_TRAFFIC_H

#include <stdbool.h>
#include <stdint.h>

#include "guest/virtio/virtio_blk.h"

#define VIO_TRAFFIC_RING     8
#define VIO_TRAFFIC_REQUESTS 2

/* Static: the device writes into it until it is reset. */
struct vio_traffic {
    struct virtqueue queue;
    struct VIRTQUEUE_STORAGE(VIO_TRAFFIC_RING) storage;
    struct {
        struct virtio_blk_request blk;
        uint8_t data[VIRTIO_BLK_SECTOR];
    } request[VIO_TRAFFIC_REQUESTS];
};

/* Whether requests for this type of device are known here. */
bool vio_has_traffic(const struct virtio_device *dev);

/* Sets queue @index up; posts request @n and rings; both 0 or an error of driver_error.h. */
int vio_traffic_queue(struct virtio_device *dev, struct vio_traffic *traffic, unsigned int index);
int vio_traffic_post(const struct virtio_device *dev, struct vio_traffic *traffic, unsigned int n);

/* As vio_traffic_post(), without the doorbell. */
int vio_traffic_add(const struct virtio_device *dev, struct vio_traffic *traffic, unsigned int n);

/* Waits for one answer, which must be correct. */
int vio_traffic_wait(const struct virtio_device *dev, struct vio_traffic *traffic);

/* Fills the ring and all buffers with a pattern; checks that it is still there. */
void vio_traffic_poison(struct vio_traffic *traffic);
void vio_traffic_expect_poison(const struct vio_traffic *traffic);

/*
 * Our devices serve a queue during its notification. This makes them do it @ns later, as those of
 * other device models do anyway; 0 undoes it. A failure makes the test an ERROR.
 */
bool vio_defer(uint64_t ns);

#endif
