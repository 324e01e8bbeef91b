/* SPDX-License-Identifier: BSD-2-Clause */
/* Axes of the page's pictures: round ends, nothing outside, ticks that can be read. */
#include <greatest.h>

#include <math.h>
#include <string.h>

#include "harness/views/page/scale.h"

/* Pairs of least and most that an axis may have to hold. */
static const double ranges[][2] = {{0, 0},
                                   {0, 1},
                                   {1, 1},
                                   {124, 27496},
                                   {971, 971},
                                   {19242, 19342},
                                   {1, 9007199254740992.0},
                                   {23833, 24211},
                                   {0, 1e9},
                                   {999, 1001},
                                   {1000, 10000},
                                   {3, 700000},
                                   {0.5, 0.7}};
#define RANGES (sizeof(ranges) / sizeof(ranges[0]))

TEST everything_is_on_the_axis(void)
{
    for (size_t i = 0; i < RANGES; i++)
        for (int log = 0; log < 2; log++) {
            const struct scale scale = scale_of(ranges[i][0], ranges[i][1], log);
            double before = -1;

            ASSERT(scale.low < scale.high);
            ASSERT(scale.low <= fmax(ranges[i][0], log ? 1 : 0) * 1.0000001);
            ASSERT(scale.high >= ranges[i][1] * 0.9999999);
            ASSERT_IN_RANGE(0.0, scale_at(&scale, scale.low), 1e-9);
            ASSERT_IN_RANGE(100.0, scale_at(&scale, scale.high), 1e-9);
            ASSERT_EQ(0.0, scale_at(&scale, 0));
            ASSERT_EQ(100.0, scale_at(&scale, scale.high * 7));
            for (double share = 0; share <= 1; share += 1.0 / 64) {
                const double at = scale_at(&scale, scale.low + share * (scale.high - scale.low));

                ASSERT(at >= before && at <= 100);
                before = at;
            }
        }
    PASS();
}

TEST equal_factors_are_equal_steps_on_a_log_axis(void)
{
    const struct scale scale = scale_of(100, 10000, true);

    ASSERT_EQ(100.0, scale.low);
    ASSERT_EQ(10000.0, scale.high);
    ASSERT_IN_RANGE(50.0, scale_at(&scale, 1000), 1e-9);
    ASSERT_IN_RANGE(scale_at(&scale, 200), scale_at(&scale, 2000) - 50, 1e-9);
    PASS();
}

TEST ticks_are_few_round_and_in_order(void)
{
    for (size_t i = 0; i < RANGES; i++)
        for (int log = 0; log < 2; log++) {
            const struct scale scale = scale_of(ranges[i][0], ranges[i][1], log);
            double ticks[SCALE_TICKS];
            const size_t count = scale_ticks(&scale, ticks);

            ASSERT(count >= 2 && count <= SCALE_TICKS);
            for (size_t k = 0; k < count; k++) {
                ASSERT(ticks[k] >= scale.low * 0.9999999 && ticks[k] <= scale.high * 1.0000001);
                ASSERT(!k || ticks[k] > ticks[k - 1]);
                ASSERT(strlen(scale_label(ticks[k])) <= 6);
            }
        }
    PASS();
}

TEST labels_are_short(void)
{
    ASSERT_STR_EQ("0", scale_label(0));
    ASSERT_STR_EQ("500", scale_label(500));
    ASSERT_STR_EQ("1k", scale_label(1000));
    ASSERT_STR_EQ("1.5k", scale_label(1500));
    ASSERT_STR_EQ("24k", scale_label(24000));
    ASSERT_STR_EQ("2M", scale_label(2e6));
    ASSERT_STR_EQ("5G", scale_label(5e9));
    PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    RUN_TEST(everything_is_on_the_axis);
    RUN_TEST(equal_factors_are_equal_steps_on_a_log_axis);
    RUN_TEST(ticks_are_few_round_and_in_order);
    RUN_TEST(labels_are_short);
    GREATEST_MAIN_END();
}
