/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Raw samples of how long something takes: warmed up, one counter pair around each, the pair's own
 * cost measured and subtracted. Instructions under icount, nanoseconds elsewhere.
 */
#ifndef GUEST_LATENCY_H
#define GUEST_LATENCY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LATENCY_WARM_UP 16
#define LATENCY_SAMPLES 100

struct latency {
    const char *id;
    uint32_t samples[LATENCY_SAMPLES];
    size_t wanted; /* at most LATENCY_SAMPLES */
    size_t count;  /* after warm-up */
    size_t warmed;
    uint32_t overhead; /* in the unit of the samples */
};

/* The least ticks seen between two readings of the counter. */
uint64_t latency_pair(void);

/* Starts a metric, with the counter pair's cost as its overhead. */
void latency_begin(struct latency *latency, const char *id);

/* The same with @wanted samples and no warm-up: for what costs much and happens rarely. */
void latency_begin_few(struct latency *latency, const char *id, size_t wanted);

/* Adds the time from tick @from to tick @to. Returns true while more samples are wanted. */
bool latency_add(struct latency *latency, uint64_t from, uint64_t to);

/* Emits the metric; an ERROR of the running test if samples are missing. */
void latency_end(const struct latency *latency);

#endif
