/* SPDX-License-Identifier: BSD-2-Clause */
/* Legs add up to the whole, or are no way. */
#include <greatest.h>

#include "guest/measure/legs.h"

#define LEGS 6

static const uint64_t cost[LEGS] = {5, 0, 0, 5, 5, 5};
static uint64_t at[LEGS + 1], leg[LEGS];

/* Points whose distances are 10, 20, 30 and so on. */
static void set_out(uint64_t from)
{
    at[0] = from;
    for (size_t i = 0; i < LEGS; i++)
        at[i + 1] = at[i] + 10 * (i + 1);
}

TEST legs_add_up_to_the_whole(void)
{
    static const uint64_t starts[] = {0, 1000, UINT64_MAX - 1000};

    for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++) {
        set_out(starts[i]);
        ASSERT(legs_cut(at, cost, LEGS, leg));
        ASSERT_EQ(5, leg[0]);
        ASSERT_EQ(20, leg[1]);
        ASSERT_EQ(35, leg[3]);
        ASSERT_EQ(at[LEGS] - at[0] - 20, legs_sum(leg, LEGS));
    }
    PASS();
}

TEST points_out_of_order_are_no_way(void)
{
    for (size_t i = 0; i <= LEGS; i++)
        for (size_t k = i + 1; k <= LEGS; k++) {
            set_out(1000);
            at[i] = at[k] + 1;
            ASSERT_FALSE(legs_cut(at, cost, LEGS, leg));
        }
    PASS();
}

TEST a_leg_of_no_length_is_one(void)
{
    set_out(1000);
    at[2] = at[1];
    ASSERT(legs_cut(at, cost, LEGS, leg));
    ASSERT_EQ(0, leg[1]);
    PASS();
}

/* Then the sum shows it. */
TEST a_leg_shorter_than_its_cost_does_not_wrap(void)
{
    set_out(1000);
    at[4] = at[3] + 2;
    ASSERT(legs_cut(at, cost, LEGS, leg));
    ASSERT_EQ(0, leg[3]);
    ASSERT(legs_sum(leg, LEGS) != at[LEGS] - at[0] - 20);
    PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    RUN_TEST(legs_add_up_to_the_whole);
    RUN_TEST(points_out_of_order_are_no_way);
    RUN_TEST(a_leg_of_no_length_is_one);
    RUN_TEST(a_leg_shorter_than_its_cost_does_not_wrap);
    GREATEST_MAIN_END();
}
