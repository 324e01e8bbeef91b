/* SPDX-License-Identifier: BSD-2-Clause */
#include "harness/result/stats.h"

#include <stdlib.h>
#include <string.h>

#include "harness/support/heap.h"

#define PARTS (1u << STATS_BITS)

static int by_value(const void *a, const void *b)
{
    uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;

    return (left > right) - (left < right);
}

/* Nearest rank: the smallest sample that at least @permille of all are not above. */
static uint64_t percentile(const uint64_t *sorted, size_t n, unsigned int permille)
{
    size_t rank = n / 1000 * permille + (n % 1000 * permille + 999) / 1000;

    return sorted[rank - 1];
}

struct stats stats_of(const uint64_t *samples, size_t n)
{
    struct stats stats = {.n = n};
    uint64_t *sorted;

    if (!n)
        return stats;
    sorted = heap_zero(n, sizeof(*sorted));
    memcpy(sorted, samples, n * sizeof(*sorted));
    qsort(sorted, n, sizeof(*sorted), by_value);
    stats.min = sorted[0];
    stats.p50 = percentile(sorted, n, 500);
    stats.p90 = percentile(sorted, n, 900);
    stats.p99 = percentile(sorted, n, 990);
    stats.p999 = percentile(sorted, n, 999);
    stats.max = sorted[n - 1];
    free(sorted);
    return stats;
}

unsigned int histogram_bucket(uint64_t value)
{
    unsigned int shift;

    if (value < PARTS)
        return (unsigned int)value;
    shift = 63 - STATS_BITS - (unsigned int)__builtin_clzll(value);
    return (shift << STATS_BITS) + (unsigned int)(value >> shift);
}

uint64_t histogram_low(unsigned int bucket)
{
    unsigned int shift = bucket >> STATS_BITS;

    return shift ? (uint64_t)(PARTS + bucket % PARTS) << (shift - 1) : bucket;
}

uint64_t histogram_high(unsigned int bucket)
{
    return bucket + 1 < STATS_BUCKETS ? histogram_low(bucket + 1) - 1 : UINT64_MAX;
}

void histogram_of(const uint64_t *samples, size_t n, struct histogram *out)
{
    *out = (struct histogram){{0}};
    for (size_t i = 0; i < n; i++)
        out->count[histogram_bucket(samples[i])]++;
}
