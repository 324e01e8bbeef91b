/* SPDX-License-Identifier: BSD-2-Clause */
/* An expectation is about its symptom: another failure of the same test is not a known one. */
#define GREATEST_USE_ABBREVS 0 /* TEST is protocol/test.h's */
/* FAKES: fake_suite */

#include <greatest.h>

#include "harness/catalogue/config_file.h"
#include "harness/catalogue/expectations.h"
#include "tests/fakes/fake_suite.h"

static struct console console;

/* What bg.beta comes to after the record @kind @payload and, unless NULL, a failure before it. */
static enum verdict beta(const char *failure, const char *kind, const char *payload)
{
    const int status = strcmp(kind, "error") ? EXIT_FAIL : EXIT_ERROR;
    struct outcome *outcome;
    enum verdict verdict;

    console_beta_fails(&console);
    console_change(&console, "fail BG-06", kind, payload);
    if (failure)
        console_change(&console, "note beta", "fail", failure);
    if (status == EXIT_ERROR) {
        console_change(&console, "verdict FAIL", "verdict", "ERROR bg.beta");
        console_change(&console, "summary", "summary", "4 0 1 0");
        strcpy(console.lines[console.count - 1], "(d1) Test result: ERROR");
    }
    outcome = console_judge(&console, &fake_scenario, &fake_expectations, ENDING_EXIT, status);
    verdict = outcome->tests[1].verdict;
    if (verdict == VERDICT_FAIL)
        verdict = strstr(outcome->tests[1].details[2].text, "expectations.cfg:7") ? VERDICT_FAIL
                                                                                  : VERDICT_CRASH;
    outcome_free(outcome);
    return verdict;
}

GREATEST_TEST only_the_known_failure_is_expected(void)
{
    GREATEST_ASSERT_EQ(VERDICT_XFAIL, beta(NULL, "fail", "BG-06 beta.c:12 beta is 0, must be 1"));
    GREATEST_ASSERT_EQ(VERDICT_XFAIL, beta(NULL, "fail", "BG-06 beta.c:99 beta is 0, must be 7"));
    GREATEST_ASSERT_EQ(VERDICT_FAIL, beta(NULL, "fail", "BG-06 beta.c:12 beta is 2, must be 1"));
    GREATEST_ASSERT_EQ(VERDICT_FAIL, beta(NULL, "fail", "BG-06 beta.c:12 gamma: beta is 0"));
    GREATEST_PASS();
}

GREATEST_TEST one_other_failure_is_enough(void)
{
    GREATEST_ASSERT_EQ(VERDICT_XFAIL, beta("BG-06 beta.c:11 beta is 0, must be 1", "fail",
                                           "BG-06 beta.c:12 beta is 0, must be 2"));
    GREATEST_ASSERT_EQ(VERDICT_FAIL, beta("BG-06 beta.c:11 beta is 0, must be 1", "fail",
                                          "BG-06 beta.c:12 beta is 2, must be 1"));
    GREATEST_ASSERT_EQ(VERDICT_FAIL, beta("BG-06 beta.c:11 gamma is 0", "fail",
                                          "BG-06 beta.c:12 beta is 0, must be 1"));
    GREATEST_PASS();
}

GREATEST_TEST an_error_is_known_by_its_reason(void)
{
    GREATEST_ASSERT_EQ(VERDICT_XFAIL, beta(NULL, "error", "beta is 0"));
    GREATEST_ASSERT_EQ(VERDICT_ERROR, beta(NULL, "error", "no memory"));
    GREATEST_PASS();
}

GREATEST_TEST a_defect_can_skip_a_scenario(void)
{
    static char *tests[] = {"bg.alpha", NULL}, *skips[] = {"fa*", NULL};
    static struct expectation list[] = {
        {.test = tests, .xen = "4.21 -", .skips = skips, .reason = "no clock", .upstream = "new"},
        {.test = tests, .xen = "4.20 -", .skips = skips, .reason = "no bus", .upstream = "old"},
    };
    const struct expectations expectations = {list, 2};
    struct outcome *outcome;

    console_beta_fails(&console);
    outcome = console_judge(&console, &fake_scenario, &expectations, ENDING_EXIT, EXIT_FAIL);
    GREATEST_ASSERT_EQ(VERDICT_SKIP, outcome->verdict);
    GREATEST_ASSERT_STR_EQ("no bus (old)", outcome->reason);
    GREATEST_ASSERT_EQ(VERDICT_SKIP, outcome->tests[0].verdict);
    GREATEST_ASSERT(outcome->lacks);
    outcome_free(outcome);
    console_panic(&console, "of its own"); /* that is another matter */
    outcome = console_judge(&console, &fake_scenario, &expectations, ENDING_EXIT, EXIT_FAIL);
    GREATEST_ASSERT_EQ(VERDICT_CRASH, outcome->verdict);
    outcome_free(outcome);
    GREATEST_PASS();
}

/* Each symptom of the file itself: one that fits anything would hide anything. */
GREATEST_TEST no_symptom_fits_anything(void)
{
    config_t config;
    const config_setting_t *list =
        config_open_list(&config, "suites/expectations.cfg", "expectations");

    GREATEST_ASSERT(list && config_setting_length(list) > 20);
    for (int i = 0; i < config_setting_length(list); i++) {
        const config_setting_t *symptom =
            config_setting_get_member(config_setting_get_elem(list, (unsigned int)i), "symptom");
        const bool single = !config_setting_is_aggregate(symptom);

        for (int k = 0; k < (single ? 1 : config_setting_length(symptom)); k++) {
            const char *glob = single ? config_setting_get_string(symptom)
                                      : config_setting_get_string_elem(symptom, k);
            size_t wild = 0;

            for (const char *at = glob; *at; at++)
                wild += *at == '*' || *at == '?';
            GREATEST_ASSERTm(glob, strlen(glob) - wild >= 6);
            GREATEST_ASSERT_FALSEm(glob, glob_matches(glob, "x0 is 0x1, must be 0x2"));
            GREATEST_ASSERT_FALSEm(glob, glob_matches(glob, "the device has failed"));
        }
    }
    config_destroy(&config);
    GREATEST_PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    GREATEST_RUN_TEST(only_the_known_failure_is_expected);
    GREATEST_RUN_TEST(one_other_failure_is_enough);
    GREATEST_RUN_TEST(an_error_is_known_by_its_reason);
    GREATEST_RUN_TEST(a_defect_can_skip_a_scenario);
    GREATEST_RUN_TEST(no_symptom_fits_anything);
    GREATEST_MAIN_END();
}
