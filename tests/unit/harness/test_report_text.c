/* SPDX-License-Identifier: BSD-2-Clause */
/* The text report tells people what matters. */
#define GREATEST_USE_ABBREVS 0 /* TEST is protocol/test.h's */
/* FAKES: fake_suite reported_run */

#include <greatest.h>

#include <stdlib.h>
#include <string.h>

#include "tests/fakes/reported_run.h"

GREATEST_TEST text_tells_what_matters(void)
{
    char *text = report_of("text");

    GREATEST_ASSERT(text);
    GREATEST_ASSERT(strstr(text, "FAIL     bad/bg.beta  BG-06\n"));
    GREATEST_ASSERT(strstr(text, "* beta.c:12 beta is 0, must be 1\n"));
    GREATEST_ASSERT(strstr(text, "hint: look at sign_extend()\n"));
    GREATEST_ASSERT(strstr(text, "doorbell explain BG-06\n"));
    GREATEST_ASSERT(strstr(text, "XFAIL    bg.beta  BG-06\n         in known\n"));
    GREATEST_ASSERT_EQ(1, count_in(text, "trap-unmapped-accesses")); /* one reason for five tests */
    GREATEST_ASSERT_EQ(1, count_in(text, "cut: 3 of 5 tests never ran"));
    GREATEST_ASSERT(strstr(text, "no console line for 5 s: after bg.beta (2 of 5)"));
    GREATEST_ASSERT_EQ(1, count_in(text, "Latency in instructions"));
    GREATEST_ASSERT_EQ(0, count_in(text, "\033"));
    GREATEST_ASSERT(strstr(text, "\n16 passed, 3 failed, 4 errors, 1 crashed, 1 expected failure, "
                                 "5 skipped, 2 of 6 runs in trouble in 3.2 s\n"));
    free(text);
    GREATEST_PASS();
}

GREATEST_TEST colour_is_asked_for(void)
{
    char *text = report_of("text");
    size_t plain;

    GREATEST_ASSERT(text);
    plain = count_in(text, "\n");
    free(text);
    reported_view.colour = true;
    text = report_of("text");
    GREATEST_ASSERT(text);
    GREATEST_ASSERT(count_in(text, "\033[31mFAIL     \033[0m"));
    GREATEST_ASSERT_EQ(plain, count_in(text, "\n"));
    free(text);
    reported_view.colour = false;
    GREATEST_PASS();
}

/* Instructions and nanoseconds in one table would be compared by somebody. */
GREATEST_TEST units_never_share_a_table(void)
{
    char *text;

    reported_run_use_clock();
    text = report_of("text");
    GREATEST_ASSERT(text);
    GREATEST_ASSERT_EQ(1, count_in(text, "Latency in nanoseconds, scenario good"));
    GREATEST_ASSERT_EQ(1, count_in(text, "Latency in instructions, scenario known"));
    free(text);
    GREATEST_PASS();
}

GREATEST_TEST a_spread_is_drawn(void)
{
    char *text;

    reported_run_spread();
    text = report_of("text");
    GREATEST_ASSERT(text);
    GREATEST_ASSERT(strstr(text, "17920 [")); /* the bucket of 17947 */
    GREATEST_ASSERT(strstr(text, "] 90000\n"));
    free(text);
    GREATEST_PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    reported_run_make();
    GREATEST_RUN_TEST(text_tells_what_matters);
    GREATEST_RUN_TEST(colour_is_asked_for);
    GREATEST_RUN_TEST(units_never_share_a_table);
    GREATEST_RUN_TEST(a_spread_is_drawn);
    reported_run_free();
    GREATEST_MAIN_END();
}
