/* SPDX-License-Identifier: BSD-2-Clause */
/* A virtio device for the ring tests: with given features and rings of a given size. */
#ifndef SUITES_VIO_RIG_H
#define SUITES_VIO_RIG_H

#include <stdbool.h>

#include "guest/virtio_driver.h"

#define RIG_QUEUES 2
#define RIG_RING   64 /* descriptors, at most */

/* How long a device may take for a request, and how long a test waits for what must not happen. */
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
 * Counts its queue interrupts in .seen from now on, as those of all rigs that listen on the line.
 * The line is disabled after RIG_STORM interrupts in all. False, an ERROR, if the device has no
 * interrupt.
 */
#define RIG_STORM 200
bool rig_listen(struct rig *rig);

/* Whether @rig has seen @count interrupts in time. */
bool rig_interrupted(const struct rig *rig, unsigned int count);

/* Posts one chain to queue 0 and notifies if the device wants that. Failures are the test's. */
bool rig_post(struct rig *rig, const struct virtqueue_segment *segment, unsigned int readable,
              unsigned int writable);

/* Waits for the next used chain of queue @index, which must have @cookie, unless that is NULL. */
bool rig_reap(struct rig *rig, unsigned int index, void *cookie, uint32_t *length);

/* A pseudo-random number below @below; the same sequence after each rig_open(). */
unsigned int rig_draw(unsigned int below);

#endif
