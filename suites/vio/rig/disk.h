/* SPDX-License-Identifier: BSD-2-Clause */
/* virtio-blk requests in pieces, and a disk whose every byte is known. */
#ifndef SUITES_VIO_DISK_H
#define SUITES_VIO_DISK_H

#include "guest/virtio/virtio_blk.h"
#include "suites/vio/rig/rig.h"
#include "suites/vio/rig/scatter.h"

#define DISK_SECTORS 8 /* that the tests use, from the first on */

struct disk_request {
    struct scatter scatter;
    uint8_t data[VIRTIO_BLK_SECTOR]; /* to be written */
    struct virtio_blk_outhdr header; /* as sent */
};

/* What byte @offset of the disk holds: control_disk_byte(). */
uint8_t disk_byte(uint32_t offset);

/* rig_open() for virtio-blk; then writes the sectors, which on our disks changes nothing. */
bool disk_open(struct rig *rig, uint64_t features, unsigned int size);

/*
 * Prepares one sector's request: the readable bytes in @readable pieces, the writable in @writable.
 * A write writes the known bytes, which changes nothing.
 */
void disk_prepare(struct disk_request *request, uint32_t type, uint64_t sector,
                  unsigned int readable, unsigned int writable);

/* Prepares a request for any sector in pieces that a ring of @size has room for. */
void disk_prepare_any(struct disk_request *request, uint32_t type, unsigned int size);

/*
 * After the request's return with @length bytes written: checks status, length and data. Returns a
 * message for the first one that is wrong; NULL if none is.
 */
const char *disk_wrong(const struct disk_request *request, uint32_t length);

/* Posts it, waits, checks. Returns whether all went well; failures are the test's. */
bool disk_run(struct rig *rig, struct disk_request *request);

#endif
