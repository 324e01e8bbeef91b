/* SPDX-License-Identifier: BSD-2-Clause */
/* The judge against damaged consoles: whatever was cut, flipped, lost or swapped, no success. */
#define GREATEST_USE_ABBREVS 0 /* TEST is protocol/test.h's */
/* FAKES: fake_suite */

#include <greatest.h>

#include "protocol/config.h"
#include "protocol/record.h"
#include "tests/fakes/fake_suite.h"

static struct console console;

/* The verdict alone, for what must not succeed whatever the reason. */
static enum verdict verdict_of(enum ending ending, int status)
{
    struct outcome *outcome =
        console_judge(&console, &fake_scenario, &fake_expectations, ending, status);
    enum verdict verdict = outcome->verdict;

    outcome_free(outcome);
    return verdict;
}

/* Judged in every way in which it could be taken for a success. */
static bool never_succeeds(void)
{
    return verdict_exit_status(verdict_of(ENDING_EOF, 0)) != EXIT_OK &&
           verdict_exit_status(verdict_of(ENDING_EXIT, EXIT_FAIL)) != EXIT_OK &&
           verdict_exit_status(verdict_of(ENDING_EXIT, EXIT_OK)) != EXIT_OK;
}

GREATEST_TEST a_good_console_passes(void)
{
    struct outcome *outcome;

    console_good(&console);
    outcome = console_judge(&console, &fake_scenario, NULL, ENDING_EXIT, EXIT_OK);
    GREATEST_ASSERT_EQ(VERDICT_PASS, outcome->verdict);
    GREATEST_ASSERT_EQ(NULL, outcome->reason);
    GREATEST_ASSERT_EQ(5, outcome->test_count);
    GREATEST_ASSERT_EQ(0, outcome->problem_count);
    GREATEST_ASSERT_STR_EQ("4.20.3", fact_known(&outcome->facts, "xen.version"));
    GREATEST_ASSERT(!strcmp("yes", fact_known(&outcome->facts, "xen.debug")));
    GREATEST_ASSERT_STR_EQ("v3", fact_known(&outcome->facts, "env.gic"));
    GREATEST_ASSERT_EQ(1, outcome->metric_count);
    GREATEST_ASSERT_EQ(31, outcome->metrics[0].overhead);
    GREATEST_ASSERT_EQ(1, outcome->metrics[0].batch);
    GREATEST_ASSERT_EQ(6, outcome->metrics[0].count);
    GREATEST_ASSERT_EQ(17947, outcome->metrics[0].samples[2]);
    GREATEST_ASSERT_EQ(18001, outcome->metrics[0].samples[3]);
    GREATEST_ASSERT_EQ(17947, outcome->metrics[0].samples[5]);
    outcome_free(outcome);
    outcome = console_judge(&console, &fake_scenario, NULL, ENDING_EOF, 0);
    GREATEST_ASSERT_EQ(VERDICT_PASS, outcome->verdict);
    outcome_free(outcome);
    GREATEST_PASS();
}

GREATEST_TEST an_expected_failure_passes_with_its_reason(void)
{
    struct outcome *outcome;

    console_beta_fails(&console);
    outcome = console_judge(&console, &fake_scenario, &fake_expectations, ENDING_EXIT, EXIT_FAIL);
    GREATEST_ASSERT_EQ(VERDICT_XFAIL, outcome->verdict);
    GREATEST_ASSERT_EQ(NULL, outcome->reason);
    GREATEST_ASSERT_EQ(VERDICT_XFAIL, outcome->tests[1].verdict);
    GREATEST_ASSERT_STR_EQ("beta never worked (reported)", outcome->tests[1].reason);
    GREATEST_ASSERT_EQ(2, outcome->tests[1].detail_count);
    GREATEST_ASSERT_EQ(DETAIL_NOTE, outcome->tests[1].details[0].kind);
    GREATEST_ASSERT_EQ(DETAIL_FAIL, outcome->tests[1].details[1].kind);
    GREATEST_ASSERT_STR_EQ("BG-06", outcome->tests[1].details[1].rule);
    GREATEST_ASSERT_STR_EQ("beta.c:12 beta is 0, must be 1", outcome->tests[1].details[1].text);
    outcome_free(outcome);
    outcome = console_judge(&console, &fake_scenario, NULL, ENDING_EXIT, EXIT_FAIL);
    GREATEST_ASSERT_EQ(VERDICT_FAIL, outcome->verdict);
    GREATEST_ASSERT_STR_EQ("1 of 5 tests FAIL, first bg.beta: beta is 0, must be 1",
                           outcome->reason);
    outcome_free(outcome);
    GREATEST_PASS();
}

