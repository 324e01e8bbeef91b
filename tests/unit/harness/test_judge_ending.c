/* SPDX-License-Identifier: BSD-2-Clause */
/* How far a boot came, how it ended, and that it came to its end as it should. */
#define GREATEST_USE_ABBREVS 0 /* TEST is protocol/test.h's */
/* FAKES: fake_suite */

#include <greatest.h>

#include <errno.h>
#include <signal.h>
#include <string.h>

#include "protocol/config.h"
#include "protocol/record.h"
#include "tests/fakes/fake_suite.h"

static struct console console;

GREATEST_TEST the_ending_is_a_second_witness(void)
{
    const struct scenario *fake = &fake_scenario;

    console_good(&console);
    GREATEST_ASSERT(console_comes_to(&console, fake, ENDING_EXIT, EXIT_OK, VERDICT_PASS, NULL));
    GREATEST_ASSERT(console_comes_to(&console, fake, ENDING_EOF, 0, VERDICT_PASS, NULL));
    for (int status = 1; status < 8; status++)
        GREATEST_ASSERT(console_comes_to(&console, fake, ENDING_EXIT, status, VERDICT_ERROR,
                                         "QEMU's exit status is"));
    GREATEST_ASSERT(
        console_comes_to(&console, fake, ENDING_SILENT, 2, VERDICT_ERROR, "QEMU did not"));
    GREATEST_ASSERT(
        console_comes_to(&console, fake, ENDING_TIMEOUT, 60, VERDICT_ERROR, "QEMU did not"));
    GREATEST_ASSERT(
        console_comes_to(&console, fake, ENDING_SIGNAL, SIGSEGV, VERDICT_ERROR, "QEMU did not"));
    GREATEST_PASS();
}

GREATEST_TEST a_start_that_fails_says_why(void)
{
    console.count = 0;
    GREATEST_ASSERT(console_comes_to(&console, &fake_scenario, ENDING_LAUNCH, ENOENT, VERDICT_ERROR,
                                     "QEMU could not be started: No such file"));
    GREATEST_ASSERT(
        console_comes_to(&console, &fake_scenario, ENDING_SIGNAL, SIGKILL, VERDICT_CRASH,
                         "QEMU died of signal 9 (Killed): waiting for Xen's first line"));
    GREATEST_ASSERT(console_comes_to(&console, &fake_scenario, ENDING_SILENT, 5, VERDICT_TIMEOUT,
                                     "no console line for 5 s: waiting for Xen's first line"));
    GREATEST_PASS();
}

GREATEST_TEST phases_follow_the_boot(void)
{
    static const struct {
        const char *line, *phase;
    } steps[] = {
        {"qemu: warning", "waiting for Xen's first line"},
        {"(XEN) Xen version 4.20.3 (a@b) (c) debug=y d", "Xen is booting"},
        {"(XEN) Freed 380kB init memory.", "waiting for the guest's plan"},
    };
    struct judge *judge = judge_new(&fake_scenario, NULL, NULL);

    for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
        judge_line(judge, steps[i].line);
        GREATEST_ASSERT_STR_EQ(steps[i].phase, judge_phase(judge));
    }
    outcome_free(judge_finish(judge, ENDING_EOF, 0));

    console_good(&console);
    judge = judge_new(&fake_scenario, NULL, NULL);
    for (size_t i = 0; i < console.count; i++) {
        bool done = judge_line(judge, console.lines[i]);

        GREATEST_ASSERT_EQ(i + 1 == console.count, done);
        if (strstr(console.lines[i], "plan"))
            GREATEST_ASSERT_STR_EQ("waiting for the guest's first test", judge_phase(judge));
        if (strstr(console.lines[i], "begin bg.beta"))
            GREATEST_ASSERT_STR_EQ("bg.beta (2 of 5)", judge_phase(judge));
        if (strstr(console.lines[i], "verdict PASS bg.beta"))
            GREATEST_ASSERT_STR_EQ("after bg.beta (2 of 5)", judge_phase(judge));
    }
    GREATEST_ASSERT_STR_EQ("the guest has ended", judge_phase(judge));
    outcome_free(judge_finish(judge, ENDING_EOF, 0));
    GREATEST_PASS();
}

GREATEST_TEST a_kept_log_gives_the_live_verdict(void)
{
    static const struct {
        enum ending ending;
        int status;
        size_t keep;
    } cases[] = {
        {ENDING_EXIT, 0, 0},    {ENDING_EXIT, 5, 0},    {ENDING_EXIT, 0, 10},
        {ENDING_SILENT, 5, 10}, {ENDING_SIGNAL, 9, 10}, {ENDING_TIMEOUT, 60, 2},
        {ENDING_EOF, 0, 12},    {ENDING_LAUNCH, 2, 1},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct outcome *live, *kept;
        char line[CONSOLE_LENGTH];

        console_good(&console);
        if (cases[i].keep)
            console.count = cases[i].keep;
        live = console_judge(&console, &fake_scenario, NULL, cases[i].ending, cases[i].status);
        judge_ending_line(line, sizeof(line), cases[i].ending, cases[i].status);
        console_line(&console, "%s", line);
        kept = console_judge(&console, &fake_scenario, NULL, ENDING_EOF, 0);
        GREATEST_ASSERT_EQ(live->verdict, kept->verdict);
        if (live->reason)
            GREATEST_ASSERT_STR_EQ(live->reason, kept->reason);
        outcome_free(live);
        outcome_free(kept);
    }
    GREATEST_PASS();
}

/* As on a vpl011 that has the input, whose lines Xen takes for its own. */
GREATEST_TEST the_result_may_have_xens_prefix(void)
{
    struct outcome *outcome;

    console_good(&console);
    for (size_t i = 0; i < console.count; i++)
        if (strstr(console.lines[i], "Test result: "))
            strcpy(console.lines[i], "(XEN) Test result: SUCCESS");
    outcome = console_judge(&console, &fake_scenario, NULL, ENDING_EXIT, 0);
    GREATEST_ASSERT_EQ(VERDICT_PASS, outcome->verdict);
    outcome_free(outcome);
    GREATEST_PASS();
}

GREATEST_TEST nothing_selected_is_an_error(void)
{
    static const char *const select[] = {"VIO-*", NULL};
    struct judge *judge = judge_new(&fake_scenario, select, NULL);
    struct outcome *outcome;

    console_boot(&console);
    console_record(&console, "plan", "%d 0 fake", RECORD_VERSION);
    console_record(&console, "summary", "0 0 0 0");
    console_record(&console, "end", "3");
    console_line(&console, "Test result: ERROR");
    for (size_t i = 0; i < console.count; i++)
        judge_line(judge, console.lines[i]);
    outcome = judge_finish(judge, ENDING_EXIT, EXIT_ERROR);
    GREATEST_ASSERT_EQ(VERDICT_ERROR, outcome->verdict);
    GREATEST_ASSERT(strstr(outcome->reason, "leaves no test"));
    outcome_free(outcome);
    GREATEST_PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    GREATEST_RUN_TEST(the_ending_is_a_second_witness);
    GREATEST_RUN_TEST(a_start_that_fails_says_why);
    GREATEST_RUN_TEST(phases_follow_the_boot);
    GREATEST_RUN_TEST(a_kept_log_gives_the_live_verdict);
    GREATEST_RUN_TEST(the_result_may_have_xens_prefix);
    GREATEST_RUN_TEST(nothing_selected_is_an_error);
    GREATEST_MAIN_END();
}
