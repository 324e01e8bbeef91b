/* SPDX-License-Identifier: BSD-2-Clause */
/* What is measured once as a whole and once in legs: the legs must add up to the whole. */
#ifndef SUITES_LAT_WAY_H
#define SUITES_LAT_WAY_H

#include "guest/measure/latency.h"

#define WAY_LEGS 6

struct way {
    size_t count;
    uint64_t cost[WAY_LEGS];
    struct latency leg[WAY_LEGS];
    struct latency sum;
};

/* Starts a metric for each of @count legs; cost[i] is what stamps cost leg i, in ticks. */
void way_begin(struct way *way, const char *const *ids, const uint64_t *cost, size_t count);

/*
 * Adds one way: the points @at that its legs are between, count + 1 values of CNTPCT. Returns true
 * while more are wanted. Points that are not in order fail the running test.
 */
bool way_add(struct way *way, const uint64_t *at);

/*
 * Emits the legs. Under icount they must add up to @whole, to the instruction: it was measured
 * without stamps, in turn with the legs. Where Xen itself varies by some instructions, timers being
 * in another order, a median must be a value that the other one took, too.
 */
void way_end(const struct way *way, const struct latency *whole);

/* Measures one way, whole or cut, and returns whether it wants more. */
typedef bool way_sample(void);

/*
 * Whole ways and cut ones in turn until one wants no more, which of the two is first taking turns,
 * too: so both meet Xen in all the states that it goes through meanwhile.
 */
void way_take_turns(way_sample *whole, way_sample *cut);

#endif
