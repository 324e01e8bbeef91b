/* SPDX-License-Identifier: BSD-2-Clause */
/* What is subtracted from a measurement: settled or refused, and never more than there is. */
#include <greatest.h>

#include "guest/measure/overhead.h"

#define TRIALS 32
#define GRAIN  2

static uint64_t trials[TRIALS];
static uint64_t overhead;

static void fill(uint64_t value)
{
    for (unsigned int i = 0; i < TRIALS; i++)
        trials[i] = value;
}

TEST a_constant_overhead_settles(void)
{
    fill(3);
    ASSERT(overhead_settle(trials, TRIALS, true, GRAIN, &overhead));
    ASSERT_EQ(3, overhead);
    fill(0);
    ASSERT(overhead_settle(trials, TRIALS, true, GRAIN, &overhead));
    ASSERT_EQ(0, overhead);
    PASS();
}

TEST under_icount_one_outlier_is_too_many(void)
{
    for (unsigned int i = 0; i < TRIALS; i++) {
        fill(3);
        trials[i] = 4;
        ASSERT_FALSE(overhead_settle(trials, TRIALS, true, GRAIN, &overhead));
        fill(3);
        trials[i] = 2;
        ASSERT_FALSE(overhead_settle(trials, TRIALS, true, GRAIN, &overhead));
    }
    PASS();
}

TEST a_clock_may_have_outliers_but_no_two_minds(void)
{
    fill(40);
    for (unsigned int i = 0; i < TRIALS / 4; i++)
        trials[i] = 90000; /* somebody else's turn */
    ASSERT(overhead_settle(trials, TRIALS, false, GRAIN, &overhead));
    ASSERT_EQ(40, overhead);

    for (unsigned int i = 0; i < TRIALS; i++)
        trials[i] = i % 2 ? 40 : 80; /* two speeds of a CPU */
    ASSERT_FALSE(overhead_settle(trials, TRIALS, false, GRAIN, &overhead));

    for (unsigned int i = 0; i < TRIALS; i++)
        trials[i] = 80 + i % 2 * 20; /* a quarter is bearable */
    ASSERT(overhead_settle(trials, TRIALS, false, GRAIN, &overhead));
    PASS();
}

TEST a_coarse_counter_is_no_instability(void)
{
    for (unsigned int i = 0; i < TRIALS; i++)
        trials[i] = i % 2 * 16; /* a step of 16 ns, seen or not */
    ASSERT_FALSE(overhead_settle(trials, TRIALS, false, 15, &overhead));
    ASSERT(overhead_settle(trials, TRIALS, false, 16, &overhead));
    PASS();
}

TEST an_overhead_that_moves_is_noticed(void)
{
    ASSERT(overhead_holds(3, 3, true, GRAIN));
    ASSERT_FALSE(overhead_holds(3, 4, true, GRAIN));
    ASSERT_FALSE(overhead_holds(4, 3, true, GRAIN));
    ASSERT(overhead_holds(3, 5, false, GRAIN));
    ASSERT_FALSE(overhead_holds(3, 6, false, GRAIN));
    ASSERT(overhead_holds(100, 125, false, GRAIN));
    ASSERT(overhead_holds(100, 75, false, GRAIN));
    ASSERT_FALSE(overhead_holds(100, 126, false, GRAIN));
    PASS();
}

TEST a_hundredth_is_lost_in_a_clock(void)
{
    ASSERT(overhead_is_lost(40, 4000, false));
    ASSERT_FALSE(overhead_is_lost(41, 4000, false));
    ASSERT(overhead_is_lost(0, 0, false));
    ASSERT_FALSE(overhead_is_lost(1, 0, false));
    ASSERT_FALSE(overhead_is_lost(0, 4000, true));
    PASS();
}

TEST subtraction_does_not_wrap(void)
{
    ASSERT_EQ(0, overhead_off(0, 3, 1));
    ASSERT_EQ(0, overhead_off(2, 3, 1));
    ASSERT_EQ(0, overhead_off(3, 3, 1));
    ASSERT_EQ(1, overhead_off(4, 3, 1));
    ASSERT_EQ(0, overhead_off(1, UINT64_MAX, 64));
    ASSERT_EQ(UINT32_MAX, overhead_off(UINT64_MAX, 0, 1));
    ASSERT_EQ(UINT32_MAX, overhead_off((uint64_t)UINT32_MAX + 1, 1, 1));
    PASS();
}

TEST a_share_is_rounded_to_nearest(void)
{
    ASSERT_EQ(971, overhead_off(971 * 64 + 100, 100, 64));
    ASSERT_EQ(971, overhead_off(971 * 64 + 31, 0, 64));
    ASSERT_EQ(972, overhead_off(971 * 64 + 32, 0, 64));
    ASSERT_EQ(3, overhead_off(10, 0, 3));
    ASSERT_EQ(4, overhead_off(11, 0, 3));
    ASSERT_EQ(7, overhead_off(7, 0, 1));
    PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    RUN_TEST(a_constant_overhead_settles);
    RUN_TEST(under_icount_one_outlier_is_too_many);
    RUN_TEST(a_clock_may_have_outliers_but_no_two_minds);
    RUN_TEST(a_coarse_counter_is_no_instability);
    RUN_TEST(an_overhead_that_moves_is_noticed);
    RUN_TEST(a_hundredth_is_lost_in_a_clock);
    RUN_TEST(subtraction_does_not_wrap);
    RUN_TEST(a_share_is_rounded_to_nearest);
    GREATEST_MAIN_END();
}
