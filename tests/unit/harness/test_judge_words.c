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
    {"plan", "plan", "1 5 fake", "are of version 1, this doorbell reads version 2"},
    {"plan", "plan", "2 4 fake", "plans 4 tests, the catalogue has 5"},
    {"plan", "plan", "2 5 other", "plans for scenario \"other\""},
    {"plan", "plan", "2 five fake", "cannot read its plan"},
    {"plan", "plan", "", "cannot read its plan"},
    {"plan", "env", "gic v3", "does not start with a plan"},
    {"gic v3", "env", "gic v2", "found gic v2, the scenario is about v3"},
    {"hypercall", "env", "console vpl011", "found console vpl011"},
    {"gic v3", "plan", "2 5 fake", "plan a second time"},
    {"gic v3", "note", "early", "a note outside of any test"},
    {"gic v3", "fail", "BG-01 x.c:1 early", "a fail outside of any test"},
    {"gic v3", "metric", "LAT-1.x insn 1 0", "a metric outside of any test"},
    {"gic v3", "what", "is this", "unknown kind \"what\""},
    {"begin bg.alpha", "begin", "bg.omega BG-01", "no test of this scenario"},
    {"begin bg.alpha", "begin", "bg.elsewhere BG-29", "no test of this scenario"},
    {"begin bg.alpha", "begin", "bg.alpha BG-02", "the catalogue has BG-01"},
    {"begin bg.alpha", "begin", "ecam.gamma ECAM-07", "ecam.gamma began out of turn"},
    {"begin ecam.gamma", "begin", "bg.alpha BG-01", "bg.alpha began twice"},
    {"verdict PASS bg.alpha", "note", "hm", "bg.beta began while bg.alpha had no verdict"},
    {"verdict PASS bg.alpha", "note", "hm", "it never gave a verdict"},
    {"begin ecam.gamma", "begin", "bg.alpha BG-01", "it began twice"},
    {"begin ecam.gamma", "verdict", "PASS bg.alpha", "a second verdict while it was not running"},
    {"verdict PASS bg.alpha", "verdict", "PASS bg.beta", "a verdict for bg.beta, which is not"},
    {"verdict PASS bg.alpha", "verdict", "PASS bg.omega", "a verdict for bg.omega, which is no"},
    {"verdict PASS bg.alpha", "verdict", "FINE bg.alpha", "cannot read its verdict"},
    {"verdict PASS bg.alpha", "verdict", "FAIL bg.alpha", "without naming a check"},
    {"verdict PASS bg.alpha", "verdict", "ERROR bg.alpha", "comes without a reason"},
    {"verdict PASS bg.alpha", "verdict", "SKIP bg.alpha", "comes without a reason"},
    {"verdict PASS bg.alpha", "verdict", "PASS bg.alpha well", "cannot read its verdict"},
    {"note beta", "error", "cannot tell", NULL}, /* no damage: it fails all the same */
    {"fail BG-06", "error", "cannot tell", "without naming a check"},
    {"note beta", "error", "", "cannot read its error"},
    {"note beta", "more", "of what", "more of a text, but none before it"},
    {"gic v3", "more", "of what", "a more outside of any test"},
    {"note beta", "fail", "", "cannot read its fail"},
    {"note beta", "fail", "BG-06", "cannot read its fail"},
    {"note beta", "fail", "BG-06 beta.c:1", "cannot read its fail"},
    {"begin ecam.gamma", "verdict", "PASS bg.alpha", "a second verdict for bg.alpha"},
    {"fail BG-06", "note", "never mind", "without naming a check"},
    {"note beta", "fail", "BG-06 beta.c:1 beta is 0", NULL}, /* no damage: a control */
    {"verdict FAIL bg.beta", "verdict", "PASS bg.beta", "yet its verdict is another"},
    {"verdict FAIL bg.beta", "verdict", "SKIP bg.beta", "yet its verdict is another"},
    {"metric LAT-4", "note", "not yet", "LAT-4.ioreq_read, which was not announced"},
    {"metric LAT-4", "metric", "LAT-4.nobodys insn 6 31",
     "LAT-4.nobodys was measured, but no METRIC() declares it"},
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

/* The records of one test, whose verdict is @verdict, in a run of its own. */
static void put_texts(const char *const (*records)[2], size_t count, const char *verdict)
{
    console_good(&console);
    console_cut(&console, "begin bg.alpha");
    for (size_t i = 0; i < count; i++)
        console_record(&console, records[i][0], "%s", records[i][1]);
    console_record(&console, "verdict", "%s bg.alpha", verdict);
}

