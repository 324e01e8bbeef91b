/* SPDX-License-Identifier: BSD-2-Clause */
/* What counts as a change, and what it comes to. */
/* FAKES: two_reports */
#include <greatest.h>

#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>

#include "harness/support/heap.h"
#include "tests/fakes/two_reports.h"

TEST the_same_is_no_change(void)
{
    ASSERT_EQ(EXIT_OK, compared(BASE, BASE));
    ASSERT_EQ(1, comparison.compared);
    ASSERT_EQ(1, comparison.metric_count);
    ASSERT_EQ(CHANGE_NONE, comparison.metrics[0].change);
    ASSERT_EQ(0, comparison.test_count + comparison.scenario_count + comparison.fact_count);
    come_apart();
    PASS();
}

TEST scenarios_of_different_names_can_be_paired(void)
{
    static const char other[] =
        RUN(SCENARIO("b", "\"gic\": \"v3\"", TESTED("FAIL"), MEASURED("insn", "9,19342,19342")));

    ASSERT_EQ(EXIT_ERROR, status_of(BASE, other)); /* one is gone, one is new */
    options.scenarios = (struct globs){.list = {"a=b"}, .count = 1};
    ASSERT_EQ(EXIT_FAIL, compared(BASE, other));
    ASSERT_EQ(1, comparison.compared);
    ASSERT_EQ(0, comparison.scenario_count);
    ASSERT_EQ(1, comparison.test_count);
    ASSERT_EQ(CHANGE_WORSE, comparison.tests[0].change);
    ASSERT_IN_RANGE(100.0, comparison.metrics[0].difference, 0);
    come_apart();
    options.scenarios = (struct globs){.list = {"a=c"}, .count = 1};
    ASSERT_EQ(EXIT_ERROR, status_of(BASE, other)); /* there is no c */
    PASS();
}

TEST instructions_are_exact(void)
{
    const char *slower = WITH(TESTED("PASS"), MEASURED("insn", "19342,19342,19342"));

    ASSERT_EQ(EXIT_FAIL, compared(BASE, slower));
    ASSERT_EQ(DOUBT_NONE, comparison.metrics[0].doubt);
    ASSERT_IN_RANGE(100.0, comparison.metrics[0].difference, 0);
    ASSERT_IN_RANGE(0.5197, comparison.metrics[0].percent, 0.0001);
    come_apart();
    ASSERT_EQ(EXIT_OK, status_of(slower, BASE)); /* faster */
    ASSERT_EQ(EXIT_OK,
              status_of(BASE, WITH(TESTED("PASS"), MEASURED("insn", "19250,19250,19250"))));
    PASS();
}

/* Beyond means beyond, and both. */
TEST both_thresholds_must_be_exceeded(void)
{
    const char *slower = WITH(TESTED("PASS"), MEASURED("insn", "19342,19342,19342"));
    const char *zero = WITH(TESTED("PASS"), MEASURED("insn", "0,0,0"));
    static const struct {
        double percent, absolute;
        int status;
    } cases[] = {{0, 0, EXIT_FAIL},   {-1, 100, EXIT_OK},    {-1, 99, EXIT_FAIL},
                 {0.53, -1, EXIT_OK}, {0.51, -1, EXIT_FAIL}, {0.51, 100, EXIT_OK},
                 {0.53, 99, EXIT_OK}};

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        options.percent = cases[i].percent;
        options.absolute = cases[i].absolute;
        ASSERT_EQ(cases[i].status, status_of(BASE, slower));
    }
    ASSERT_EQ(EXIT_FAIL, status_of(zero, slower)); /* of nothing, no percentage is enough */
    PASS();
}

