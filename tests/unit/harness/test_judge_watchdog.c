/* SPDX-License-Identifier: BSD-2-Clause */
/* A vCPU that hangs in Xen cannot say so: the backend does, and ends the run. */
#define GREATEST_USE_ABBREVS 0 /* TEST is protocol/test.h's */
/* FAKES: fake_suite */

#include <greatest.h>
#include <string.h>

#include "tests/fakes/fake_suite.h"

#define HANGS "(d0) doorbell backend: watchdog: the vCPU did not come back"

static struct console console;

static struct outcome *hang_in(const char *begin, enum ending ending, int status)
{
    console_beta_fails(&console);
    console_cut(&console, begin);
    console_line(&console, HANGS);
    return console_judge(&console, &fake_scenario, &fake_expectations, ending, status);
}

GREATEST_TEST the_running_test_fails(void)
{
    struct outcome *outcome = hang_in("begin xabi.omega", ENDING_EXIT, 0);
    const struct test_result *omega = &outcome->tests[outcome->test_count - 1];

    GREATEST_ASSERT_EQ(VERDICT_FAIL, omega->verdict);
    GREATEST_ASSERT_STR_EQ("the vCPU did not come back", omega->reason);
    GREATEST_ASSERT_EQ(VERDICT_FAIL, outcome->verdict);
    GREATEST_ASSERT_EQ(0, outcome->problem_count); /* an orderly end */
    outcome_free(outcome);
    GREATEST_PASS();
}

GREATEST_TEST an_expectation_covers_it_but_not_what_never_ran(void)
{
    struct outcome *outcome = hang_in("begin bg.beta", ENDING_EXIT, 0);

    GREATEST_ASSERT_EQ(VERDICT_XFAIL, outcome->tests[1].verdict);
    GREATEST_ASSERT_EQ(VERDICT_ERROR, outcome->tests[2].verdict);
    GREATEST_ASSERT_EQ(VERDICT_ERROR, outcome->verdict);
    outcome_free(outcome);
    GREATEST_PASS();
}

GREATEST_TEST another_end_than_the_backends_is_a_problem(void)
{
    static const struct {
        enum ending ending;
        int status;
    } endings[] = {{ENDING_EOF, 0}, {ENDING_EXIT, 1}, {ENDING_SIGNAL, 9}, {ENDING_SILENT, 3}};

    for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
        struct outcome *outcome = hang_in("begin xabi.omega", endings[i].ending, endings[i].status);

        GREATEST_ASSERT(outcome->problem_count > 0);
        GREATEST_ASSERT(outcome->verdict >= VERDICT_FAIL);
        outcome_free(outcome);
    }
    GREATEST_PASS();
}

GREATEST_TEST outside_of_a_test_it_is_an_error(void)
{
    struct outcome *outcome = hang_in("verdict PASS bg.alpha", ENDING_EXIT, 0);

    GREATEST_ASSERT_EQ(VERDICT_ERROR, outcome->verdict);
    GREATEST_ASSERT(strstr(outcome->reason, "no test runs"));
    outcome_free(outcome);
    GREATEST_PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    GREATEST_RUN_TEST(the_running_test_fails);
    GREATEST_RUN_TEST(an_expectation_covers_it_but_not_what_never_ran);
    GREATEST_RUN_TEST(another_end_than_the_backends_is_a_problem);
    GREATEST_RUN_TEST(outside_of_a_test_it_is_an_error);
    GREATEST_MAIN_END();
}
