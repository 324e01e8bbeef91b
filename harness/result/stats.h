/* SPDX-License-Identifier: BSD-2-Clause */
/* Order statistics and a histogram of latency samples. Units are the samples' own. */
#ifndef HARNESS_STATS_H
#define HARNESS_STATS_H

#include <stddef.h>
#include <stdint.h>

/*
 * Percentiles by nearest rank: a value that was measured, never an interpolation. .p999 is the
 * 99.9th; of fewer than 1000 samples it is the largest.
 */
struct stats {
    size_t n;
    uint64_t min, p50, p90, p99, p999, max;
};

/* @samples in any order, left as they are. n = 0 gives all zeroes. */
struct stats stats_of(const uint64_t *samples, size_t n);

/*
 * Log-linear buckets, as HdrHistogram has them: values below 2^STATS_BITS have one each, above that
 * every power of two is cut into 2^STATS_BITS equal parts, so a bucket is at most 1/2^STATS_BITS
 * (3.1 %) of its lowest value wide.
 */
#define STATS_BITS    5
#define STATS_BUCKETS ((64 - STATS_BITS + 1) << STATS_BITS)

struct histogram {
    size_t count[STATS_BUCKETS];
};

unsigned int histogram_bucket(uint64_t value);
uint64_t histogram_low(unsigned int bucket);  /* smallest value of @bucket */
uint64_t histogram_high(unsigned int bucket); /* largest value of @bucket */
void histogram_of(const uint64_t *samples, size_t n, struct histogram *out);

#endif
