/* SPDX-License-Identifier: BSD-2-Clause */
/* The judge against damaged consoles: each damage has its own words, none is a success. */
/* LINK: tests/fake_suite.c protocol/record.c protocol/test.c harness/heap.c harness/words.c */
/* LINK: harness/judge.c harness/judge_records.c harness/judge_test.c harness/judge_metric.c */
/* LINK: harness/judge_xen.c harness/judge_verdict.c harness/catalogue.c harness/rules.c */
/* LINK: harness/expectations.c harness/config_file.c */
#define GREATEST_USE_ABBREVS 0 /* TEST is protocol/test.h's */
#include <greatest.h>

#include "../protocol/config.h"
#include "../protocol/record.h"
#include "fake_suite.h"

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
    GREATEST_ASSERT_STR_EQ("4.20.3", outcome->xen_version);
    GREATEST_ASSERT(outcome->xen_debug);
    GREATEST_ASSERT_EQ(2, outcome->env_count);
    GREATEST_ASSERT_STR_EQ("gic v3", outcome->env[1]);
    GREATEST_ASSERT_EQ(1, outcome->metric_count);
    GREATEST_ASSERT_EQ(31, outcome->metrics[0].overhead);
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
    GREATEST_ASSERT_EQ(VERDICT_XFAIL, outcome->tests[1].verdict);
    GREATEST_ASSERT_STR_EQ("beta never worked (reported)", outcome->tests[1].reason);
    GREATEST_ASSERT_EQ(2, outcome->tests[1].detail_count);
    GREATEST_ASSERT_FALSE(outcome->tests[1].details[0].is_fail);
    GREATEST_ASSERT(outcome->tests[1].details[1].is_fail);
    outcome_free(outcome);
    outcome = console_judge(&console, &fake_scenario, NULL, ENDING_EXIT, EXIT_FAIL);
    GREATEST_ASSERT_EQ(VERDICT_FAIL, outcome->verdict);
    GREATEST_ASSERT_STR_EQ("1 of 5 tests FAIL, first bg.beta: beta is 0", outcome->reason);
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