TEST verdicts_get_better_and_worse(void)
{
    static const struct {
        const char *old, *new;
        enum change_kind change;
        int status;
    } cases[] = {
        {"PASS", "FAIL", CHANGE_WORSE, EXIT_FAIL},    {"PASS", "CRASH", CHANGE_WORSE, EXIT_FAIL},
        {"XFAIL", "XPASS", CHANGE_WORSE, EXIT_FAIL},  {"SKIP", "FAIL", CHANGE_WORSE, EXIT_FAIL},
        {"ERROR", "FAIL", CHANGE_WORSE, EXIT_FAIL},   {"FAIL", "TIMEOUT", CHANGE_WORSE, EXIT_FAIL},
        {"PASS", "SKIP", CHANGE_UNKNOWN, EXIT_ERROR}, {"PASS", "ERROR", CHANGE_UNKNOWN, EXIT_ERROR},
        {"FAIL", "SKIP", CHANGE_UNKNOWN, EXIT_ERROR}, {"FAIL", "PASS", CHANGE_BETTER, EXIT_OK},
        {"CRASH", "FAIL", CHANGE_OTHER, EXIT_OK},     {"PASS", "XFAIL", CHANGE_OTHER, EXIT_OK},
        {"SKIP", "PASS", CHANGE_OTHER, EXIT_OK},      {"TIMEOUT", "XFAIL", CHANGE_BETTER, EXIT_OK},
    };
    const char *plain =
        "{\"name\": \"lat.x\", \"rule\": \"LAT-1\", \"verdict\": \"%s\", \"details\": []}";

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char *tests[2] = {heap_format(plain, cases[i].old), heap_format(plain, cases[i].new)};
        char *runs[2];
        int status;

        for (size_t k = 0; k < 2; k++) {
            runs[k] = heap_format(RUN(SCENARIO("a", "", "%s", "")), tests[k]);
            free(tests[k]);
        }
        status = compared(runs[0], runs[1]);
        ASSERT_EQ_FMT(1, (int)comparison.test_count, "%d");
        ASSERT_EQm(cases[i].new, cases[i].change, comparison.tests[0].change);
        ASSERT_EQm(cases[i].new, cases[i].status, status);
        come_apart();
        free(runs[0]);
        free(runs[1]);
    }
    PASS();
}

/* What the old run told and the new one does not is no success; what is new is only named. */
TEST what_is_gone_fails_closed(void)
{
    const char *no_metric = WITH(TESTED("PASS"), "");
    const char *no_test = WITH("", MEASURED("insn", "19242,19242,9"));
    const char *other = RUN(SCENARIO("b", "", TESTED("PASS"), ""));

    ASSERT_EQ(EXIT_ERROR, status_of(BASE, no_metric));
    ASSERT_EQ(EXIT_OK, status_of(no_metric, BASE));
    ASSERT_EQ(EXIT_ERROR, status_of(BASE, no_test));
    ASSERT_EQ(EXIT_ERROR, status_of(BASE, other));
    ASSERT_EQ(EXIT_ERROR, status_of(BASE, NO_RUN));
    ASSERT_EQ(EXIT_ERROR, status_of(NO_RUN, BASE)); /* nothing was compared at all */
    ASSERT_EQ(EXIT_ERROR, status_of(NO_RUN, NO_RUN));
    PASS();
}

/* All tests passed, then Xen crashed. */
TEST a_crash_may_be_no_tests(void)
{
    const char *crashed = "{\"format\": \"doorbell\", \"version\": 1, \"verdict\": \"CRASH\", "
                          "\"scenarios\": [{\"name\": \"a\", \"verdict\": \"CRASH\", "
                          "\"reason\": \"Xen panicked\", \"problems\": [], \"tests\": "
                          "[" TESTED("PASS") "], \"metrics\": [], \"console\": []}]}";

    ASSERT_EQ(EXIT_FAIL, compared(RUN(SCENARIO("a", "", TESTED("PASS"), "")), crashed));
    ASSERT_EQ(1, comparison.scenario_count);
    come_apart();
    ASSERT_EQ(EXIT_OK, status_of(crashed, crashed));
    PASS();
}

TEST units_are_never_mixed(void)
{
    ASSERT_EQ(EXIT_ERROR, compared(BASE, WITH(TESTED("PASS"), MEASURED("ns", "9,9,9"))));
    ASSERT_EQ(DOUBT_UNITS, comparison.metrics[0].doubt);
    come_apart();
    PASS();
}

TEST a_choice_holds_on_both_sides(void)
{
    const char *more =
        RUN(SCENARIO("a", "\"gic\": \"v3\"", TESTED("PASS"),
                     MEASURED("insn", "19242,1,19242")) "," SCENARIO("b", "", TESTED("FAIL"), ""));

    ASSERT_EQ(EXIT_ERROR, status_of(more, BASE));
    options.scenarios = (struct globs){.list = {"a"}, .count = 1};
    ASSERT_EQ(EXIT_OK, status_of(more, BASE));
    options.scenarios = (struct globs){.list = {"c"}, .count = 1};
    ASSERT_EQ(EXIT_ERROR, status_of(BASE, BASE));
    options_reset(NULL);
    options.rules = (struct globs){.list = {"BG-*"}, .count = 1};
    ASSERT_EQ(EXIT_ERROR, status_of(BASE, BASE));
    options.rules = (struct globs){.list = {"lat.x"}, .count = 1};
    ASSERT_EQ(EXIT_OK, compared(BASE, BASE));
    ASSERT_EQ(1, comparison.metric_count);
    come_apart();
    PASS();
}

