/* SPDX-License-Identifier: BSD-2-Clause */
/* Trials: what is said in one is neither printed nor the running test's verdict. */
#define GREATEST_USE_ABBREVS 0 /* TEST is protocol/test.h's */
#include <greatest.h>
#include <stdlib.h>
#include <string.h>

#include "guest/test/report.h"
#include "runtime/console.h"

static char printed[8192];

void console_write(const char *text, size_t length)
{
    strncat(printed, text, length);
}

static void nothing(void)
{
}

static const struct test running = {
    .group = "bg", .name = "x", .rule = "BG-01", .title = "t", .run = nothing};

static const struct test other = {
    .group = "vio", .name = "y", .rule = "VIO-02", .title = "t", .run = nothing};

static void setup(void *arg)
{
    (void)arg;
    printed[0] = '\0';
    report_begin(&running);
}

/* Ends the test; whether its verdict's record has @text. */
static bool ends_with(const char *text)
{
    report_end();
    return strstr(printed, text) != NULL;
}

GREATEST_TEST a_failure_inside_stays_inside(void)
{
    struct report_trial trial;

    expect(true);
    report_trial_begin(&other);
    expect_eq(1, 2);
    report_note("a note");
    report_error("an error after it");
    trial = report_trial_end();
    GREATEST_ASSERT(trial.failed && !trial.passed && !trial.skipped);
    GREATEST_ASSERT_STR_EQ("1 is 0x1, expected 0x2", trial.text);
    GREATEST_ASSERT_FALSE(strstr(printed, "note"));
    GREATEST_ASSERT_FALSE(strstr(printed, "fail"));
    GREATEST_ASSERT(ends_with("verdict PASS bg.x !"));
    GREATEST_PASS();
}

GREATEST_TEST outcomes(void)
{
    struct report_trial trial;

    report_trial_begin(&other);
    trial = report_trial_end();
    GREATEST_ASSERT_FALSE(trial.passed); /* it checked nothing */
    report_trial_begin(&other);
    expect(true);
    trial = report_trial_end();
    GREATEST_ASSERT(trial.passed);
    report_trial_begin(&other);
    report_skip("not here");
    trial = report_trial_end();
    GREATEST_ASSERT(trial.skipped && !trial.passed);
    GREATEST_ASSERT_STR_EQ("not here", trial.text);
    report_trial_begin(&other);
    expect(true);
    report_error("cannot tell");
    trial = report_trial_end();
    GREATEST_ASSERT_FALSE(trial.passed || trial.failed || trial.skipped);
    /* None of that was a check of the test. */
    GREATEST_ASSERT(ends_with("verdict ERROR bg.x"));
    GREATEST_PASS();
}

/* What a failure is about: its own rule, or that of the test on trial. */
GREATEST_TEST blame(void)
{
    struct report_trial trial;

    report_trial_begin(&other);
    expect(true);
    trial = report_trial_end();
    GREATEST_ASSERT_FALSE(report_trial_blames(&trial, "VIO-02"));
    report_trial_begin(&other);
    expect(false);
    report_fail_rule("VIO-03", __FILE__, __LINE__, "a second failure, of another rule");
    trial = report_trial_end();
    GREATEST_ASSERT(report_trial_blames(&trial, "VIO-02"));
    GREATEST_ASSERT_FALSE(report_trial_blames(&trial, "VIO-03"));
    GREATEST_ASSERT_FALSE(report_trial_blames(&trial, "BG-01"));
    report_trial_begin(&other);
    report_fail_rule("VIO-03", __FILE__, __LINE__, "the first one counts");
    expect(false);
    trial = report_trial_end();
    GREATEST_ASSERT(report_trial_blames(&trial, "VIO-03"));
    GREATEST_ASSERT_FALSE(report_trial_blames(&trial, "VIO-02"));
    report_trial_begin(&other);
    report_fail_rule(NULL, __FILE__, __LINE__, "the test's own");
    trial = report_trial_end();
    GREATEST_ASSERT(report_trial_blames(&trial, "VIO-02"));
    report_trial_begin(&other);
    report_fail_rule(RECORD_NO_RULE, __FILE__, __LINE__, "about VIO-02, perhaps (VIO-02)");
    trial = report_trial_end();
    GREATEST_ASSERT(trial.failed);
    GREATEST_ASSERT_FALSE(report_trial_blames(&trial, "VIO-02"));
    GREATEST_PASS();
}

