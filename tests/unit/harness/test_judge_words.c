/* SPDX-License-Identifier: BSD-2-Clause */
/* The judge against consoles that are whole but wrong: each wrong has its own words. */
#define GREATEST_USE_ABBREVS 0 /* TEST is protocol/test.h's */
/* FAKES: fake_suite */

#include <greatest.h>

#include "protocol/config.h"
#include "tests/fakes/fake_suite.h"

static struct console console;

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
    {"metric LAT-4", "metric", "LAT-4.ioreq_read insn 6 31 0", "cannot read its metric"},
    {"metric LAT-4", "metric", "LAT-4.ioreq_read insn 6 31 x", "cannot read its metric"},
    {"metric LAT-4", "metric", "LAT-4.ioreq_read insn 6 31 8 1", "cannot read its metric"},
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

GREATEST_TEST a_failure_without_reason_takes_its_first_check(void)
{
    struct outcome *outcome;

    console_beta_fails(&console);
    console_change(&console, "verdict FAIL", "verdict", "FAIL bg.beta");
    outcome = console_judge(&console, &fake_scenario, NULL, ENDING_EXIT, EXIT_FAIL);
    GREATEST_ASSERT_STR_EQ("beta.c:12 beta is 0, must be 1", outcome->tests[1].reason);
    outcome_free(outcome);
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

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    GREATEST_RUN_TEST(each_damage_has_its_words);
    GREATEST_RUN_TEST(each_line_too_many_has_its_words);
    GREATEST_RUN_TEST(a_failure_without_reason_takes_its_first_check);
    GREATEST_RUN_TEST(a_gap_is_counted);
    GREATEST_RUN_TEST(the_result_line_must_agree);
    GREATEST_RUN_TEST(a_measurement_that_is_not_there_is_an_error);
    GREATEST_MAIN_END();
}
