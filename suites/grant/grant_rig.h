/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A device behind xen,grant-dma: its ring and the headers of its requests are granted while it is
 * open, data page by page as a test says. Failures are the running test's.
 */
#ifndef SUITES_GRANT_RIG_H
#define SUITES_GRANT_RIG_H

#include "guest/grant/grant_dma.h"
#include "guest/virtio/virtio_blk.h"

#define GRANT_PAGE   4096u
#define GRANT_DATA   3 /* pages */
#define GRANT_POISON 0x5c
#define GRANT_QUEUES 2                                /* of a net device; others have the first */
#define GRANT_SECTOR (GRANT_PAGE / VIRTIO_BLK_SECTOR) /* sectors in a page */

/* Static: the device writes into it until it is reset. */
extern struct grant_rig {
    uint8_t ring[GRANT_PAGE] __attribute__((aligned(GRANT_PAGE)));
    uint8_t headers[GRANT_PAGE];
    uint8_t data[GRANT_DATA * GRANT_PAGE];
    struct virtio_device device;
    struct virtqueue queue[GRANT_QUEUES];
    struct virtqueue_buffer buffer[GRANT_QUEUES][VIRTQUEUE_BUFFERS(VIRTIO_BLK_QUEUE_SIZE)];
    bool packed; /* whether grant_rig_open() wants such a ring */
    domid_t backend;
    uint64_t ring_at, headers_at; /* as granted */
} grant_rig;

/* Starts the first device of @type, with nothing granted but ring and headers; .data is poison. If
 * there is none, the test is a SKIP. */
bool grant_rig_open(unsigned int type);

/* Runs @check with @type, with a split and a packed ring; with disk and rng. */
void grant_rings(unsigned int type, void (*check)(unsigned int type));
void grant_each(void (*check)(unsigned int type));

/* Resets it and ends all grants; those that cannot be ended are a failure of GRANT-04. */
void grant_rig_close(void);

/* Grants @size bytes from .data[@offset] on; 0, a failure, if that cannot be. */
uint64_t grant_data(uint32_t offset, uint32_t size, bool read_only);

/* Ends it: a failure of GRANT-04 if it is in use. */
void grant_data_end(uint64_t address, uint32_t size);

/* Posts request @n, 0 to 3, for @size bytes at the device's address @address: type VIRTIO_BLK_T_*,
 * or what a rng is asked for. */
bool grant_post(unsigned int n, uint32_t type, uint64_t sector, uint64_t address, uint32_t size);

/* Waits for the next one to be used, which is @n in its turn. @length: bytes that were written. */
bool grant_wait(unsigned int *n, uint32_t *length);

/* Posts request 0 and waits: of a disk, its result, as virtio_blk_result(); of a rng, the bytes
 * written. Any other error fails the test. */
int64_t grant_run(uint32_t type, uint64_t sector, uint64_t address, uint32_t size);

/* The result of request @n, which was used. */
int grant_result(unsigned int n);

/* Whether .data holds poison from @offset on. */
bool grant_untouched(uint32_t offset, uint32_t size);

/* Checks that a good request works: the device needs no reset. */
void grant_expect_alive(void);

#endif
