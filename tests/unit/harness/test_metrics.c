/* SPDX-License-Identifier: BSD-2-Clause */
/* The catalogue of metrics: in which order they are listed, and what is refused in which words. */
#define GREATEST_USE_ABBREVS 0 /* TEST is protocol/test.h's */
/* FAKES: capture */
#include <greatest.h>

#include "harness/catalogue/metrics.h"
#include "harness/catalogue/rules.h"
#include "tests/fakes/capture.h"

METRIC(plugged, "HOT-01", "plug to seen");
METRIC(late, "LAT-10", "timer late");
METRIC(late_by_far, "LAT-10", "later", .of = metric_late, .phased = true);
METRIC(read, "LAT-2", "read", .kvm = "mmio_read_user");
METRIC(write, "LAT-2", "write");

static struct rule rule[] = {{.id = "LAT-2"}, {.id = "LAT-10"}, {.id = "HOT-01"}};
static const struct rules rules = {.list = rule, .count = 3};

/* What is refused; by other files, as it were: none of them is found by its name. */
METRIC(of_nobody, "LAT-99", "no such rule");
METRIC(long_label, "LAT-2", "twenty characters, it", .kvm = "seven77");
METRIC(away_from_its_whole, "LAT-10", "late again", .of = metric_late);
static const struct declared_metric again
    __attribute__((used, no_reorder, section("doorbell_metrics"), aligned(8))) = {
        .id = "LAT-2.read", .label = "read again"};

GREATEST_TEST they_are_found(void)
{
    GREATEST_ASSERT_STR_EQ("LAT-10.late", metrics_find("LAT-10.late_by_far")->of);
    GREATEST_ASSERT(metrics_find("LAT-10.late_by_far")->phased);
    GREATEST_ASSERT_STR_EQ("read", metrics_find("LAT-2.read")->label);
    GREATEST_ASSERT_EQ(NULL, metrics_find("LAT-2"));
    GREATEST_ASSERT_EQ(NULL, metrics_find("LAT-2.rea"));
    GREATEST_ASSERT_EQ(NULL, metrics_find(""));
    GREATEST_PASS();
}

GREATEST_TEST their_order(void)
{
    static const char *const ids[] = {"LAT-2.read",         "LAT-2.write",    "LAT-10.late",
                                      "LAT-10.late_by_far", "HOT-01.plugged", "LAT-1.unknown"};
    const size_t count = sizeof(ids) / sizeof(ids[0]);

    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < count; k++) {
            const int order = metrics_order(ids[i], ids[k]);

            GREATEST_ASSERT_EQm(ids[i], (i > k) - (i < k), (order > 0) - (order < 0));
        }
    GREATEST_PASS();
}

GREATEST_TEST what_is_refused(void)
{
    const char *said;
    bool good;

    capture_start(2);
    good = metrics_check(&rules);
    said = capture_end();
    GREATEST_ASSERT_FALSE(good);
    GREATEST_ASSERT_STR_EQ("metric LAT-99.of_nobody: no suites/*/rules.cfg has its rule\n"
                           "metric LAT-2.long_label: its label is too long\n"
                           "metric LAT-10.away_from_its_whole: it does not stand directly behind "
                           "the metric that it is a part of\n"
                           "metric LAT-2.read: there are two of that name\n",
                           said);
    GREATEST_PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    GREATEST_RUN_TEST(they_are_found);
    GREATEST_RUN_TEST(their_order);
    GREATEST_RUN_TEST(what_is_refused);
    GREATEST_MAIN_END();
}
