/* SPDX-License-Identifier: BSD-2-Clause */
/* Noise does not count as a change: few samples, a clock's spread, a host that was busy. */
/* FAKES: two_reports */
#include <greatest.h>

#include <stdlib.h>
#include <string.h>

#include "harness/support/heap.h"
#include "tests/fakes/two_reports.h"

TEST few_samples_tell_nothing(void)
{
    char *text;

    ASSERT_EQ(EXIT_OK, compared(WITH(TESTED("PASS"), MEASURED("ns", "9,9,9")),
                                WITH(TESTED("PASS"), MEASURED("ns", "9000,9000,9000"))));
    ASSERT_EQ(DOUBT_FEW, comparison.metrics[0].doubt);
    text = comparison_words(false);
    ASSERT(strstr(text, "\nToo few samples to tell: 1 metric.\n"));
    free(text);
    come_apart();
    PASS();
}

/* One report with 20 samples around @at nanoseconds, to free(). */
static char *clocked(unsigned int at)
{
    char *samples = heap_format("%u", at), *run;

    for (unsigned int i = 1; i < 20; i++) {
        char *more = heap_format("%s,%u", samples, at + i);

        free(samples);
        samples = more;
    }
    run = heap_format(WITH(TESTED("PASS"), "{\"id\": \"LAT-1.x\", \"unit\": \"ns\", \"n\": 20, "
                                           "\"samples\": [%s]}"),
                      samples);
    free(samples);
    return run;
}

TEST a_clock_is_believed_with_an_interval(void)
{
    char *before = clocked(1000), *same = clocked(1005), *little = clocked(1040),
         *much = clocked(1200), *text;

    ASSERT_EQ(EXIT_OK, compared(before, same));
    ASSERT_EQ(DOUBT_NOISE, comparison.metrics[0].doubt);
    text = comparison_words(false);
    ASSERT(strstr(text, "\nNo significant change: 1 metric.\n"));
    free(text);
    come_apart();
    ASSERT_EQ(EXIT_OK, compared(before, little)); /* sure, but below the thresholds */
    ASSERT_EQ(DOUBT_SURE, comparison.metrics[0].doubt);
    come_apart();
    ASSERT_EQ(EXIT_FAIL, compared(before, much));
    ASSERT(comparison.metrics[0].low < 200 && comparison.metrics[0].high > 200);
    come_apart();
    ASSERT_EQ(EXIT_OK, status_of(much, before));
    free(before);
    free(same);
    free(little);
    free(much);
    PASS();
}

/* A slower Xen, or a host that had more to do? */
TEST a_busier_host_leaves_it_open(void)
{
    char *before = clocked(1000), *much = clocked(1200), *text;
    const double idle[] = {10, 0.1}, alike[] = {10, 1.5}, busier[] = {10, 3}, busy[] = {20, 14};

    ASSERT_EQ(EXIT_OK, status_of(before, before));
    ASSERT_EQ(EXIT_FAIL, compared_on(before, idle, much, alike));
    come_apart();
    ASSERT_EQ(EXIT_ERROR, compared_on(before, idle, much, busy));
    ASSERT_EQ(DOUBT_HOST, comparison.metrics[0].doubt);
    text = comparison_words(false);
    ASSERT(strstr(text, "  host too noisy to tell\n"));
    ASSERT(strstr(text, "\nThe host was busy with other things, at least in one run: 1 metric."));
    free(text);
    come_apart();
    ASSERT_EQ(EXIT_ERROR, compared_on(much, busy, before, idle));
    come_apart();
    ASSERT_EQ(EXIT_ERROR, compared_on(before, idle, much, busier));
    come_apart();
    ASSERT_EQ(EXIT_FAIL, compared_on(before, alike, much, busier));
    come_apart();
    ASSERT_EQ(EXIT_ERROR, compared_on(before, busy, much, busy));
    come_apart();
    ASSERT_EQ(EXIT_OK, compared_on(before, idle, before, busy));
    come_apart();
    free(before);
    free(much);
    PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    SET_SETUP(options_reset, NULL);
    RUN_TEST(few_samples_tell_nothing);
    RUN_TEST(a_clock_is_believed_with_an_interval);
    RUN_TEST(a_busier_host_leaves_it_open);
    GREATEST_MAIN_END();
}
