/* SPDX-License-Identifier: BSD-2-Clause */
/* The judge on a plain QEMU: no Xen to look for, and what the launcher adds to the console. */
#define GREATEST_USE_ABBREVS 0 /* TEST is protocol/test.h's */
/* FAKES: fake_suite */

#include <greatest.h>
#include <stdlib.h>
#include <string.h>

#include "protocol/metric.h"
#include "protocol/record.h"
#include "tests/fakes/fake_suite.h"

METRIC(delta, "LAT-4", "delta");
TEST(hot, plugged, .rule = "HOT-01", TITLE("it comes"), .bus = BUS_SERVED, .needs = HOTPLUG)
{
}

TEST(disk, resized, .rule = "VIO-22", TITLE("it changes"), .profiles = BARE, .bus = BUS_SERVED,
     .needs = RESIZE)
{
}

TEST(disk, typed, .rule = "UART-03", TITLE("it is typed"), .profiles = BARE, .bus = BUS_SERVED,
     .vpl011 = true)
{
}

static struct scenario machine;
static struct console console;

static void setup(void *arg)
{
    (void)arg;
    machine = fake_scenario;
    machine.bare = true;
    machine.late = "device";
    machine.profile = BARE;
    machine.attach = PRESENT;
    machine.tests[0] = "HOT-*";
    machine.tests[1] = "LAT-*";
    console = (struct console){0};
    console_line(&console, "qemu-system-aarch64: warning: netdev net has no peer");
    console_record(&console, "plan", "%d 2 fake", RECORD_VERSION);
    console_record(&console, "env", "qemu 7.2.22");
    console_record(&console, "env", "console pl011");
    console_record(&console, "env", "gic v3");
}

static void plug(void)
{
    console_record(&console, "begin", "hot.plugged HOT-01");
    console_record(&console, "ask", "plug");
    console_record(&console, "ask", "unplug");
}

static void finish_others(void)
{
    console_record(&console, "begin", "lat.delta LAT-4");
    console_record(&console, "metric", "LAT-4.delta insn 1 0");
    console_record(&console, "sample", "LAT-4.delta 5");
    console_record(&console, "verdict", "PASS lat.delta");
    console_record(&console, "summary", "2 0 0 0");
    console_record(&console, "end", "%u", console.seq + 1u);
    console_line(&console, "Test result: SUCCESS");
}

/* From there to a run in which all pass. */
static void finish(void)
{
    console_record(&console, "verdict", "PASS hot.plugged");
    finish_others();
}

static bool comes_to(enum ending how, int status, enum verdict verdict, const char *reason)
{
    return console_comes_to(&console, &machine, how, status, verdict, reason);
}

GREATEST_TEST no_xen_is_missed(void)
{
    struct outcome *outcome;

    plug();
    finish();
    GREATEST_ASSERT(comes_to(ENDING_EXIT, 0, VERDICT_PASS, NULL));
    GREATEST_ASSERT(comes_to(ENDING_EOF, 0, VERDICT_PASS, NULL));
    outcome = console_judge(&console, &machine, NULL, ENDING_EXIT, 0);
    GREATEST_ASSERT_STR_EQ("7.2.22", fact_known(&outcome->facts, "machine.qemu"));
    GREATEST_ASSERT_EQ(NULL, fact_known(&outcome->facts, "xen.version"));
    outcome_free(outcome);
    GREATEST_PASS();
}

GREATEST_TEST the_version_is(void)
{
    plug();
    finish();
    console_change(&console, "env qemu", "env", "midr 0");
    GREATEST_ASSERT(comes_to(ENDING_EXIT, 0, VERDICT_ERROR, "QEMU's version is not known"));
    GREATEST_PASS();
}

GREATEST_TEST another_machine_than_the_scenarios_is_an_error(void)
{
    plug();
    finish();
    console_change(&console, "console pl011", "env", "console hypercall");
    GREATEST_ASSERT(comes_to(ENDING_EXIT, 0, VERDICT_ERROR, "the scenario is about pl011"));
    console_good(&console);
    console_change(&console, "env console", "env", "qemu 7.2.22");
    GREATEST_ASSERT(
        console_comes_to(&console, &fake_scenario, ENDING_EXIT, 0, VERDICT_ERROR, "finds no Xen"));
    GREATEST_PASS();
}

