/* SPDX-License-Identifier: BSD-2-Clause */
/* Several boots of a scenario as one outcome: all samples, and no failure lost. */
#include <greatest.h>

#include <string.h>

#include "harness/result/outcome_boots.h"
#include "harness/support/heap.h"

/* An outcome with @count samples of LAT-1.x from @first on. */
static struct outcome *boot(enum verdict verdict, uint64_t first, size_t count)
{
    struct outcome *outcome = heap_zero(1, sizeof(*outcome));
    struct metric metric = {
        .id = heap_copy("LAT-1.x"), .label = heap_copy("x"), .unit = heap_copy("ns"), .batch = 1};

    for (size_t i = 0; i < count; i++)
        heap_append(metric.samples, metric.count, first + i);
    outcome->name = heap_copy("a");
    outcome->verdict = verdict;
    outcome->seconds = 1;
    outcome->waited = 0.25;
    heap_append(outcome->metrics, outcome->metric_count, metric);
    outcome_complete(outcome);
    return outcome;
}

TEST samples_are_in_the_order_of_boots(void)
{
    struct outcome *outcome = boot(VERDICT_PASS, 100, 2);
    const struct metric *metric;

    ASSERT_EQ(1, outcome_boots(outcome));
    outcome = outcome_add_boot(outcome, boot(VERDICT_XFAIL, 200, 2));
    outcome = outcome_add_boot(outcome, boot(VERDICT_PASS, 10, 2));
    metric = &outcome->metrics[0];
    ASSERT_EQ(3, outcome_boots(outcome));
    ASSERT_EQ(VERDICT_PASS, outcome->verdict);
    ASSERT_EQ(6, metric->count);
    ASSERT_EQ(100, metric->samples[0]);
    ASSERT_EQ(201, metric->samples[3]);
    ASSERT_EQ(11, metric->samples[5]);
    ASSERT_EQ(10, metric->stats.min);
    ASSERT_EQ(6, metric->stats.n);
    ASSERT(outcome->seconds > 2.9 && outcome->waited > 0.7);
    outcome_free(outcome);
    PASS();
}

TEST a_failure_is_all_of_it(void)
{
    struct outcome *outcome = boot(VERDICT_PASS, 100, 2);

    outcome = outcome_add_boot(outcome, boot(VERDICT_FAIL, 200, 2));
    ASSERT_EQ(VERDICT_FAIL, outcome->verdict);
    ASSERT_EQ(2, outcome->metrics[0].count);
    ASSERT_EQ(200, outcome->metrics[0].samples[0]);
    outcome = outcome_add_boot(outcome, boot(VERDICT_PASS, 300, 2));
    ASSERT_EQ(VERDICT_FAIL, outcome->verdict);
    outcome_free(outcome);
    PASS();
}

TEST boots_measure_the_same(void)
{
    struct outcome *outcome = boot(VERDICT_PASS, 100, 2), *other = boot(VERDICT_PASS, 100, 2);

    outcome = outcome_add_boot(outcome, boot(VERDICT_PASS, 100, 3));
    ASSERT_EQ(VERDICT_ERROR, outcome->verdict);
    ASSERT_STR_EQ("two boots did not measure LAT-1.x equally often", outcome->reason);
    ASSERT_EQ(1, outcome->problem_count);
    outcome_free(outcome);
    strcpy(other->metrics[0].id, "LAT-1.y");
    outcome = outcome_add_boot(boot(VERDICT_PASS, 100, 2), other);
    ASSERT_EQ(VERDICT_ERROR, outcome->verdict);
    outcome_free(outcome);
    PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    RUN_TEST(samples_are_in_the_order_of_boots);
    RUN_TEST(a_failure_is_all_of_it);
    RUN_TEST(boots_measure_the_same);
    GREATEST_MAIN_END();
}