/* One record says something else, with a good checksum: what the judge must find, in its words. */
static const struct damage {
    const char *where, *kind, *payload; /* the record that holds @where becomes this */
    const char *reason;                 /* part of a problem or of a test's reason */
} damages[] = {
    {"plan", "plan", "2 5 fake", "version 2 of the console protocol"},
    {"plan", "plan", "1 4 fake", "plans 4 tests, the catalogue has 5"},
    {"plan", "plan", "1 5 other", "plans for scenario \"other\""},
    {"plan", "plan", "1 five fake", "cannot read its plan"},
    {"plan", "plan", "", "cannot read its plan"},
    {"plan", "env", "gic v3", "does not start with a plan"},
    {"gic v3", "env", "gic v2", "found gic v2, the scenario is about v3"},
    {"hypercall", "env", "console vpl011", "found console vpl011"},
    {"gic v3", "plan", "1 5 fake", "plan a second time"},
    {"gic v3", "note", "early", "a note outside of any test"},
    {"gic v3", "fail", "x.c:1 early", "a fail outside of any test"},
    {"gic v3", "metric", "LAT-1.x insn 1 0", "a metric outside of any test"},
    {"gic v3", "what", "is this", "unknown kind \"what\""},
    {"begin bg.alpha", "begin", "bg.omega BG-01", "no test of this scenario"},
    {"begin bg.alpha", "begin", "bg.elsewhere BG-29", "no test of this scenario"},
    {"begin bg.alpha", "begin", "bg.alpha BG-02", "the catalogue says BG-01"},
    {"begin bg.alpha", "begin", "ecam.gamma ECAM-07", "ecam.gamma began out of turn"},
    {"begin ecam.gamma", "begin", "bg.alpha BG-01", "bg.alpha began twice"},
    {"verdict PASS bg.alpha", "note", "hm", "bg.beta began while bg.alpha had no verdict"},
    {"verdict PASS bg.alpha", "note", "hm", "it never gave a verdict"},
    {"begin ecam.gamma", "begin", "bg.alpha BG-01", "it began twice"},
    {"begin ecam.gamma", "verdict", "PASS bg.alpha", "a second verdict while it was not running"},
    {"verdict PASS bg.alpha", "verdict", "PASS bg.beta", "a verdict for bg.beta, which is not"},
    {"verdict PASS bg.alpha", "verdict", "PASS bg.omega", "a verdict for bg.omega, which is no"},
    {"verdict PASS bg.alpha", "verdict", "FINE bg.alpha", "cannot read its verdict"},
    {"verdict PASS bg.alpha", "verdict", "FAIL bg.alpha", "without saying which check"},
    {"begin ecam.gamma", "verdict", "PASS bg.alpha", "a second verdict for bg.alpha"},
    {"fail beta.c", "note", "never mind", "without saying which check"},
    {"note beta", "fail", "beta.c:1 x", NULL}, /* no damage: a control */
    {"verdict FAIL bg.beta", "verdict", "PASS bg.beta", "yet its verdict is another"},
    {"verdict FAIL bg.beta", "verdict", "SKIP bg.beta no", "yet its verdict is another"},
    {"metric LAT-4", "note", "not yet", "LAT-4.ioreq_read, which was not announced"},
    {"metric LAT-4", "metric", "LAT-4.ioreq_read us 6 31", "cannot read its metric"},
    {"metric LAT-4", "metric", "LAT-4.ioreq_read insn 0 31", "cannot read its metric"},
    {"metric LAT-4", "metric", "LAT-4.ioreq_read insn 6", "cannot read its metric"},
    {"metric LAT-4", "metric", "LAT-4.ioreq_read insn 6 -1", "cannot read its metric"},
    {"metric LAT-4", "metric", "LAT-4.ioreq_read insn 99999999 0", "cannot read its metric"},
    {"metric LAT-4", "metric", "LAT-4.ioreq_read insn 7 31", "7 samples announced, 6 arrived"},
    {"metric LAT-4", "metric", "LAT-4.ioreq_read insn 5 31", "more samples than the 5 announced"},
    {"17947x2", "sample", "LAT-4.ioreq_read 17947x0 1 1", "cannot read its sample"},
    {"17947x2", "sample", "LAT-4.ioreq_read 17947 -1", "cannot read its sample"},
    {"17947x2", "sample", "LAT-4.ioreq_read", "cannot read its sample"},
    {"17947x2", "sample", "LAT-4.other 1 1", "LAT-4.other, which was not announced"},
    {"17947x2", "metric", "LAT-4.ioreq_read insn 2 0", "measured twice"},
    {"begin xabi", "crash", "data abort", "the guest crashed: data abort"},
    {"begin xabi", "end", "7", "the run ends without a summary"},
    {"summary", "summary", "5 0 0 0", "counts 5 PASS, the verdicts are 4"},
    {"summary", "summary", "4 1 0", "cannot read its summary"},
    {"summary", "summary", "4 1 0 0 0", "cannot read its summary"},
    {"summary", "env", "mood good", "the run ends without a summary"},
    {" end ", "end", "21", "the end record counts 21 records"},
    {" end ", "end", "all", "cannot read its end"},
    {" end ", "summary", "4 1 0 0", "a second summary"},
};

static bool says(const struct outcome *outcome, const char *words)
{
    for (size_t i = 0; i < outcome->problem_count; i++)
        if (strstr(outcome->problems[i], words))
            return true;
    for (size_t i = 0; i < outcome->test_count; i++)
        if (outcome->tests[i].reason && strstr(outcome->tests[i].reason, words))
            return true;
    return false;
}

GREATEST_TEST each_damage_has_its_words(void)
{
    for (size_t i = 0; i < sizeof(damages) / sizeof(damages[0]); i++) {
        const struct damage *damage = &damages[i];
        struct outcome *outcome;

        console_beta_fails(&console);
        console_change(&console, damage->where, damage->kind, damage->payload);
        outcome =
            console_judge(&console, &fake_scenario, &fake_expectations, ENDING_EXIT, EXIT_FAIL);
        if (damage->reason) {
            GREATEST_ASSERTm(damage->reason, says(outcome, damage->reason));
            GREATEST_ASSERT(outcome->verdict >= VERDICT_ERROR);
            GREATEST_ASSERT(outcome->reason);
        } else {
            GREATEST_ASSERT_EQ(VERDICT_XFAIL, outcome->verdict);
        }
        outcome_free(outcome);
    }
    GREATEST_PASS();
}

