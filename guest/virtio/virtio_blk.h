/* SPDX-License-Identifier: BSD-2-Clause */
/* Block device, virtio 1.2, 5.2: reads and writes of 512-byte sectors over its one request queue.
 */
#ifndef GUEST_VIRTIO_BLK_H
#define GUEST_VIRTIO_BLK_H

#include <linux/virtio_blk.h>

#include "guest/virtio_driver.h"

#define VIRTIO_BLK_QUEUE_SIZE 16
#define VIRTIO_BLK_SECTOR     512

/*
 * The memory of one request beside its data: the device reads the header and writes the status,
 * 5.2.6.
 */
struct virtio_blk_request {
    struct virtio_blk_outhdr header;
    uint8_t status; /* 0xff until the device writes it */
};

/* Static: the device writes into it until it is reset. */
struct virtio_blk {
    struct virtio_device device;
    uint64_t capacity; /* sectors */
    struct virtqueue queue;
    struct VIRTQUEUE_STORAGE(VIRTIO_BLK_QUEUE_SIZE) storage;
    struct virtio_blk_request request; /* of virtio_blk_transfer() */
};

/* From configuration space to DRIVER_OK. Returns 0 or an error of driver_error.h. */
int virtio_blk_open(struct virtio_blk *blk, struct pci_host *host, pci_bdf bdf);

/* The same for a .device that was opened already. */
int virtio_blk_start(struct virtio_blk *blk);

/*
 * Posts a read or write of @count sectors from @sector on and rings the doorbell. The range is not
 * compared with the capacity: that is the device's duty and under test. Reaping gives @request as
 * the cookie; until then @request and @buffer belong to the device.
 */
int virtio_blk_submit(struct virtio_blk *blk, struct virtio_blk_request *request, uint32_t type,
                      uint64_t sector, void *buffer, uint32_t count);

/* What a reaped request's status byte says: 0, VIRTIO_BLK_IOERR, _UNSUPP or _STATUS. */
int virtio_blk_result(const struct virtio_blk_request *request);

/* Both, polled. Returns 0 or an error. */
int virtio_blk_transfer(struct virtio_blk *blk, uint32_t type, uint64_t sector, void *buffer,
                        uint32_t count, uint64_t timeout_ns);

#endif
