/* SPDX-License-Identifier: BSD-2-Clause */
/* Intervals of the difference of two medians: noise seldom leaves zero out, a change does. */
#include <greatest.h>

#include "harness/views/compare/confidence.h"

static uint64_t state = 88172645463325252u;

static uint64_t next(void)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state;
}

/* Like a latency: a floor, what is above it halves again and again, and now and then an outlier. */
static void draw(uint64_t *samples, size_t n, uint64_t floor)
{
    for (size_t i = 0; i < n; i++) {
        samples[i] = floor + next() % 100;
        for (unsigned int depth = 0; depth < 10 && next() % 2; depth++)
            samples[i] += 50;
        if (next() % 50 == 0)
            samples[i] += 20000;
    }
}

TEST noise_is_seldom_significant(void)
{
    uint64_t one[100], two[100];
    size_t wrong = 0, missed = 0;
    double low, high;

    for (size_t trial = 0; trial < 2000; trial++) {
        draw(one, 100, 1000);
        draw(two, 100, 1000);
        ASSERT(confidence_of_medians(one, 100, two, 100, &low, &high));
        wrong += low > 0 || high < 0;
        draw(two, 100, 1150);
        ASSERT(confidence_of_medians(one, 100, two, 100, &low, &high));
        missed += low <= 0;
        ASSERT(low < high);
    }
    ASSERT(wrong <= 2); /* 99.9 % of 2000 are all but 2 */
    ASSERT(missed <= 40);
    PASS();
}

/* A host that is slow for a while, then fast again, is no change of Xen. */
TEST slow_spells_are_seldom_significant(void)
{
    uint64_t both[2][100];
    size_t wrong = 0;
    double low, high;

    for (size_t trial = 0; trial < 2000; trial++) {
        for (size_t side = 0; side < 2; side++) {
            draw(both[side], 100, 1000);
            for (size_t i = 0, spell = 0; i < 100; i++) {
                spell = i % 10 ? spell : next() % 4 * 300;
                both[side][i] += spell;
            }
        }
        ASSERT(confidence_of_medians(both[0], 100, both[1], 100, &low, &high));
        wrong += low > 0 || high < 0;
    }
    ASSERT(wrong <= 40);
    PASS();
}

/* Each tenth is a boot, with a floor of its own: that is no change of Xen either. */
TEST boots_differ(void)
{
    uint64_t both[2][100];
    size_t wrong = 0, missed = 0;
    double low, high;

    for (size_t trial = 0; trial < 2000; trial++) {
        for (size_t side = 0; side < 2; side++)
            for (size_t boot = 0; boot < 10; boot++)
                draw(both[side] + 10 * boot, 10, 1000 + next() % 200);
        ASSERT(confidence_of_medians(both[0], 100, both[1], 100, &low, &high));
        wrong += low > 0 || high < 0;
        for (size_t i = 0; i < 100; i++)
            both[1][i] += 400;
        ASSERT(confidence_of_medians(both[0], 100, both[1], 100, &low, &high));
        missed += low <= 0;
    }
    ASSERT(wrong <= 2);
    ASSERT(missed <= 40);
    PASS();
}

TEST few_samples_tell_nothing(void)
{
    uint64_t samples[CONFIDENCE_LEAST];
    double low, high;

    draw(samples, CONFIDENCE_LEAST, 100);
    ASSERT_FALSE(confidence_of_medians(samples, CONFIDENCE_LEAST - 1, samples, CONFIDENCE_LEAST,
                                       &low, &high));
    ASSERT_FALSE(confidence_of_medians(samples, CONFIDENCE_LEAST, samples, 1, &low, &high));
    ASSERT(
        confidence_of_medians(samples, CONFIDENCE_LEAST, samples, CONFIDENCE_LEAST, &low, &high));
    ASSERT(low < 0 && high > 0);
    PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    RUN_TEST(noise_is_seldom_significant);
    RUN_TEST(slow_spells_are_seldom_significant);
    RUN_TEST(boots_differ);
    RUN_TEST(few_samples_tell_nothing);
    GREATEST_MAIN_END();
}