GREATEST_TEST an_unexpected_pass_fails_and_names_the_entry(void)
{
    struct outcome *outcome;

    console_good(&console);
    outcome = console_judge(&console, &fake_scenario, &fake_expectations, ENDING_EXIT, EXIT_OK);
    GREATEST_ASSERT_EQ(VERDICT_XPASS, outcome->verdict);
    GREATEST_ASSERT_EQ(EXIT_FAIL, verdict_exit_status(outcome->verdict));
    GREATEST_ASSERT(strstr(outcome->tests[1].reason, "expectations.cfg:7"));
    outcome_free(outcome);
    GREATEST_PASS();
}

GREATEST_TEST a_console_cut_after_any_line_never_succeeds(void)
{
    struct console whole;

    console_beta_fails(&whole);
    for (size_t keep = 0; keep < whole.count; keep++) {
        console = whole;
        console.count = keep;
        GREATEST_ASSERT(never_succeeds());
        GREATEST_ASSERT_EQ(VERDICT_ERROR, verdict_of(ENDING_EOF, 0));
        GREATEST_ASSERT_EQ(VERDICT_TIMEOUT, verdict_of(ENDING_SILENT, 5));
        GREATEST_ASSERT_EQ(VERDICT_TIMEOUT, verdict_of(ENDING_TIMEOUT, 60));
        GREATEST_ASSERT_EQ(VERDICT_CRASH, verdict_of(ENDING_EXIT, EXIT_OK));
        GREATEST_ASSERT_EQ(VERDICT_CRASH, verdict_of(ENDING_SIGNAL, 9));
    }
    console = whole;
    GREATEST_ASSERT_EQ(VERDICT_XFAIL, verdict_of(ENDING_EOF, 0));
    GREATEST_PASS();
}

GREATEST_TEST a_console_cut_after_any_character_never_succeeds(void)
{
    struct console whole;

    console_beta_fails(&whole);
    for (size_t last = 0; last < whole.count; last++)
        for (size_t keep = 0; whole.lines[last][keep]; keep++) {
            console = whole;
            console.count = last + 1;
            console.lines[last][keep] = '\0';
            GREATEST_ASSERT(never_succeeds());
        }
    GREATEST_PASS();
}

/* All of a record's own characters; what the console put before the marker is not ours. */
GREATEST_TEST a_flipped_bit_in_any_record_never_succeeds(void)
{
    console_beta_fails(&console);
    for (size_t i = 0; i < console.count; i++) {
        char *mark = strstr(console.lines[i], RECORD_MARK);

        for (char *at = mark; at && *at; at++)
            for (unsigned int bit = 0; bit < 8; bit++) {
                *at ^= (char)(1u << bit);
                GREATEST_ASSERT(verdict_exit_status(verdict_of(ENDING_EXIT, EXIT_FAIL)));
                *at ^= (char)(1u << bit);
            }
    }
    GREATEST_ASSERT_EQ(VERDICT_XFAIL, verdict_of(ENDING_EXIT, EXIT_FAIL));
    GREATEST_PASS();
}

GREATEST_TEST a_flipped_bit_in_the_result_line_never_succeeds(void)
{
    char *result;

    console_beta_fails(&console);
    result = strstr(console.lines[console.count - 1], RECORD_RESULT);
    for (char *at = result; *at; at++)
        for (unsigned int bit = 0; bit < 8; bit++) {
            *at ^= (char)(1u << bit);
            GREATEST_ASSERT(never_succeeds());
            *at ^= (char)(1u << bit);
        }
    GREATEST_PASS();
}

GREATEST_TEST a_lost_doubled_or_swapped_record_never_succeeds(void)
{
    struct console whole;

    console_beta_fails(&whole);
    for (size_t i = 0; i < whole.count; i++) {
        if (!strstr(whole.lines[i], RECORD_MARK))
            continue;
        console = whole;
        console_delete(&console, i);
        GREATEST_ASSERT(never_succeeds());

        console = whole;
        console_insert(&console, i, whole.lines[i]);
        GREATEST_ASSERT(never_succeeds());

        console = whole;
        memcpy(console.lines[i], whole.lines[i + 1], CONSOLE_LENGTH);
        memcpy(console.lines[i + 1], whole.lines[i], CONSOLE_LENGTH);
        GREATEST_ASSERT(never_succeeds());
    }
    GREATEST_PASS();
}

GREATEST_TEST a_record_after_the_end_is_an_error(void)
{
    console_beta_fails(&console);
    console_record(&console, "env", "late thought");
    GREATEST_ASSERT_EQ(VERDICT_ERROR, verdict_of(ENDING_EOF, 0));
    GREATEST_PASS();
}