/* A line more, before the line that holds @before (NULL: at the end). */
static const struct addition {
    const char *before, *line, *reason;
} additions[] = {
    {"plan", "(d1) DB!0000 what !0000", "a record with a wrong checksum: DB!0000 what !0000"},
    {"plan", "(d1) DB!nonsense", "a malformed record: DB!nonsense"},
    {NULL, "(d1) Test result: FAILURE", "a second result line"},
    {NULL, "(d1) Test result: SUCCESS", "a second result line"},
    {"plan", "(d1) Test result: FAILURE", "a result line without an end record"},
    {NULL, "(d1) Test result: FAILURES", "a result line of unknown meaning"},
    {NULL, "(d1) Test result: ", "a result line of unknown meaning"},
    {"plan", "doorbell backend: error: no memory", "doorbell backend: error: no memory"},
    {NULL, "(d0) doorbell backend: panic: lost", "doorbell backend: panic: lost"},
};

GREATEST_TEST each_line_too_many_has_its_words(void)
{
    for (size_t i = 0; i < sizeof(additions) / sizeof(additions[0]); i++) {
        const struct addition *more = &additions[i];
        struct outcome *outcome;

        console_beta_fails(&console);
        console_insert(&console,
                       more->before ? console_find(&console, more->before) : console.count,
                       more->line);
        outcome = console_judge(&console, &fake_scenario, &fake_expectations, ENDING_EOF, 0);
        GREATEST_ASSERT_EQ(VERDICT_ERROR, outcome->verdict);
        GREATEST_ASSERTm(more->reason, says(outcome, more->reason));
        outcome_free(outcome);
    }
    GREATEST_PASS();
}

GREATEST_TEST a_gap_is_counted(void)
{
    struct outcome *outcome;

    console_beta_fails(&console);
    console_delete(&console, console_find(&console, "note beta"));
    outcome = console_judge(&console, &fake_scenario, &fake_expectations, ENDING_EOF, 0);
    GREATEST_ASSERT(says(outcome, "1 record missing before record 0007"));
    outcome_free(outcome);
    GREATEST_PASS();
}

GREATEST_TEST the_result_line_must_agree(void)
{
    struct outcome *outcome;

    console_beta_fails(&console);
    strcpy(console.lines[console.count - 1], "Test result: SUCCESS");
    outcome = console_judge(&console, &fake_scenario, &fake_expectations, ENDING_EOF, 0);
    GREATEST_ASSERT(says(outcome, "the result line says SUCCESS, the verdicts come to FAILURE"));
    outcome_free(outcome);
    GREATEST_PASS();
}

GREATEST_TEST a_record_after_the_end_is_an_error(void)
{
    console_beta_fails(&console);
    console_record(&console, "env", "late thought");
    GREATEST_ASSERT_EQ(VERDICT_ERROR, verdict_of(ENDING_EOF, 0));
    GREATEST_PASS();
}

GREATEST_TEST a_measurement_that_is_not_there_is_an_error(void)
{
    struct outcome *outcome;

    console_good(&console);
    console_change(&console, "metric", "note", "a");
    console_change(&console, "17947x3", "note", "b");
    console_change(&console, "17947x2", "note", "c");
    outcome = console_judge(&console, &fake_scenario, NULL, ENDING_EOF, 0);
    GREATEST_ASSERT_EQ(VERDICT_ERROR, outcome->verdict);
    GREATEST_ASSERT(says(outcome, "passed without a measurement"));
    outcome_free(outcome);
    GREATEST_PASS();
}

GREATEST_TEST the_running_test_is_named(void)
{
    struct outcome *outcome;

    console_good(&console);
    console.count = console_find(&console, "begin ecam.gamma") + 1;
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
    GREATEST_ASSERT_EQ(OUTCOME_TAIL, outcome->tail_count);
    GREATEST_ASSERT_STR_EQ("\?\?(XEN) ?", outcome->tail[OUTCOME_TAIL - 1]);
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
    GREATEST_RUN_TEST(each_damage_has_its_words);
    GREATEST_RUN_TEST(each_line_too_many_has_its_words);
    GREATEST_RUN_TEST(a_gap_is_counted);
    GREATEST_RUN_TEST(the_result_line_must_agree);
    GREATEST_RUN_TEST(a_record_after_the_end_is_an_error);
    GREATEST_RUN_TEST(a_measurement_that_is_not_there_is_an_error);
    GREATEST_RUN_TEST(the_running_test_is_named);
    GREATEST_RUN_TEST(long_garbage_is_bounded);
    GREATEST_MAIN_END();
}
