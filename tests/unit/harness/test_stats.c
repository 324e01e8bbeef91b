/* SPDX-License-Identifier: BSD-2-Clause */
/* Percentiles against a definition that counts, and a histogram that loses nothing. */
#include <greatest.h>

#include "harness/result/stats.h"

#define SAMPLES 1100

static uint64_t state;

/* xorshift64: any stream will do, as long as it is the same in every run. */
static uint64_t next(void)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state;
}

/* The smallest sample that at least @permille of all are not above, by counting. */
static uint64_t naive(const uint64_t *samples, size_t n, unsigned int permille)
{
    uint64_t best = UINT64_MAX;

    for (size_t i = 0; i < n; i++) {
        size_t below = 0;

        for (size_t k = 0; k < n; k++)
            below += samples[k] <= samples[i];
        if (below * 1000 >= n * permille && samples[i] < best)
            best = samples[i];
    }
    return best;
}

TEST percentiles_are_as_defined(void)
{
    uint64_t samples[SAMPLES], before[SAMPLES];

    state = 88172645463325252u;
    for (size_t n = 1; n <= SAMPLES; n = n < 12 ? n + 1 : n + 136)
        for (unsigned int spread = 1; spread <= 1000; spread *= 10) {
            struct stats stats;

            for (size_t i = 0; i < n; i++)
                samples[i] = before[i] = next() % spread;
            stats = stats_of(samples, n);
            ASSERT_EQ(n, stats.n);
            ASSERT_EQ(naive(samples, n, 500), stats.p50);
            ASSERT_EQ(naive(samples, n, 900), stats.p90);
            ASSERT_EQ(naive(samples, n, 990), stats.p99);
            ASSERT_EQ(naive(samples, n, 999), stats.p999);
            ASSERT_EQ(naive(samples, n, 1000), stats.max);
            for (size_t i = 0; i < n; i++)
                ASSERT(stats.min <= samples[i]);
            ASSERT_MEM_EQ(before, samples, n * sizeof(*samples));
        }
    PASS();
}

TEST the_ends(void)
{
    const uint64_t one[] = {42}, wide[] = {UINT64_MAX, 0, UINT64_MAX - 1};
    struct stats stats = stats_of(NULL, 0);

    ASSERT_EQ(0, stats.n);
    ASSERT_EQ(0, stats.max);
    stats = stats_of(one, 1);
    ASSERT(stats.min == 42 && stats.p50 == 42 && stats.p99 == 42 && stats.max == 42);
    stats = stats_of(wide, 3);
    ASSERT_EQ(0, stats.min);
    ASSERT_EQ(UINT64_MAX - 1, stats.p50);
    ASSERT_EQ(UINT64_MAX, stats.max);
    PASS();
}

/* Buckets tile the numbers: each starts where the one before it ends, and holds its own ends. */
TEST buckets_tile_the_numbers(void)
{
    ASSERT_EQ(0, histogram_low(0));
    ASSERT_EQ(UINT64_MAX, histogram_high(STATS_BUCKETS - 1));
    for (unsigned int bucket = 0; bucket < STATS_BUCKETS; bucket++) {
        uint64_t low = histogram_low(bucket);
        uint64_t last = histogram_high(bucket);

        ASSERT(low <= last);
        ASSERT_EQ(bucket, histogram_bucket(low));
        ASSERT_EQ(bucket, histogram_bucket(last));
        ASSERT((last - low) <= low >> STATS_BITS);
        ASSERT_EQ(low, bucket ? histogram_high(bucket - 1) + 1 : 0);
    }
    PASS();
}

TEST a_histogram_loses_nothing(void)
{
    static struct histogram histogram;
    uint64_t samples[SAMPLES];
    size_t total = 0;

    state = 362436069;
    for (size_t i = 0; i < SAMPLES; i++)
        samples[i] = next() >> (i % 64);
    histogram_of(samples, SAMPLES, &histogram);
    for (unsigned int bucket = 0; bucket < STATS_BUCKETS; bucket++)
        total += histogram.count[bucket];
    ASSERT_EQ(SAMPLES, total);
    PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    RUN_TEST(percentiles_are_as_defined);
    RUN_TEST(the_ends);
    RUN_TEST(buckets_tile_the_numbers);
    RUN_TEST(a_histogram_loses_nothing);
    GREATEST_MAIN_END();
}