GREATEST_TEST the_running_test_is_named(void)
{
    struct outcome *outcome;

    console_good(&console);
    console_cut(&console, "begin ecam.gamma");
    outcome = console_judge(&console, &fake_scenario, NULL, ENDING_SILENT, 5);
    GREATEST_ASSERT_EQ(VERDICT_TIMEOUT, outcome->verdict);
    GREATEST_ASSERT_STR_EQ("no console line for 5 s: ecam.gamma (3 of 5)", outcome->reason);
    GREATEST_ASSERT_EQ(VERDICT_PASS, outcome->tests[1].verdict);
    GREATEST_ASSERT_EQ(VERDICT_TIMEOUT, outcome->tests[2].verdict);
    GREATEST_ASSERT_EQ(VERDICT_ERROR, outcome->tests[3].verdict);
    GREATEST_ASSERT_STR_EQ(NEVER_RAN, outcome->tests[3].reason);
    outcome_free(outcome);

    console_record(&console, "crash", "data abort, FAR 0x10");
    console_record(&console, "crash", "ELR 0x40080000");
    outcome = console_judge(&console, &fake_scenario, NULL, ENDING_EXIT, EXIT_CRASH);
    GREATEST_ASSERT_EQ(VERDICT_CRASH, outcome->verdict);
    GREATEST_ASSERT_STR_EQ("the guest crashed: data abort, FAR 0x10", outcome->reason);
    GREATEST_ASSERT_EQ(VERDICT_CRASH, outcome->tests[2].verdict);
    GREATEST_ASSERT_EQ(1, outcome->problem_count); /* the early end is no news */
    GREATEST_ASSERT_EQ(2, outcome->tests[2].detail_count);
    outcome_free(outcome);
    GREATEST_PASS();
}

GREATEST_TEST long_garbage_is_bounded(void)
{
    struct judge *judge = judge_new(&fake_scenario, NULL, NULL);
    char line[4096];
    struct outcome *outcome;

    memset(line, 'x', sizeof(line) - 1);
    line[sizeof(line) - 1] = '\0';
    memcpy(line, RECORD_MARK, strlen(RECORD_MARK));
    for (int i = 0; i < 1000; i++)
        judge_line(judge, line);
    judge_line(judge, "\xff\x01(XEN) \x80");
    outcome = judge_finish(judge, ENDING_EOF, 0);
    GREATEST_ASSERT_EQ(VERDICT_ERROR, outcome->verdict);
    GREATEST_ASSERT(outcome->problem_count <= 20);
    GREATEST_ASSERT_EQ(JUDGE_CONSOLE, outcome->console_count);
    GREATEST_ASSERT_STR_EQ("\?\?(XEN) ?", outcome->console[JUDGE_CONSOLE - 1]);
    outcome_free(outcome);
    GREATEST_PASS();
}

/* What instructions and nanoseconds in one run would mean, nobody can tell. */
GREATEST_TEST units_do_not_mix(void)
{
    struct outcome *outcome;

    console_good(&console);
    console_change(&console, "17947x2", "metric", "LAT-4.other ns 1 3");
    outcome = console_judge(&console, &fake_scenario, NULL, ENDING_EOF, 0);
    GREATEST_ASSERT_EQ(VERDICT_ERROR, outcome->verdict);
    GREATEST_ASSERT(strstr(outcome->reason, "LAT-4.other is in ns, LAT-4.ioreq_read in insn"));
    outcome_free(outcome);
    GREATEST_PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    GREATEST_RUN_TEST(a_good_console_passes);
    GREATEST_RUN_TEST(an_expected_failure_passes_with_its_reason);
    GREATEST_RUN_TEST(an_unexpected_pass_fails_and_names_the_entry);
    GREATEST_RUN_TEST(a_console_cut_after_any_line_never_succeeds);
    GREATEST_RUN_TEST(a_console_cut_after_any_character_never_succeeds);
    GREATEST_RUN_TEST(a_flipped_bit_in_any_record_never_succeeds);
    GREATEST_RUN_TEST(a_flipped_bit_in_the_result_line_never_succeeds);
    GREATEST_RUN_TEST(a_lost_doubled_or_swapped_record_never_succeeds);
    GREATEST_RUN_TEST(a_record_after_the_end_is_an_error);
    GREATEST_RUN_TEST(the_running_test_is_named);
    GREATEST_RUN_TEST(long_garbage_is_bounded);
    GREATEST_RUN_TEST(units_do_not_mix);
    GREATEST_MAIN_END();
}