GREATEST_TEST asking_is_for_tests_that_say_so(void)
{
    plug();
    console_change(&console, "ask unplug", "ask", "explode");
    finish();
    GREATEST_ASSERT(comes_to(ENDING_EXIT, 0, VERDICT_ERROR, "cannot read its ask"));
    setup(NULL);
    plug();
    finish();
    console_change(&console, "metric", "ask", "plug");
    GREATEST_ASSERT(comes_to(ENDING_EXIT, 0, VERDICT_ERROR, "asks for a plug in a test that"));
    setup(NULL);
    console_record(&console, "ask", "plug");
    plug();
    finish();
    GREATEST_ASSERT(comes_to(ENDING_EXIT, 0, VERDICT_ERROR, "ask outside of any test"));
    GREATEST_PASS();
}

GREATEST_TEST a_resize_is_for_tests_that_say_so(void)
{
    plug();
    console_change(&console, "ask unplug", "ask", "resize 128");
    finish();
    GREATEST_ASSERT(comes_to(ENDING_EXIT, 0, VERDICT_ERROR, "asks for a resize 128 in a test"));
    setup(NULL);
    machine.late = NULL;
    machine.resizes = true;
    machine.tests[0] = "VIO-*";
    console_record(&console, "begin", "disk.resized VIO-22");
    console_record(&console, "ask", "resize 128");
    console_record(&console, "verdict", "PASS disk.resized");
    finish_others();
    GREATEST_ASSERT(comes_to(ENDING_EXIT, 0, VERDICT_PASS, NULL));
    console_change(&console, "resize 128", "ask", "resize 0");
    GREATEST_ASSERT(comes_to(ENDING_EXIT, 0, VERDICT_ERROR, "cannot read its ask"));
    console_change(&console, "resize 0", "ask", "plug");
    GREATEST_ASSERT(comes_to(ENDING_EXIT, 0, VERDICT_ERROR, "asks for a plug in a test that"));
    GREATEST_PASS();
}

/* What a record in @test of @rule asks for: disk.resized for a resize, disk.typed for characters.
 */
static enum ask asked_in(const char *test, const char *rule, const char *payload, uint64_t *number)
{
    struct outcome *outcome;
    struct judge *judge;
    enum ask ask;

    setup(NULL);
    machine.late = NULL;
    machine.resizes = true;
    machine.vpl011 = true;
    machine.tests[0] = (char *)rule;
    console_record(&console, "begin", "%s %s", test, rule);
    console_record(&console, "ask", "%s", payload);
    judge = judge_new(&machine, NULL, NULL);
    for (size_t i = 0; i < console.count; i++)
        judge_line(judge, console.lines[i]);
    ask = judge_asked(judge, number);
    judge_line(judge, "another line");
    if (judge_asked(judge, number) != ASK_NOTHING)
        abort();
    outcome = judge_finish(judge, ENDING_EOF, 0);
    outcome_free(outcome);
    return ask;
}

static enum ask asked(const char *payload, uint64_t *sectors)
{
    return asked_in("disk.resized", "VIO-22", payload, sectors);
}

static enum ask typed(const char *payload, uint64_t *count)
{
    return asked_in("disk.typed", "UART-03", payload, count);
}

GREATEST_TEST only_what_makes_sense_is_asked_for(void)
{
    static const char *const payloads[] = {"plug",
                                           "unplug",
                                           "resize",
                                           "resize ",
                                           "resize -1",
                                           "resize +1",
                                           "resize  1",
                                           "resize 1 2",
                                           "resize 0",
                                           "resize 0x1",
                                           "plug 1",
                                           "resizes",
                                           "resize 18014398509481984",
                                           "resize 99999999999999999999"};
    uint64_t sectors = 7;

    for (size_t i = 0; i < sizeof(payloads) / sizeof(payloads[0]); i++)
        GREATEST_ASSERT_EQm(payloads[i], ASK_NOTHING, asked(payloads[i], &sectors));
    GREATEST_ASSERT_EQ(7, sectors);
    GREATEST_ASSERT_EQ(ASK_RESIZE, asked("resize 4822678189205111", &sectors));
    GREATEST_ASSERT_EQ(4822678189205111u, sectors);
    GREATEST_ASSERT_EQ(ASK_RESIZE, asked("resize 18014398509481983", &sectors));
    GREATEST_ASSERT_EQ(ASK_SECTORS_MAX, sectors);
    GREATEST_PASS();
}

GREATEST_TEST characters_are_asked_for(void)
{
    uint64_t count = 7;

    GREATEST_ASSERT_EQ(ASK_NOTHING, typed("type", &count));
    GREATEST_ASSERT_EQ(ASK_NOTHING, typed("type 0", &count));
    GREATEST_ASSERT_EQ(ASK_NOTHING, typed("type 257", &count));
    GREATEST_ASSERT_EQ(ASK_NOTHING, typed("type abc", &count));
    GREATEST_ASSERT_EQ(ASK_NOTHING, typed("resize 256", &count));
    GREATEST_ASSERT_EQ(ASK_NOTHING, asked("type 256", &count));
    GREATEST_ASSERT_EQ(7, count);
    GREATEST_ASSERT_EQ(ASK_TYPE, typed("type 256", &count));
    GREATEST_ASSERT_EQ(256, count);
    GREATEST_PASS();
}

