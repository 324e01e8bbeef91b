/* SPDX-License-Identifier: BSD-2-Clause */
/* Two domUs on one console: whose line is whose, and what both come to. */
#define GREATEST_USE_ABBREVS 0 /* TEST is protocol/test.h's */
/* FAKES: fake_suite */

#include <greatest.h>

#include <stdio.h>
#include <string.h>

#include "harness/judge/judge_twin.h"
#include "protocol/config.h"
#include "protocol/record.h"
#include "tests/fakes/fake_suite.h"

static struct console one, two, both;
static struct scenario fake;

static bool is_domains(const char *line)
{
    return strstr(line, RECORD_MARK) || strstr(line, RECORD_RESULT);
}

/* Lines of @from that a domain prints, up to the next one that it does not, as of domain @domain.
 */
static size_t add(const struct console *from, size_t at, unsigned int domain, size_t most)
{
    for (; at < from->count && most--; at++)
        console_line(&both, "(d%u) %s", domain, from->lines[at]);
    return at;
}

/* Both runs on one console, by turns; Xen's lines once. */
static void interleave(void)
{
    size_t i = 0, k = 0;

    both.count = 0;
    for (; i < one.count && !is_domains(one.lines[i]); i++)
        console_line(&both, "%s", one.lines[i]);
    while (k < two.count && !is_domains(two.lines[k]))
        k++;
    for (size_t turn = 1; i < one.count || k < two.count; turn++) {
        i = add(&one, i, 1, turn % 3);
        k = add(&two, k, 2, turn % 4);
    }
}

static void setup(void *arg)
{
    (void)arg;
    fake = fake_scenario;
    fake.domus = 2;
    fake.by_domctl = true;
    fake.profile = TRAP;
}

GREATEST_TEST a_line_has_its_domain(void)
{
    GREATEST_ASSERT_EQ(1u, twin_of("(d1) DB!0000"));
    GREATEST_ASSERT_EQ(2u, twin_of("(d2) doorbell backend: x"));
    GREATEST_ASSERT_EQ(0u, twin_of("(XEN) d2v0"));
    GREATEST_ASSERT_EQ(0u, twin_of("(d) x"));
    GREATEST_ASSERT_EQ(0u, twin_of("(d-2) x"));
    GREATEST_ASSERT_EQ(0u, twin_of(""));
    GREATEST_PASS();
}

GREATEST_TEST both_must_pass(void)
{
    console_good(&one);
    console_good(&two);
    interleave();
    GREATEST_ASSERT(console_comes_to(&both, &fake, ENDING_EXIT, 0, VERDICT_PASS, NULL));
    GREATEST_ASSERT(console_comes_to(&both, &fake, ENDING_EOF, 0, VERDICT_PASS, NULL));
    /* As one domain's, the same console has every record twice. */
    fake.domus = 1;
    GREATEST_ASSERT(
        console_comes_to(&both, &fake, ENDING_EXIT, 0, VERDICT_ERROR, "repeated or out of order"));
    GREATEST_PASS();
}

GREATEST_TEST either_may_fail(void)
{
    struct outcome *outcome;

    console_good(&one);
    console_beta_fails(&two);
    interleave();
    outcome = console_judge(&both, &fake, NULL, ENDING_EXIT, 0);
    GREATEST_ASSERT_EQ(VERDICT_FAIL, outcome->verdict);
    GREATEST_ASSERTm(outcome->reason, !strncmp(outcome->reason, "domain 2: ", 10));
    GREATEST_ASSERT_EQ(VERDICT_FAIL, outcome_test(outcome, "bg.beta")->verdict);
    GREATEST_ASSERT(strstr(outcome_test(outcome, "bg.beta")->details[0].text, "domain 2: "));
    GREATEST_ASSERT_EQ(1u, outcome_tally(outcome, VERDICT_FAIL));
    outcome_free(outcome);

    console_beta_fails(&one);
    console_good(&two);
    interleave();
    outcome = console_judge(&both, &fake, NULL, ENDING_EXIT, 0);
    GREATEST_ASSERT_EQ(VERDICT_FAIL, outcome->verdict);
    GREATEST_ASSERT_FALSE(strstr(outcome->reason, "domain 2: "));
    outcome_free(outcome);

    /* A failure that is expected of each is one; that the other passes is none that is. */
    outcome = console_judge(&both, &fake, &fake_expectations, ENDING_EXIT, 0);
    GREATEST_ASSERT_EQ(VERDICT_XPASS, outcome_test(outcome, "bg.beta")->verdict);
    outcome_free(outcome);
    GREATEST_PASS();
}

GREATEST_TEST neither_may_be_missing(void)
{
    console_good(&one);
    console_good(&two);
    console_cut(&two, "verdict PASS bg.beta");
    interleave();
    GREATEST_ASSERT(
        console_comes_to(&both, &fake, ENDING_SILENT, 2, VERDICT_TIMEOUT, "no console line"));
    two.count = 0;
    interleave();
    GREATEST_ASSERT(
        console_comes_to(&both, &fake, ENDING_SILENT, 2, VERDICT_TIMEOUT, "no console line"));
    GREATEST_PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    GREATEST_SET_SETUP_CB(setup, NULL);
    GREATEST_RUN_TEST(a_line_has_its_domain);
    GREATEST_RUN_TEST(both_must_pass);
    GREATEST_RUN_TEST(either_may_fail);
    GREATEST_RUN_TEST(neither_may_be_missing);
    GREATEST_MAIN_END();
}
