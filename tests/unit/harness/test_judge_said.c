/* SPDX-License-Identifier: BSD-2-Clause */
/* Text that a says record announces: all of it arrives, in whatever lines, or the test fails. */
#define GREATEST_USE_ABBREVS 0 /* TEST is protocol/test.h's */
/* FAKES: fake_suite */

#include <greatest.h>
#include <stdio.h>
#include <string.h>

#include "protocol/config.h"
#include "tests/fakes/fake_suite.h"

#define LINES_MAX 4

/* What arrives of 5 characters, "abdgk", of bg.beta; how it is judged. */
static const struct {
    const char *lines[LINES_MAX];
    bool right;
} cases[] = {
    {{"(d1) abdgk"}, true},
    {{"(d1) abd", "(d1) gk"}, true},
    {{"(d1) abdgk\r"}, true},
    {{"(XEN) DOM1: abdg", "(XEN) DOM1: k"}, true},
    {{"(XEN) [    1.234567] DOM1: abdgk"}, true},
    {{"(XEN) abdgk"}, true},
    {{"abdgk"}, true},
    {{"(d1) abdgk", "(d1) "}, true},
    /* Other lines in between. */
    {{"(d1) abd", "(XEN) d1v0: a message", "doorbell backend: attached", "(d1) gk"}, true},
    {{"(d1) abdgk", "(XEN) d1 ends"}, true},
    /* Nothing, too few, too many, others, another order. */
    {{NULL}, false},
    {{"(XEN) a message"}, false},
    {{"(d1) abdg"}, false},
    {{"(d1) bdgk"}, false},
    {{"(d1) abgk"}, false},
    {{"(d1) abdgka"}, false},
    {{"(d1) abdgk", "(d1) abdgk"}, false},
    {{"(d1) abddk"}, false},
    {{"(d1) dgk", "(d1) ab"}, false},
    {{"(d1) abdgk?"}, false},
    {{"(d1) abd gk"}, false},
};

static struct console console;

/* A run of which bg.beta has said 5 characters, and these lines arrived. */
static void said(const char *const lines[LINES_MAX], bool beta_fails)
{
    size_t at;

    if (beta_fails)
        console_beta_fails(&console);
    else
        console_good(&console);
    console_change(&console, "beta is about to start", "says", "XABI-14 5");
    at = console_find(&console, " says ");
    for (size_t i = 0; i < LINES_MAX && lines[i]; i++)
        console_insert(&console, at + 1 + i, lines[i]);
}

static const struct test_result *beta(const struct outcome *outcome)
{
    return &outcome->tests[1];
}

GREATEST_TEST it_all_arrives_or_the_test_fails(void)
{
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const enum verdict wanted = cases[i].right ? VERDICT_PASS : VERDICT_FAIL;
        struct outcome *outcome;

        said(cases[i].lines, false);
        outcome = console_judge(&console, &fake_scenario, NULL, ENDING_EXIT, EXIT_OK);
        if (beta(outcome)->verdict != wanted || outcome->verdict != wanted) {
            printf("case %zu: %s\n", i, verdict_name(outcome->verdict));
            GREATEST_FAIL();
        }
        GREATEST_ASSERT_EQ(0, outcome->problem_count);
        outcome_free(outcome);
    }
    GREATEST_PASS();
}

GREATEST_TEST it_fails_by_the_rule_that_was_announced(void)
{
    static const char *const lines[LINES_MAX] = {"(d1) abgk"};
    struct outcome *outcome;

    said(lines, false);
    outcome = console_judge(&console, &fake_scenario, NULL, ENDING_EXIT, EXIT_OK);
    GREATEST_ASSERT_EQ(1, beta(outcome)->detail_count);
    GREATEST_ASSERT_STR_EQ("XABI-14", beta(outcome)->details[0].rule);
    GREATEST_ASSERT_STR_EQ("of 5 characters that were written, 4 arrived, the first 2 of them "
                           "right",
                           beta(outcome)->reason);
    outcome_free(outcome);
    GREATEST_PASS();
}

GREATEST_TEST a_failure_of_the_guests_own_counts_too(void)
{
    static const char *const lines[LINES_MAX] = {"(d1) abdgk"};
    struct outcome *outcome;

    said(lines, true);
    outcome = console_judge(&console, &fake_scenario, NULL, ENDING_EXIT, EXIT_FAIL);
    GREATEST_ASSERT_EQ(VERDICT_FAIL, beta(outcome)->verdict);
    GREATEST_ASSERT_STR_EQ("beta is 0, must be 1", beta(outcome)->reason);
    outcome_free(outcome);
    said((const char *const[LINES_MAX]){NULL}, true);
    outcome = console_judge(&console, &fake_scenario, NULL, ENDING_EXIT, EXIT_FAIL);
    GREATEST_ASSERT_EQ(VERDICT_FAIL, beta(outcome)->verdict);
    GREATEST_ASSERT_EQ(2, beta(outcome)->detail_count);
    outcome_free(outcome);
    GREATEST_PASS();
}

GREATEST_TEST an_announcement_has_a_rule_and_a_count(void)
{
    static const char *const wrong[] = {"XABI-14", "XABI-14 0", "XABI-14 4097", "XABI-14 5 6",
                                        "XABI-14 x"};

    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        console_good(&console);
        console_change(&console, "beta is about to start", "says", wrong[i]);
        GREATEST_ASSERT(console_comes_to(&console, &fake_scenario, ENDING_EXIT, EXIT_OK,
                                         VERDICT_ERROR, "cannot read its says"));
    }
    GREATEST_PASS();
}

GREATEST_TEST a_run_that_ends_within_is_what_it_was(void)
{
    said(cases[0].lines, false);
    console_cut(&console, " says ");
    GREATEST_ASSERT(
        console_comes_to(&console, &fake_scenario, ENDING_SILENT, 10, VERDICT_TIMEOUT, "bg.beta"));
    GREATEST_PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    GREATEST_RUN_TEST(it_all_arrives_or_the_test_fails);
    GREATEST_RUN_TEST(it_fails_by_the_rule_that_was_announced);
    GREATEST_RUN_TEST(a_failure_of_the_guests_own_counts_too);
    GREATEST_RUN_TEST(an_announcement_has_a_rule_and_a_count);
    GREATEST_RUN_TEST(a_run_that_ends_within_is_what_it_was);
    GREATEST_MAIN_END();
}
