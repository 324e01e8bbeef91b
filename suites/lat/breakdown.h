/* SPDX-License-Identifier: BSD-2-Clause */
/* What is measured once as a whole and once in legs: the legs must add up to the whole. */
#ifndef SUITES_LAT_BREAKDOWN_H
#define SUITES_LAT_BREAKDOWN_H

#include "guest/measure/latency.h"

#define BREAKDOWN_LEGS 6

struct breakdown {
    size_t count;
    uint64_t cost[BREAKDOWN_LEGS];
    struct latency leg[BREAKDOWN_LEGS];
    struct latency sum;
};

/* Starts a metric for each of @count legs; cost[i] is what stamps cost leg i, in ticks. */
void breakdown_begin(struct breakdown *breakdown, const char *const *ids, const uint64_t *cost,
                     size_t count);

/*
 * Adds one measurement: the stamps @at between the legs, count + 1 values of CNTPCT. Returns true
 * while more are wanted. Stamps that are not in order fail the running test.
 */
bool breakdown_add(struct breakdown *breakdown, const uint64_t *at);

/*
 * Emits the legs. Under icount they must add up to @whole exactly, which was measured without
 * stamps, alternating with the legs. As the state of Xen's timers makes a difference of some
 * instructions, the median of one must be a value that the other one had, too.
 */
void breakdown_end(const struct breakdown *breakdown, const struct latency *whole);

/* Measures once, the whole or the legs, and returns whether it wants more. */
typedef bool breakdown_sample(void);

/*
 * Measures the whole and the legs alternately until one of them wants no more. They also take turns
 * in being first, so that both meet Xen in all of the states that it goes through meanwhile.
 */
void breakdown_alternate(breakdown_sample *whole, breakdown_sample *cut);

#endif