GREATEST_TEST a_text_in_parts_is_joined(void)
{
    static const char *const records[][2] = {
        {"note", "one"},       {"more", " two"},
        {"skip", "not"},       {"more", " here"},
        {"error", "can"},      {"more", "not tell"},
        {"more", ""},          {"fail", "BG-07 a.c:1 x is"},
        {"more", " 1, mu"},    {"more", "st be 2"},
        {"fail", "- a.c:2 y"}, {"note", "end"},
    };
    const struct test_result *result;
    struct outcome *outcome;

    put_texts(records, sizeof(records) / sizeof(records[0]), "FAIL");
    outcome = console_judge(&console, &fake_scenario, NULL, ENDING_EOF, 0);
    result = &outcome->tests[0];
    GREATEST_ASSERT_EQ(VERDICT_FAIL, result->verdict);
    GREATEST_ASSERT_STR_EQ("x is 1, must be 2", result->reason);
    GREATEST_ASSERT_EQ(4, result->detail_count);
    GREATEST_ASSERT_STR_EQ("one two", result->details[0].text);
    GREATEST_ASSERT_STR_EQ("a.c:1 x is 1, must be 2", result->details[1].text);
    GREATEST_ASSERT_STR_EQ("BG-07", result->details[1].rule);
    GREATEST_ASSERT_EQ(NULL, result->details[2].rule);
    outcome_free(outcome);

    put_texts(records, 7, "ERROR");
    outcome = console_judge(&console, &fake_scenario, NULL, ENDING_EOF, 0);
    GREATEST_ASSERT_EQ(VERDICT_ERROR, outcome->tests[0].verdict);
    GREATEST_ASSERT_STR_EQ("cannot tell", outcome->tests[0].reason);
    outcome_free(outcome);

    put_texts(records, 4, "SKIP");
    outcome = console_judge(&console, &fake_scenario, NULL, ENDING_EOF, 0);
    GREATEST_ASSERT_EQ(VERDICT_SKIP, outcome->tests[0].verdict);
    GREATEST_ASSERT_STR_EQ("not here", outcome->tests[0].reason);
    outcome_free(outcome);

    put_texts(records, 4, "PASS");
    outcome = console_judge(&console, &fake_scenario, NULL, ENDING_EOF, 0);
    GREATEST_ASSERT_EQ(VERDICT_ERROR, outcome->tests[0].verdict);
    GREATEST_ASSERT_STR_EQ("it gave a reason for another verdict", outcome->tests[0].reason);
    outcome_free(outcome);
    GREATEST_PASS();
}

/* Whichever part of a failure's text is lost, the run is an ERROR; the rest is not joined to it. */
GREATEST_TEST a_text_with_a_part_cut_out_is_an_error(void)
{
    static const char *const records[][2] = {
        {"fail", "BG-01 a.c:1 one "}, {"more", "two "}, {"more", "three "}, {"more", "four"}};

    for (size_t lost = 0; lost < 4; lost++) {
        struct outcome *outcome;

        put_texts(records, 4, "FAIL");
        console_delete(&console, console_find(&console, records[lost][1]));
        outcome = console_judge(&console, &fake_scenario, NULL, ENDING_EOF, 0);
        GREATEST_ASSERT(says(outcome, "1 record missing"));
        GREATEST_ASSERT(outcome->verdict >= VERDICT_ERROR);
        if (lost && lost < 3)
            GREATEST_ASSERT(says(outcome, "more of a text, but none before it"));
        outcome_free(outcome);
    }
    GREATEST_PASS();
}

GREATEST_TEST one_reason_of_a_kind(void)
{
    static const char *const records[][2] = {{"error", "this"}, {"error", "that"}};
    struct outcome *outcome;

    put_texts(records, 2, "ERROR");
    outcome = console_judge(&console, &fake_scenario, NULL, ENDING_EOF, 0);
    GREATEST_ASSERT(says(outcome, "cannot read its error"));
    GREATEST_ASSERT_STR_EQ("this", outcome->tests[0].reason);
    outcome_free(outcome);
    GREATEST_PASS();
}

/* One line, and nothing of what follows from it. */
GREATEST_TEST another_version_is_refused(void)
{
    struct outcome *outcome;

    console_beta_fails(&console);
    console_change(&console, "plan", "plan", "1 4 other");
    console_change(&console, "summary", "what", "is this");
    outcome = console_judge(&console, &fake_scenario, &fake_expectations, ENDING_EXIT, EXIT_FAIL);
    GREATEST_ASSERT_EQ(VERDICT_ERROR, outcome->verdict);
    GREATEST_ASSERT_STR_EQ("the guest's records are of version 1, this doorbell reads version 2: "
                           "rebuild the guest, or use the doorbell that came with it",
                           outcome->reason);
    GREATEST_ASSERT_EQ(0, outcome->problem_count);
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
    GREATEST_RUN_TEST(a_text_in_parts_is_joined);
    GREATEST_RUN_TEST(a_text_with_a_part_cut_out_is_an_error);
    GREATEST_RUN_TEST(one_reason_of_a_kind);
    GREATEST_RUN_TEST(another_version_is_refused);
    GREATEST_RUN_TEST(a_gap_is_counted);
    GREATEST_RUN_TEST(the_result_line_must_agree);
    GREATEST_RUN_TEST(a_measurement_that_is_not_there_is_an_error);
    GREATEST_MAIN_END();
}
