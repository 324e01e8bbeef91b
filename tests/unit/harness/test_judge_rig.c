/* SPDX-License-Identifier: BSD-2-Clause */
/* What does not work that the harness leans on: a rule beside whatever comes of it. */
#define GREATEST_USE_ABBREVS 0 /* TEST is protocol/test.h's */
/* FAKES: fake_suite */

#include <greatest.h>
#include <string.h>

#include "protocol/config.h"
#include "tests/fakes/fake_suite.h"

#define BACKENDS "(d0) doorbell backend: rig DM-03 nr_vcpus says 0, getdomaininfo 1"

static struct console console;

static struct outcome *judged(enum ending ending, int status)
{
    return console_judge(&console, &fake_scenario, NULL, ending, status);
}

static bool names(const struct outcome *outcome, const char *rule, const char *text)
{
    return outcome->rig_count == 1 && !strcmp(outcome->rig[0].rule, rule) &&
           !strcmp(outcome->rig[0].text, text);
}

GREATEST_TEST a_run_with_it_fails_by_rule(void)
{
    struct outcome *outcome;

    console_good(&console);
    console_insert(&console, console_find(&console, " plan "), BACKENDS);
    outcome = judged(ENDING_EXIT, EXIT_OK);
    GREATEST_ASSERT(names(outcome, "DM-03", "nr_vcpus says 0, getdomaininfo 1"));
    GREATEST_ASSERT_EQ(VERDICT_FAIL, outcome->verdict);
    GREATEST_ASSERT_STR_EQ("DM-03: nr_vcpus says 0, getdomaininfo 1", outcome->reason);
    GREATEST_ASSERT_EQ(1, outcome->problem_count);
    outcome_free(outcome);
    GREATEST_PASS();
}

GREATEST_TEST a_crash_keeps_it(void)
{
    struct outcome *outcome;

    console_boot(&console);
    console_record(&console, "rig", "XABI-10 a hypercall changes x19");
    console_record(&console, "crash", "unexpected data abort in EL1");
    outcome = judged(ENDING_EXIT, EXIT_CRASH);
    GREATEST_ASSERT(names(outcome, "XABI-10", "a hypercall changes x19"));
    GREATEST_ASSERT_EQ(VERDICT_CRASH, outcome->verdict);
    outcome_free(outcome);
    GREATEST_PASS();
}

GREATEST_TEST one_without_a_rule_or_a_text_is_no_record(void)
{
    struct outcome *outcome;

    console_boot(&console);
    console_record(&console, "rig", "XABI-10");
    outcome = judged(ENDING_EXIT, EXIT_OK);
    GREATEST_ASSERT_EQ(0, outcome->rig_count);
    GREATEST_ASSERT(outcome->verdict >= VERDICT_ERROR);
    outcome_free(outcome);
    GREATEST_PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    GREATEST_RUN_TEST(a_run_with_it_fails_by_rule);
    GREATEST_RUN_TEST(a_crash_keeps_it);
    GREATEST_RUN_TEST(one_without_a_rule_or_a_text_is_no_record);
    GREATEST_MAIN_END();
}
