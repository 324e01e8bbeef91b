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
    report_trial_begin();
    expect_eq(1, 2);
    report_note("a note");
    report_error("an error after it");
    trial = report_trial_end();
    GREATEST_ASSERT(trial.failed && !trial.passed && !trial.skipped);
    GREATEST_ASSERT_STR_EQ("1 is 0x1, must be 0x2", trial.reason);
    GREATEST_ASSERT_FALSE(strstr(printed, "note"));
    GREATEST_ASSERT_FALSE(strstr(printed, "fail"));
    GREATEST_ASSERT(ends_with("verdict PASS bg.x !"));
    GREATEST_PASS();
}

GREATEST_TEST outcomes(void)
{
    struct report_trial trial;

    report_trial_begin();
    trial = report_trial_end();
    GREATEST_ASSERT_FALSE(trial.passed); /* it checked nothing */
    report_trial_begin();
    expect(true);
    trial = report_trial_end();
    GREATEST_ASSERT(trial.passed);
    report_trial_begin();
    report_skip("not here");
    trial = report_trial_end();
    GREATEST_ASSERT(trial.skipped && !trial.passed);
    GREATEST_ASSERT_STR_EQ("not here", trial.reason);
    report_trial_begin();
    expect(true);
    report_error("cannot tell");
    trial = report_trial_end();
    GREATEST_ASSERT_FALSE(trial.passed || trial.failed || trial.skipped);
    /* None of that was a check of the test. */
    GREATEST_ASSERT(ends_with("verdict ERROR bg.x"));
    GREATEST_PASS();
}

GREATEST_TEST a_failure_outside_stays(void)
{
    expect_eq(3, 4);
    report_trial_begin();
    expect(true);
    report_trial_end();
    GREATEST_ASSERT(strstr(printed, "fail test_trial.c"));
    GREATEST_ASSERT(ends_with("verdict FAIL bg.x 3 is 0x3"));
    GREATEST_PASS();
}

/* The sequence numbers have no gap where something was not printed. */
GREATEST_TEST no_gap(void)
{
    report_trial_begin();
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
    report_trial_begin();
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
    GREATEST_RUN_TEST(a_failure_outside_stays);
    GREATEST_RUN_TEST(no_gap);
    GREATEST_RUN_TEST(a_crash_is_printed);
    GREATEST_MAIN_END();
}