/* Half of a rule's tests is no reason to expect its metrics. */
TEST metrics_go_with_all_tests_of_their_rule(void)
{
    const char *two = WITH(TESTED("PASS") ",{\"name\": \"lat.y\", \"rule\": \"LAT-1\", "
                                          "\"verdict\": \"PASS\", \"details\": []}",
                           MEASURED("insn", "1,2,3"));

    options.rules = (struct globs){.list = {"lat.y"}, .count = 1};
    ASSERT_EQ(EXIT_OK, compared(two, two));
    ASSERT_EQ(0, comparison.metric_count);
    come_apart();
    options.rules = (struct globs){.list = {"LAT-1"}, .count = 1};
    ASSERT_EQ(EXIT_OK, compared(two, two));
    ASSERT_EQ(1, comparison.metric_count);
    come_apart();
    options.rules = (struct globs){.list = {"LAT-1*"}, .count = 1};
    ASSERT_EQ(EXIT_OK, status_of(two, two));
    PASS();
}

TEST environments_are_compared(void)
{
    const char *other = RUN(SCENARIO("a", "\"gic\": \"v2\", \"cpu\": \"x\"", TESTED("PASS"),
                                     "") "," SCENARIO("b", "\"gic\": \"v2\"", TESTED("PASS"), ""));
    const char *before = RUN(SCENARIO("a", "\"gic\": \"v3\"", TESTED("PASS"),
                                      "") "," SCENARIO("b", "\"gic\": \"v3\"", TESTED("PASS"), ""));

    ASSERT_EQ(EXIT_OK, compared(before, other));
    ASSERT_EQ(2, comparison.fact_count);
    ASSERT_STR_EQ("env.gic", comparison.facts[0].key);
    ASSERT_STR_EQ("v3", comparison.facts[0].old);
    ASSERT_STR_EQ("v2", comparison.facts[0].new);
    ASSERT_EQ(2, comparison.facts[0].scenario_count);
    ASSERT_EQ(NULL, comparison.facts[1].old);
    come_apart();
    PASS();
}

TEST reports_say_it(void)
{
    const cJSON *metric;
    cJSON *root;
    char *text;

    compared(BASE, RUN(SCENARIO("a", "\"gic\": \"v2\"", TESTED("FAIL"),
                                MEASURED("insn", "19342,19342,19342"))));
    text = comparison_words(false);
    ASSERT(strstr(text, "env.gic          v3 -> v2 (a)\n"));
    ASSERT(strstr(text, "WORSE    a/lat.x  LAT-1: PASS -> FAIL\n"));
    ASSERT(strstr(text, "19242 insn    19342 insn     +100   +0.52 %  slower\n"));
    ASSERT(strstr(text, "Worse: 1 test, 1 metric. Better: nothing. Could not tell: nothing.\n"));
    free(text);
    text = comparison_words(true);
    root = cJSON_Parse(text);
    ASSERT(root);
    ASSERT_STR_EQ("worse", cJSON_GetObjectItem(root, "change")->valuestring);
    ASSERT_EQ(EXIT_FAIL, cJSON_GetObjectItem(root, "exit_status")->valueint);
    metric = cJSON_GetObjectItem(root, "metrics")->child;
    ASSERT_EQ(100, cJSON_GetObjectItem(metric, "difference")->valueint);
    ASSERT_STR_EQ("exact", cJSON_GetObjectItem(metric, "remark")->valuestring);
    ASSERT(cJSON_IsNull(cJSON_GetObjectItem(metric, "low")));
    cJSON_Delete(root);
    free(text);
    come_apart();
    PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    SET_SETUP(options_reset, NULL);
    RUN_TEST(the_same_is_no_change);
    RUN_TEST(scenarios_of_different_names_can_be_paired);
    RUN_TEST(instructions_are_exact);
    RUN_TEST(both_thresholds_must_be_exceeded);
    RUN_TEST(verdicts_get_better_and_worse);
    RUN_TEST(what_is_gone_fails_closed);
    RUN_TEST(a_crash_may_be_no_tests);
    RUN_TEST(units_are_never_mixed);
    RUN_TEST(a_choice_holds_on_both_sides);
    RUN_TEST(metrics_go_with_all_tests_of_their_rule);
    RUN_TEST(environments_are_compared);
    RUN_TEST(reports_say_it);
    GREATEST_MAIN_END();
}
