/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Raw samples of how long something takes: warmed up, a counter pair around each measurement, what
 * measuring costs subtracted. That cost is measured when a metric begins and again when it ends; if
 * it is not stable the running test is an ERROR, under icount already if it is not constant.
 *
 *     LATENCY_CHEAP(metric_null_hypercall, xen_version());
 *
 * Instructions under icount, nanoseconds elsewhere.
 */
#ifndef GUEST_LATENCY_H
#define GUEST_LATENCY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "protocol/config.h"
#include "runtime/time/clock.h"

#define LATENCY_WARM_UP 16
#define LATENCY_SAMPLES 100 /* unless the scenario says otherwise */
#define LATENCY_BATCH   64

struct latency {
    const char *id;
    uint32_t samples[CONFIG_SAMPLES_MAX];
    size_t wanted;
    size_t count; /* after warm-up */
    size_t warmed;
    unsigned int batch; /* operations in each measurement */
    uint64_t overhead;  /* of a measurement, in the unit of the samples */
    bool unsettled;     /* the overhead */
    bool own_overhead;  /* the caller's: latency_begin_with() */
};

/* Starts a metric of the usual number of samples, with the counter pair's cost as its overhead. */
void latency_begin(struct latency *latency, const char *id);

/* The same with @wanted samples, at most CONFIG_SAMPLES_MAX, and no warm-up: for what costs much
 * and happens rarely. */
void latency_begin_few(struct latency *latency, const char *id, size_t wanted);

/* The same as latency_begin() for measurements of @batch operations each, in a LATENCY_LOOP(). */
void latency_begin_batch(struct latency *latency, const char *id, unsigned int batch);

/* How many operations that cost little to measure together: LATENCY_BATCH where a clock is a clock;
 * 1 under icount, which resolves a single instruction. */
unsigned int latency_batch(void);

/* The same as latency_begin() for what is measured otherwise than by a clock_ticks() pair:
 * @overhead in ticks is the caller's to know. */
void latency_begin_with(struct latency *latency, const char *id, uint64_t overhead);

/* Adds a measurement from tick @from to tick @to. Returns true while more are wanted. */
bool latency_add(struct latency *latency, uint64_t from, uint64_t to);

/* Emits the metric; an ERROR of the running test if samples are missing. */
void latency_end(const struct latency *latency);

/* The ticks between two readings of the counter in a row. */
uint64_t latency_pair(void);

/* The middle one of @latency's samples. */
uint32_t latency_median(const struct latency *latency);

/* Samples @operation, which costs less than a microsecond or so. */
#define LATENCY_CHEAP(id, operation)                               \
    do {                                                           \
        static struct latency cheap_;                              \
        uint64_t from_, to_;                                       \
                                                                   \
        latency_begin_batch(&cheap_, id, latency_batch());         \
        do {                                                       \
            if (cheap_.batch == 1) {                               \
                from_ = clock_ticks();                             \
                operation;                                         \
                to_ = clock_ticks();                               \
            } else {                                               \
                LATENCY_LOOP(cheap_.batch, from_, to_, operation); \
            }                                                      \
        } while (latency_add(&cheap_, from_, to_));                \
        latency_end(&cheap_);                                      \
    } while (0)

/* Samples @operation one by one. */
#define LATENCY_SINGLE(id, operation)                \
    do {                                             \
        static struct latency single_;               \
        uint64_t from_, to_;                         \
                                                     \
        latency_begin(&single_, id);                 \
        do {                                         \
            from_ = clock_ticks();                   \
            operation;                               \
            to_ = clock_ticks();                     \
        } while (latency_add(&single_, from_, to_)); \
        latency_end(&single_);                       \
    } while (0)

/* One measurement of a batch. */
#define LATENCY_LOOP(batch, from, to, operation)    \
    do {                                            \
        (from) = clock_ticks();                     \
        for (unsigned int n_ = (batch); n_; n_--) { \
            operation;                              \
            __asm__ volatile("" ::: "memory");      \
        }                                           \
        (to) = clock_ticks();                       \
    } while (0)

#endif