GREATEST_TEST the_launchers_word_is_the_reason(void)
{
    plug();
    console_line(&console, JUDGE_HARNESS "error: QMP refuses device_add: no such bus");
    GREATEST_ASSERT(comes_to(ENDING_STOPPED, 0, VERDICT_ERROR, "QMP refuses device_add: no"));
    GREATEST_ASSERT(comes_to(ENDING_EOF, 0, VERDICT_ERROR, "QMP refuses device_add: no"));
    setup(NULL);
    plug();
    console_line(&console, JUDGE_HARNESS "crash: qemu-storage-daemon died of signal 9 (Killed)");
    GREATEST_ASSERT(comes_to(ENDING_STOPPED, 0, VERDICT_CRASH, "qemu-storage-daemon died"));
    GREATEST_ASSERT(comes_to(ENDING_EOF, 0, VERDICT_CRASH, "qemu-storage-daemon died"));
    GREATEST_PASS();
}

GREATEST_TEST the_launchers_word_is_needed(void)
{
    plug();
    GREATEST_ASSERT(comes_to(ENDING_STOPPED, 0, VERDICT_ERROR, "without a reason"));
    GREATEST_PASS();
}

/* After all is done it still counts: a daemon that died was not to be trusted. */
GREATEST_TEST the_launchers_word_spoils_a_success(void)
{
    plug();
    finish();
    console_line(&console, JUDGE_HARNESS "crash: qemu-storage-daemon died of signal 9 (Killed)");
    GREATEST_ASSERT(comes_to(ENDING_EXIT, 0, VERDICT_CRASH, "qemu-storage-daemon died"));
    GREATEST_PASS();
}

GREATEST_TEST what_qemu_refuses_is_an_error_in_its_words(void)
{
    console = (struct console){0};
    console_line(&console, "qemu-system-aarch64: -device frob: 'frob' is not a valid device");
    GREATEST_ASSERT(comes_to(ENDING_EXIT, 1, VERDICT_ERROR, "not a valid device"));
    setup(NULL);
    plug();
    GREATEST_ASSERT(comes_to(ENDING_EXIT, 1, VERDICT_CRASH, "QEMU ended early"));
    GREATEST_PASS();
}

GREATEST_TEST a_known_failure_is_qemus_or_xens(void)
{
    static char *tests[] = {"HOT-01", NULL};
    static struct expectation known = {
        .test = tests, .qemu = "7.2", .reason = "r", .upstream = "u", .path = "x"};
    struct expectations expectations = {&known, 1};
    const struct test test = {.group = "hot", .name = "plugged", .rule = "HOT-01"};

    known.qemu = "7.0 - 7.2";
    GREATEST_ASSERT(expectations_find(&expectations, NULL, &test, &machine, "7.2.22"));
    GREATEST_ASSERT_EQ(NULL, expectations_find(&expectations, NULL, &test, &machine, "8.0"));
    GREATEST_ASSERT_EQ(NULL,
                       expectations_find(&expectations, NULL, &test, &fake_scenario, "7.2.22"));
    known.xen = known.qemu;
    known.qemu = NULL;
    GREATEST_ASSERT_EQ(NULL, expectations_find(&expectations, NULL, &test, &machine, "7.2.22"));
    known.xen = NULL;
    GREATEST_PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    GREATEST_SET_SETUP_CB(setup, NULL);
    GREATEST_RUN_TEST(no_xen_is_missed);
    GREATEST_RUN_TEST(the_version_is);
    GREATEST_RUN_TEST(another_machine_than_the_scenarios_is_an_error);
    GREATEST_RUN_TEST(asking_is_for_tests_that_say_so);
    GREATEST_RUN_TEST(a_resize_is_for_tests_that_say_so);
    GREATEST_RUN_TEST(only_what_makes_sense_is_asked_for);
    GREATEST_RUN_TEST(characters_are_asked_for);
    GREATEST_RUN_TEST(the_launchers_word_is_the_reason);
    GREATEST_RUN_TEST(the_launchers_word_is_needed);
    GREATEST_RUN_TEST(the_launchers_word_spoils_a_success);
    GREATEST_RUN_TEST(what_qemu_refuses_is_an_error_in_its_words);
    GREATEST_RUN_TEST(a_known_failure_is_qemus_or_xens);
    GREATEST_MAIN_END();
}