/* All of a text arrives, in as many records as it takes; one that has no end is marked. */
GREATEST_TEST long_texts(void)
{
    char text[2 * REPORT_TEXT_MAX], *at;
    size_t more = 0;

    memset(text, 'x', sizeof(text) - 1);
    text[sizeof(text) - 1] = '\0';
    report_fail(__FILE__, __LINE__, "%.200s", text);
    for (at = printed; (at = strstr(at, " more xxx")); at++)
        more++;
    GREATEST_ASSERT_EQ(2, more);
    report_trial_begin(&other);
    report_fail(__FILE__, __LINE__, "%.200s", text);
    GREATEST_ASSERT_EQ(200, strlen(report_trial_end().text));
    report_trial_begin(&other);
    report_error("%s", text);
    GREATEST_ASSERT_STR_EQ("x[...]", report_trial_end().text + REPORT_TEXT_MAX - 1 - 6);
    GREATEST_PASS();
}

/* Why a test cannot tell is emitted once, before the verdict. */
GREATEST_TEST a_reason_is_emitted_once(void)
{
    report_skip("first skip");
    report_skip("second skip");
    report_error("first error");
    report_error("second error");
    report_skip("third skip");
    GREATEST_ASSERT(ends_with("verdict ERROR bg.x !"));
    GREATEST_ASSERT(strstr(printed, "skip first skip !"));
    GREATEST_ASSERT(strstr(printed, "error first error !"));
    GREATEST_ASSERT_FALSE(strstr(printed, "second") || strstr(printed, "third"));
    GREATEST_PASS();
}

GREATEST_TEST a_failure_outside_stays(void)
{
    expect_eq(3, 4);
    report_trial_begin(&other);
    expect(true);
    report_trial_end();
    GREATEST_ASSERT(strstr(printed, "fail BG-01 test_trial.c"));
    GREATEST_ASSERT(ends_with("verdict FAIL bg.x !"));
    GREATEST_PASS();
}

/* The sequence numbers have no gap where something was not printed. */
GREATEST_TEST no_gap(void)
{
    report_trial_begin(&other);
    report_note("unseen");
    report_trial_end();
    printed[0] = '\0';
    report_note("one");
    report_note("two");
    GREATEST_ASSERT_EQ(1, strtoul(strstr(strstr(printed, "\n"), "DB!") + 3, NULL, 16) -
                              strtoul(strstr(printed, "DB!") + 3, NULL, 16));
    GREATEST_ASSERT(ends_with("verdict"));
    GREATEST_PASS();
}

/* A crash is told whatever is tried. */
GREATEST_TEST a_crash_is_printed(void)
{
    report_trial_begin(&other);
    report_crash("bang");
    GREATEST_ASSERT(strstr(printed, "crash bang"));
    GREATEST_PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    GREATEST_SET_SETUP_CB(setup, NULL);
    GREATEST_RUN_TEST(a_failure_inside_stays_inside);
    GREATEST_RUN_TEST(outcomes);
    GREATEST_RUN_TEST(blame);
    GREATEST_RUN_TEST(long_texts);
    GREATEST_RUN_TEST(a_reason_is_emitted_once);
    GREATEST_RUN_TEST(a_failure_outside_stays);
    GREATEST_RUN_TEST(no_gap);
    GREATEST_RUN_TEST(a_crash_is_printed);
    GREATEST_MAIN_END();
}
