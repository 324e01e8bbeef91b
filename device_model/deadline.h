/* SPDX-License-Identifier: BSD-2-Clause */
/* What is to happen later: one queue of deadlines a home, in ns of the home's clock. */
#ifndef DEVICE_MODEL_DEADLINE_H
#define DEVICE_MODEL_DEADLINE_H

#include <stdbool.h>
#include <stdint.h>

#define DEADLINE_NEVER UINT64_MAX

/* Zeroed but for .run before its first use. */
struct deadline {
    void (*run)(struct deadline *deadline);
    uint64_t at;
    bool set;
    struct deadline *next;
};

struct deadline_queue {
    struct deadline *first; /* in order of time */
};

/* Runs @deadline at @at, once; in place of the time that was set before, if one was. */
void deadline_set(struct deadline_queue *queue, struct deadline *deadline, uint64_t at);

/* Does nothing if none is set. */
void deadline_cancel(struct deadline_queue *queue, struct deadline *deadline);

/* When deadline_run() wants to be called at the latest; DEADLINE_NEVER: nothing is set. */
static inline uint64_t deadline_first(const struct deadline_queue *queue)
{
    return queue->first ? queue->first->at : DEADLINE_NEVER;
}

/* Runs what is due at @now. A deadline may set and cancel any, itself included. */
void deadline_run(struct deadline_queue *queue, uint64_t now);

#endif
