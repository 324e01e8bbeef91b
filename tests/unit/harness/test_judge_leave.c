/* SPDX-License-Identifier: BSD-2-Clause */
/* The judge on a test that ends the domain: only the backend's word and silence make it a pass. */
#define GREATEST_USE_ABBREVS 0 /* TEST is protocol/test.h's */
/* FAKES: fake_suite */

#include <greatest.h>

#include "protocol/config.h"
#include "protocol/record.h"
#include "tests/fakes/fake_suite.h"

#define POWEROFF "doorbell backend: the guest has ended, reason 0"

static struct console console;
static struct scenario ending;

/* Up to and with the leave record; only that test runs. */
static void leave(void)
{
    ending = fake_scenario;
    ending.ends = "shutdown";
    ending.tests[0] = "XABI-09";
    console_boot(&console);
    console_record(&console, "plan", "%d 1 fake", RECORD_VERSION);
    console_record(&console, "begin", "xabi.exodus XABI-09");
    console_record(&console, "leave", "3 0");
}

static bool comes_to(enum ending how, int status, enum verdict verdict, const char *reason)
{
    return console_comes_to(&console, &ending, how, status, verdict, reason);
}

GREATEST_TEST silence_and_the_backends_word_pass(void)
{
    leave();
    console_line(&console, POWEROFF);
    GREATEST_ASSERT(comes_to(ENDING_EXIT, 0, VERDICT_PASS, NULL));
    GREATEST_ASSERT(comes_to(ENDING_EOF, 0, VERDICT_PASS, NULL));
    GREATEST_PASS();
}

GREATEST_TEST silence_alone_is_a_hang(void)
{
    leave();
    GREATEST_ASSERT(comes_to(ENDING_SILENT, 10, VERDICT_TIMEOUT, "no console line"));
    GREATEST_ASSERT(comes_to(ENDING_EXIT, 0, VERDICT_CRASH, "QEMU ended early"));
    GREATEST_ASSERT(comes_to(ENDING_EOF, 0, VERDICT_ERROR, "the log ends early"));
    GREATEST_PASS();
}

GREATEST_TEST the_reason_must_be_the_right_one(void)
{
    leave();
    console_line(&console, "doorbell backend: the guest has ended, reason 3");
    GREATEST_ASSERT(comes_to(ENDING_EXIT, 0, VERDICT_FAIL, "for reason 3, not 0"));
    leave();
    console_change(&console, "leave", "fail", "XABI-09 end.c:1 it is not so");
    console_record(&console, "leave", "4 0");
    console_line(&console, POWEROFF);
    GREATEST_ASSERT(comes_to(ENDING_EXIT, 0, VERDICT_FAIL, "a check failed"));
    GREATEST_PASS();
}

GREATEST_TEST qemu_must_end_well(void)
{
    leave();
    console_line(&console, POWEROFF);
    GREATEST_ASSERT(comes_to(ENDING_EXIT, 1, VERDICT_ERROR, "exit status is 1"));
    GREATEST_ASSERT(comes_to(ENDING_SILENT, 3, VERDICT_ERROR, "QEMU did not"));
    GREATEST_PASS();
}

/* The run as a guest ends it that came back, with @verdict. */
static void come_back(const char *verdict, const char *result)
{
    leave();
    if (!strcmp(verdict, "FAIL"))
        console_record(&console, "fail", "XABI-09 end.c:1 it returned");
    console_record(&console, "verdict", "%s xabi.exodus", verdict);
    console_record(&console, "summary", "%d %d 0 0", strcmp(verdict, "FAIL") != 0,
                   strcmp(verdict, "FAIL") == 0);
    console_record(&console, "end", "%d", console.seq + 1);
    console_line(&console, "(d1) Test result: %s", result);
}

GREATEST_TEST coming_back_fails(void)
{
    come_back("FAIL", "FAILURE");
    GREATEST_ASSERT(comes_to(ENDING_EXIT, EXIT_FAIL, VERDICT_FAIL, "it returned"));
    console_line(&console, POWEROFF); /* ended after all, but later */
    GREATEST_ASSERT(comes_to(ENDING_EXIT, EXIT_FAIL, VERDICT_FAIL, "it returned"));
    GREATEST_PASS();
}

GREATEST_TEST the_guest_cannot_pass_it(void)
{
    come_back("PASS", "SUCCESS");
    GREATEST_ASSERT(comes_to(ENDING_EXIT, EXIT_OK, VERDICT_ERROR, "returned from"));
    come_back("PASS", "SUCCESS");
    console_delete(&console, console_find(&console, "leave"));
    GREATEST_ASSERT(comes_to(ENDING_EXIT, EXIT_OK, VERDICT_ERROR, "1 record missing"));
    GREATEST_PASS();
}

GREATEST_TEST a_leave_must_be_in_order(void)
{
    leave();
    console_change(&console, "leave", "leave", "2 0");
    console_line(&console, POWEROFF);
    GREATEST_ASSERT(comes_to(ENDING_EXIT, 0, VERDICT_ERROR, "counts 2 records, 3 arrived"));
    leave();
    console_change(&console, "leave", "leave", "3");
    console_line(&console, POWEROFF);
    GREATEST_ASSERT(comes_to(ENDING_EXIT, 0, VERDICT_CRASH, "QEMU ended early"));
    /* In a test that ends nothing, with others to come. */
    console_good(&console);
    console_change(&console, "verdict PASS bg.alpha", "leave", "5 0");
    console_cut(&console, "leave 5 0");
    console_line(&console, POWEROFF);
    GREATEST_ASSERT(console_comes_to(&console, &fake_scenario, ENDING_EXIT, 0, VERDICT_ERROR,
                                     "in a test that ends nothing"));
    GREATEST_PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    GREATEST_RUN_TEST(silence_and_the_backends_word_pass);
    GREATEST_RUN_TEST(silence_alone_is_a_hang);
    GREATEST_RUN_TEST(the_reason_must_be_the_right_one);
    GREATEST_RUN_TEST(qemu_must_end_well);
    GREATEST_RUN_TEST(coming_back_fails);
    GREATEST_RUN_TEST(the_guest_cannot_pass_it);
    GREATEST_RUN_TEST(a_leave_must_be_in_order);
    GREATEST_MAIN_END();
}
