/* SPDX-License-Identifier: BSD-2-Clause */
/* A virtio device as the ring tests want it: with these features, with rings of that size. */
#ifndef SUITES_VIO_RIG_H
#define SUITES_VIO_RIG_H

#include <stdbool.h>

#include "guest/virtio_driver.h"

#define RIG_QUEUES 2
#define RIG_RING   64 /* descriptors, at most */

/* How long a device may take for a request, and how long what must not happen is waited for. */
#define RIG_LIMIT (2 * CLOCK_S)
#define RIG_QUIET (200 * CLOCK_US)

/* Static: the device writes into it until it is reset. */
struct rig {
    struct virtio_device device;
    unsigned int queues;
    struct virtqueue queue[RIG_QUEUES];
    struct VIRTQUEUE_STORAGE(RIG_RING) storage[RIG_QUEUES];
    uint32_t intid;             /* of its line, once rig_listen() was called */
    volatile unsigned int seen; /* interrupts that its ISR explained */
};

/*
 * Starts the first device of @type with @features and rings of at most @size. If there is none, or
 * it does not offer them all, the running test is a SKIP that says so; if it does not start, an
 * ERROR.
 */
bool rig_open(struct rig *rig, unsigned int type, uint64_t features, unsigned int size);

/* Resets it, and leaves configuration space as vio_close() does. */
void rig_close(struct rig *rig);

/*
 * Counts its queue interrupts in .seen from now on, those of all rigs that listen on the line. A
 * line that does not rest is disabled after RIG_STORM interrupts. False, an ERROR, if it has none.
 */
#define RIG_STORM 200
bool rig_listen(struct rig *rig);

/* Whether @rig has seen @count interrupts in time. */
bool rig_interrupted(const struct rig *rig, unsigned int count);

/* Posts one chain to queue 0 and rings if the device wants that. Failures are the test's. */
bool rig_post(struct rig *rig, const struct virtqueue_segment *segment, unsigned int readable,
              unsigned int writable);

/* Takes the next chain of queue @index back, in time; it must be @cookie's, unless that is NULL. */
bool rig_reap(struct rig *rig, unsigned int index, void *cookie, uint32_t *length);

/* Draws a number below @below; after rig_open() always the same ones. */
unsigned int rig_draw(unsigned int below);

#endif
