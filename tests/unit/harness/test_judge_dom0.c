/* SPDX-License-Identifier: BSD-2-Clause */
/* The judge on a Linux dom0: its agent's lines, its kernel in trouble, and whose failure it is. */
#define GREATEST_USE_ABBREVS 0 /* TEST is protocol/test.h's */
/* FAKES: fake_suite */

#include <greatest.h>

#include "protocol/config.h"
#include "tests/fakes/fake_suite.h"

static struct console console;
static struct scenario dom0;

static void good(void)
{
    dom0 = fake_scenario;
    dom0.model = MODEL_QEMU;
    console_good(&console);
    console_insert(&console, console_find(&console, "begin"),
                   "[    1.2] doorbell dom0: device model QEMU 10.0.13\r");
}

static bool comes_to(enum verdict verdict, const char *reason)
{
    return console_comes_to(&console, &dom0, ENDING_EXIT, EXIT_OK, verdict, reason);
}

/* Whether a good run with @line in it is judged @verdict. */
static bool line_makes(const char *line, enum verdict verdict, const char *reason)
{
    good();
    console_insert(&console, console_find(&console, "verdict"), line);
    return comes_to(verdict, reason);
}

GREATEST_TEST what_the_agent_does_is_no_trouble(void)
{
    GREATEST_ASSERT(line_makes("[    1.3] doorbell dom0: qemu 0", VERDICT_PASS, NULL));
    GREATEST_ASSERT(line_makes("[    1.3] doorbell dom0: QEMU 0: Incorrect order for descriptors",
                               VERDICT_PASS, NULL));
    GREATEST_PASS();
}

GREATEST_TEST a_dead_device_model_is_a_crash(void)
{
    GREATEST_ASSERT(line_makes("[    1.3] doorbell dom0: crash: QEMU 0 died of signal 6 (Aborted): "
                               "virtio-pci.c: Assertion `mrs.mr' failed.",
                               VERDICT_CRASH, "dom0: QEMU 0 died of signal 6"));
    GREATEST_ASSERT(line_makes("[    1.3] doorbell dom0: error: QEMU 0 has ended, status 1: "
                               "shared evtchn 1 bind error 22",
                               VERDICT_ERROR, "shared evtchn 1 bind error"));
    GREATEST_PASS();
}

GREATEST_TEST a_dom0_that_gives_up_is_an_error(void)
{
    good();
    console_cut(&console, "plan");
    console_line(&console, "[    1.3] doorbell dom0: error: xl has ended, status 3: no memory");
    GREATEST_ASSERT(console_comes_to(&console, &dom0, ENDING_EXIT, 0, VERDICT_ERROR,
                                     "dom0: xl has ended, status 3: no memory"));
    GREATEST_ASSERT(
        console_comes_to(&console, &dom0, ENDING_EXIT, EXIT_FAIL, VERDICT_CRASH, "QEMU ended"));
    GREATEST_PASS();
}

GREATEST_TEST a_dead_dom0_is_a_crash(void)
{
    GREATEST_ASSERT(line_makes("[    9.3] Kernel panic - not syncing: Attempted to kill init!",
                               VERDICT_CRASH, "dom0: Kernel panic"));
    GREATEST_ASSERT(line_makes("[    9.3] Out of memory: Killed process 77 (qemu-system-aar)",
                               VERDICT_CRASH, "dom0: Out of memory"));
    GREATEST_PASS();
}

/* "xl console: " and what the domU prints: its records are that domU's. */
GREATEST_TEST a_console_that_xl_shows_will_do(void)
{
    size_t line;

    good();
    line = console_find(&console, "begin bg.alpha");
    GREATEST_ASSERT(strstr(console.lines[line], "DB!"));
    {
        char shown[400];

        snprintf(shown, sizeof(shown), "[    5.3] doorbell dom0: xl console: %s",
                 strstr(console.lines[line], "DB!"));
        console_delete(&console, line);
        console_insert(&console, line, shown);
    }
    GREATEST_ASSERT(comes_to(VERDICT_PASS, NULL));
    GREATEST_ASSERT(line_makes("[    1.3] doorbell dom0: error: xl has ended, status 1: "
                               "doorbell.cfg:3: config parsing error",
                               VERDICT_ERROR, "xl has ended, status 1: doorbell.cfg:3"));
    GREATEST_PASS();
}

GREATEST_TEST the_domus_kernel_is_another(void)
{
    GREATEST_ASSERT(
        line_makes("(d1) [    9.3] Kernel panic - not syncing: it is a test", VERDICT_PASS, NULL));
    good();
    dom0.model = MODEL_BACKEND;
    console_insert(&console, console_find(&console, "verdict"), "doorbell dom0: crash: no dom0");
    GREATEST_ASSERT(comes_to(VERDICT_PASS, NULL));
    GREATEST_PASS();
}

GREATEST_TEST the_watchdog_fails_the_running_test(void)
{
    good();
    console_cut(&console, "begin bg.alpha");
    console_line(&console, "[   30.0] doorbell dom0: watchdog: the domU has not ended");
    GREATEST_ASSERT(comes_to(VERDICT_FAIL, "the domU has not ended"));
    GREATEST_PASS();
}

GREATEST_TEST a_failure_may_be_the_device_models(void)
{
    static char *tests[] = {"bg.beta", NULL}, *symptoms[] = {"*", NULL};
    static struct expectation of_qemu = {.test = tests,
                                         .symptom = symptoms,
                                         .device_model = "10.0",
                                         .reason = "r",
                                         .upstream = "u",
                                         .path = "p"};
    const struct expectations expectations = {&of_qemu, 1};
    struct outcome *outcome;

    for (int of_this_version = 0; of_this_version < 2; of_this_version++) {
        of_qemu.device_model = of_this_version ? "10.0 - 10.1" : "11.0 -";
        good();
        console_beta_fails(&console);
        console_insert(&console, console_find(&console, "begin"),
                       "doorbell dom0: device model QEMU 10.0.13\r");
        outcome = console_judge(&console, &dom0, &expectations, ENDING_EXIT, EXIT_FAIL);
        GREATEST_ASSERT_EQ(of_this_version ? VERDICT_XFAIL : VERDICT_FAIL, outcome->verdict);
        GREATEST_ASSERT_STR_EQ("10.0.13", fact_known(&outcome->facts, "machine.device_model"));
        outcome_free(outcome);
    }
    GREATEST_PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    GREATEST_RUN_TEST(what_the_agent_does_is_no_trouble);
    GREATEST_RUN_TEST(a_dead_device_model_is_a_crash);
    GREATEST_RUN_TEST(a_dom0_that_gives_up_is_an_error);
    GREATEST_RUN_TEST(a_dead_dom0_is_a_crash);
    GREATEST_RUN_TEST(a_console_that_xl_shows_will_do);
    GREATEST_RUN_TEST(the_domus_kernel_is_another);
    GREATEST_RUN_TEST(the_watchdog_fails_the_running_test);
    GREATEST_RUN_TEST(a_failure_may_be_the_device_models);
    GREATEST_MAIN_END();
}
