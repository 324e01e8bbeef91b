/* SPDX-License-Identifier: BSD-2-Clause */
/* What Xen says, how the boot ended, and what is skipped: the judge around the records. */
#define GREATEST_USE_ABBREVS 0 /* TEST is protocol/test.h's */
/* FAKES: fake_suite */

#include <greatest.h>

#include <errno.h>
#include <signal.h>
#include <string.h>

#include "protocol/config.h"
#include "protocol/record.h"
#include "tests/fakes/fake_suite.h"

static struct console console;

GREATEST_TEST the_ending_is_a_second_witness(void)
{
    const struct scenario *fake = &fake_scenario;

    console_good(&console);
    GREATEST_ASSERT(console_comes_to(&console, fake, ENDING_EXIT, EXIT_OK, VERDICT_PASS, NULL));
    GREATEST_ASSERT(console_comes_to(&console, fake, ENDING_EOF, 0, VERDICT_PASS, NULL));
    for (int status = 1; status < 8; status++)
        GREATEST_ASSERT(console_comes_to(&console, fake, ENDING_EXIT, status, VERDICT_ERROR,
                                         "QEMU's exit status is"));
    GREATEST_ASSERT(
        console_comes_to(&console, fake, ENDING_SILENT, 2, VERDICT_ERROR, "QEMU did not"));
    GREATEST_ASSERT(
        console_comes_to(&console, fake, ENDING_TIMEOUT, 60, VERDICT_ERROR, "QEMU did not"));
    GREATEST_ASSERT(
        console_comes_to(&console, fake, ENDING_SIGNAL, SIGSEGV, VERDICT_ERROR, "QEMU did not"));
    GREATEST_PASS();
}

GREATEST_TEST a_start_that_fails_says_why(void)
{
    console.count = 0;
    GREATEST_ASSERT(console_comes_to(&console, &fake_scenario, ENDING_LAUNCH, ENOENT, VERDICT_ERROR,
                                     "QEMU could not be started: No such file"));
    GREATEST_ASSERT(
        console_comes_to(&console, &fake_scenario, ENDING_SIGNAL, SIGKILL, VERDICT_CRASH,
                         "QEMU died of signal 9 (Killed): waiting for Xen's first line"));
    GREATEST_ASSERT(console_comes_to(&console, &fake_scenario, ENDING_SILENT, 5, VERDICT_TIMEOUT,
                                     "no console line for 5 s: waiting for Xen's first line"));
    GREATEST_PASS();
}

GREATEST_TEST xen_says_who_it_is(void)
{
    static const char *const lines[] = {
        "(XEN) Latest ChangeSet: Mon Jan 5 10:00:00 2026 git:0123abc ",
        "(XEN) build-id: d4668bb7",
        "(XEN) Using scheduler: SMP Credit Scheduler rev2 (credit2)",
        "(XEN) Using scheduler: another one, later",
    };
    struct outcome *outcome;

    console_good(&console);
    outcome = console_judge(&console, &fake_scenario, NULL, ENDING_EOF, 0);
    GREATEST_ASSERT_FALSE(fact_known(&outcome->facts, "xen.changeset") ||
                          fact_known(&outcome->facts, "xen.scheduler"));
    GREATEST_ASSERT_STR_EQ("gcc (Debian) 12.2.0", fact_known(&outcome->facts, "xen.compiler"));
    outcome_free(outcome);
    console_insert(&console, 2, "(XEN) Latest ChangeSet: "); /* as a tree without git says it */
    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
        console_insert(&console, 3 + i, lines[i]);
    outcome = console_judge(&console, &fake_scenario, NULL, ENDING_EOF, 0);
    GREATEST_ASSERT_STR_EQ("Mon Jan 5 10:00:00 2026 git:0123abc",
                           fact_known(&outcome->facts, "xen.changeset"));
    GREATEST_ASSERT_STR_EQ("d4668bb7", fact_known(&outcome->facts, "xen.build_id"));
    GREATEST_ASSERT_STR_EQ("SMP Credit Scheduler rev2 (credit2)",
                           fact_known(&outcome->facts, "xen.scheduler"));
    outcome_free(outcome);
    GREATEST_PASS();
}

GREATEST_TEST phases_follow_the_boot(void)
{
    static const struct {
        const char *line, *phase;
    } steps[] = {
        {"qemu: warning", "waiting for Xen's first line"},
        {"(XEN) Xen version 4.20.3 (a@b) (c) debug=y d", "Xen is booting"},
        {"(XEN) Freed 380kB init memory.", "waiting for the guest's plan"},
    };
    struct judge *judge = judge_new(&fake_scenario, NULL, NULL);

    for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
        judge_line(judge, steps[i].line);
        GREATEST_ASSERT_STR_EQ(steps[i].phase, judge_phase(judge));
    }
    outcome_free(judge_finish(judge, ENDING_EOF, 0));

    console_good(&console);
    judge = judge_new(&fake_scenario, NULL, NULL);
    for (size_t i = 0; i < console.count; i++) {
        bool done = judge_line(judge, console.lines[i]);

        GREATEST_ASSERT_EQ(i + 1 == console.count, done);
        if (strstr(console.lines[i], "plan"))
            GREATEST_ASSERT_STR_EQ("waiting for the guest's first test", judge_phase(judge));
        if (strstr(console.lines[i], "begin bg.beta"))
            GREATEST_ASSERT_STR_EQ("bg.beta (2 of 5)", judge_phase(judge));
        if (strstr(console.lines[i], "verdict PASS bg.beta"))
            GREATEST_ASSERT_STR_EQ("after bg.beta (2 of 5)", judge_phase(judge));
    }
    GREATEST_ASSERT_STR_EQ("the guest has ended", judge_phase(judge));
    outcome_free(judge_finish(judge, ENDING_EOF, 0));
    GREATEST_PASS();
}

GREATEST_TEST trouble_in_xen_is_a_crash(void)
{
    static const char *const troubles[] = {
        "Xen BUG at arch/arm/traps.c:100",
        "Assertion 'x' failed at common/ioreq.c:7",
        "CPU0: Unexpected Trap: Data Abort",
        "domain_crash called from arch/arm/traps.c:20",
        "Domain 1 (vcpu#0) crashed on cpu#0:",
        "Hardware Dom0 crashed: rebooting machine in 5 seconds.",
        "Hardware Dom0 shutdown: rebooting machine",
    };

    for (size_t i = 0; i < sizeof(troubles) / sizeof(troubles[0]); i++) {
        char line[CONSOLE_LENGTH];

        snprintf(line, sizeof(line), "(XEN) %s", troubles[i]);
        console_good(&console);
        console_insert(&console, console_find(&console, "begin bg.beta"), line);
        GREATEST_ASSERT(
            console_comes_to(&console, &fake_scenario, ENDING_EXIT, 0, VERDICT_CRASH, troubles[i]));

        /* With console_timestamps it is the same; from a domain's mouth it means nothing. */
        snprintf(line, sizeof(line), "(XEN) [    1.25] %s", troubles[i]);
        console_good(&console);
        console_insert(&console, console_find(&console, "begin bg.beta"), line);
        GREATEST_ASSERT(
            console_comes_to(&console, &fake_scenario, ENDING_EXIT, 0, VERDICT_CRASH, troubles[i]));
        snprintf(line, sizeof(line), "(XEN) DOM1: %s", troubles[i]);
        console_good(&console);
        console_insert(&console, console_find(&console, "begin bg.beta"), line);
        GREATEST_ASSERT(
            console_comes_to(&console, &fake_scenario, ENDING_EXIT, 0, VERDICT_PASS, NULL));
    }
    console_good(&console);
    console_insert(&console, 0, "(XEN) Hardware Dom0 halted: halting machine");
    GREATEST_ASSERT(console_comes_to(&console, &fake_scenario, ENDING_EXIT, 0, VERDICT_PASS, NULL));
    GREATEST_PASS();
}

GREATEST_TEST a_panic_is_quoted_and_ends_the_run(void)
{
    struct judge *judge = judge_new(&fake_scenario, NULL, NULL);
    bool done = false;
    size_t at = 0;

    console_boot(&console);
    console_panic(&console, "The sky fell");
    while (!done && at < console.count)
        done = judge_line(judge, console.lines[at++]);
    GREATEST_ASSERT(done);
    GREATEST_ASSERT_EQ(2, console.count - at);
    outcome_free(judge_finish(judge, ENDING_SILENT, 2));
    GREATEST_ASSERT(console_comes_to(&console, &fake_scenario, ENDING_EXIT, 0, VERDICT_CRASH,
                                     "Xen panicked: The sky fell"));
    console.count -= 4; /* cut inside */
    GREATEST_ASSERT(console_comes_to(&console, &fake_scenario, ENDING_EOF, 0, VERDICT_CRASH,
                                     "Xen panicked: The sky fell"));
    GREATEST_PASS();
}

GREATEST_TEST a_second_boot_is_a_crash(void)
{
    console_good(&console);
    console_insert(&console, console_find(&console, "begin bg.beta"),
                   "(XEN) Xen version 4.20.3 (a@b) (c) debug=y d");
    GREATEST_ASSERT(
        console_comes_to(&console, &fake_scenario, ENDING_EXIT, 0, VERDICT_CRASH, "a second time"));
    GREATEST_PASS();
}

GREATEST_TEST an_unknown_xen_is_an_error_never_a_skip(void)
{
    struct scenario scenario = fake_scenario;

    console_good(&console);
    console_delete(&console, console_find(&console, "Xen version"));
    GREATEST_ASSERT(console_comes_to(&console, &scenario, ENDING_EXIT, 0, VERDICT_ERROR,
                                     "Xen's version is not known"));
    console_delete(&console, console_find(&console, "unmapped accesses"));
    GREATEST_ASSERT(console_comes_to(&console, &scenario, ENDING_EXIT, 0, VERDICT_ERROR,
                                     "Xen's version is not known"));
    scenario.profile = WINDOWS;
    GREATEST_ASSERT(
        console_comes_to(&console, &scenario, ENDING_EXIT, 0, VERDICT_ERROR, "plans 5 tests"));
    GREATEST_PASS();
}

/* Then the guest says which Xen it is on; a line of Xen's without its version is another matter. */
GREATEST_TEST the_domus_console_alone_will_do(void)
{
    struct outcome *outcome;
    size_t first;

    console_good(&console);
    console_change(&console, "env console", "env", "xen 4.20");
    console_delete(&console, console_find(&console, "Xen version"));
    GREATEST_ASSERT(console_comes_to(&console, &fake_scenario, ENDING_EOF, 0, VERDICT_ERROR,
                                     "Xen's version is not known"));
    first = console_find(&console, "plan");
    while (first--)
        console_delete(&console, 0);
    outcome = console_judge(&console, &fake_scenario, NULL, ENDING_EOF, 0);
    GREATEST_ASSERT_EQ(VERDICT_PASS, outcome->verdict);
    GREATEST_ASSERT_STR_EQ("4.20", fact_known(&outcome->facts, "xen.version"));
    outcome_free(outcome);
    console_change(&console, "env xen", "env", "console hypercall");
    GREATEST_ASSERT(console_comes_to(&console, &fake_scenario, ENDING_EOF, 0, VERDICT_ERROR,
                                     "Xen's version is not known"));
    GREATEST_PASS();
}

GREATEST_TEST what_domctl_needs_is_skipped_without(void)
{
    const struct scenario *const fake = &fake_scenario;
    struct scenario made = *fake;
    size_t banner;

    made.by_domctl = true;
    made.profile = TRAP;
    console_boot(&console);
    console_line(&console, "doorbell backend: lacks a Xen whose domctl interface has version x");
    GREATEST_ASSERT(console_comes_to(&console, &made, ENDING_EXIT, 0, VERDICT_SKIP,
                                     "is not a Xen whose domctl interface has version x"));
    GREATEST_ASSERT(
        console_comes_to(&console, fake, ENDING_EXIT, 0, VERDICT_CRASH, "QEMU ended early"));

    /* Without the flag. */
    console_boot(&console);
    made.profile = UNMAPPED;
    GREATEST_ASSERT(console_comes_to(&console, &made, ENDING_SILENT, 2, VERDICT_SKIP, "no flag"));
    banner = console_find(&console, "Xen version 4.20");
    memcpy(strstr(console.lines[banner], "4.20"), "4.21", 4);
    GREATEST_ASSERT(
        console_comes_to(&console, &made, ENDING_SILENT, 2, VERDICT_TIMEOUT, "no console"));

    /* A console that a release Xen swallows. */
    made.profile = TRAP;
    memcpy(strstr(console.lines[banner], "debug=y"), "debug=n", 7);
    GREATEST_ASSERT(console_comes_to(&console, &made, ENDING_SILENT, 2, VERDICT_SKIP, "vpl011"));
    made.vpl011 = true;
    GREATEST_ASSERT(
        console_comes_to(&console, &made, ENDING_SILENT, 2, VERDICT_TIMEOUT, "no console"));
    GREATEST_PASS();
}

GREATEST_TEST an_xl_of_another_xen_is_a_skip(void)
{
    struct scenario made = fake_scenario;
    size_t banner;

    made.by_xl = true;
    made.model = MODEL_QEMU;
    made.profile = TRAP;
    console_boot(&console);
    console_line(&console, "[    1.1] doorbell dom0: toolstack xl 4.20");
    GREATEST_ASSERT(
        console_comes_to(&console, &made, ENDING_SILENT, 2, VERDICT_TIMEOUT, "no console"));
    banner = console_find(&console, "Xen version 4.20");
    memcpy(strstr(console.lines[banner], "4.20"), "4.21", 4);
    GREATEST_ASSERT(console_comes_to(&console, &made, ENDING_SILENT, 2, VERDICT_SKIP,
                                     "dom0's xl 4.20 is of another Xen than this 4.21"));
    memcpy(strstr(console.lines[banner], "4.21"), "4.20", 4);
    made.profile = UNMAPPED;
    GREATEST_ASSERT(console_comes_to(&console, &made, ENDING_SILENT, 2, VERDICT_SKIP, "no flag"));
    GREATEST_PASS();
}

GREATEST_TEST a_xen_without_static_memory_is_a_skip(void)
{
    static const char without[] =
        "direct-map is not valid for domain domU1 without static allocation.";
    struct scenario direct = fake_scenario;

    direct.direct_map = true;
    console_boot(&console);
    console_panic(&console, without);
    GREATEST_ASSERT(console_comes_to(&console, &direct, ENDING_SILENT, 0, VERDICT_SKIP,
                                     "maps no domU one to one: make dtbo"));
    GREATEST_ASSERT(
        console_comes_to(&console, &fake_scenario, ENDING_SILENT, 0, VERDICT_CRASH, without));
    console_boot(&console);
    console_panic(&console, "The sky fell");
    GREATEST_ASSERT(
        console_comes_to(&console, &direct, ENDING_SILENT, 0, VERDICT_CRASH, "The sky fell"));
    GREATEST_PASS();
}

GREATEST_TEST a_xen_known_to_lack_support_is_a_skip(void)
{
    struct scenario windows = fake_scenario, vpci = fake_scenario;
    struct outcome *outcome;

    windows.profile = WINDOWS;
    vpci.profile = VPCI;
    console_beta_fails(&console);
    console_delete(&console, console_find(&console, "unmapped accesses"));
    GREATEST_ASSERT(console_comes_to(&console, &fake_scenario, ENDING_EXIT, EXIT_FAIL, VERDICT_SKIP,
                                     "trap-unmapped-accesses (4.21"));
    GREATEST_ASSERT(console_comes_to(&console, &windows, ENDING_EXIT, EXIT_FAIL, VERDICT_SKIP,
                                     "mmio-background-regions"));
    GREATEST_ASSERT(console_comes_to(&console, &vpci, ENDING_EXIT, EXIT_FAIL, VERDICT_SKIP,
                                     "does not report a PCI host bridge at boot: make vpci"));
    console_insert(&console, 1,
                   "(XEN) d1: PCI host bridge with ECAM at 0x10000000: functions of IOREQ servers");
    outcome = console_judge(&console, &vpci, NULL, ENDING_EXIT, EXIT_FAIL);
    GREATEST_ASSERT_EQ(VERDICT_FAIL, outcome->verdict); /* it does not lack it */
    outcome_free(outcome);
    console_delete(&console, 1);

    outcome = console_judge(&console, &fake_scenario, NULL, ENDING_SILENT, 2);
    GREATEST_ASSERT_EQ(VERDICT_SKIP, outcome->verdict);
    GREATEST_ASSERT_EQ(VERDICT_SKIP, outcome->tests[4].verdict);
    outcome_require(outcome);
    GREATEST_ASSERT_EQ(VERDICT_ERROR, outcome->verdict);
    GREATEST_ASSERT(strstr(outcome->reason, "required, but skipped: Xen 4.20.3 does not know"));
    GREATEST_ASSERT_EQ(1, outcome->problem_count);
    outcome_free(outcome);

    /* Its guest may crash on what it finds; a Xen that panics is another matter. */
    console_insert(&console, console_find(&console, "begin bg.beta"), "(XEN) Xen BUG at x:1");
    GREATEST_ASSERT(
        console_comes_to(&console, &fake_scenario, ENDING_EXIT, 0, VERDICT_CRASH, "Xen BUG"));
    GREATEST_PASS();
}

GREATEST_TEST a_skip_needs_no_more_than_the_first_record(void)
{
    struct judge *judge = judge_new(&fake_scenario, NULL, NULL);
    size_t at = 0;
    struct outcome *outcome;

    console_beta_fails(&console);
    console_delete(&console, console_find(&console, "unmapped accesses"));
    while (!judge_line(judge, console.lines[at]))
        at++;
    GREATEST_ASSERT_EQ(console_find(&console, "plan"), at);
    outcome = judge_finish(judge, ENDING_SILENT, 2);
    GREATEST_ASSERT_EQ(VERDICT_SKIP, outcome->verdict);
    outcome_free(outcome);
    GREATEST_PASS();
}

/* Support is known by version, or by what Xen says; then a failure stays a failure. */
GREATEST_TEST where_support_is_known_nothing_is_skipped(void)
{
    static const char *const versions[] = {"4.21.0", "4.22.1", "4.23-unstable", "5.0"};
    char line[CONSOLE_LENGTH];

    console_beta_fails(&console);
    GREATEST_ASSERT(console_comes_to(&console, &fake_scenario, ENDING_EXIT, EXIT_FAIL, VERDICT_FAIL,
                                     "beta is 0"));
    console_delete(&console, console_find(&console, "unmapped accesses"));
    for (size_t i = 0; i < sizeof(versions) / sizeof(versions[0]); i++) {
        snprintf(line, sizeof(line), "(XEN) Xen version %s (a@b) (c) debug=n d", versions[i]);
        strcpy(console.lines[console_find(&console, "Xen version")], line);
        GREATEST_ASSERT(console_comes_to(&console, &fake_scenario, ENDING_EXIT, EXIT_FAIL,
                                         VERDICT_FAIL, "beta is 0"));
    }
    GREATEST_PASS();
}

GREATEST_TEST a_kept_log_gives_the_live_verdict(void)
{
    static const struct {
        enum ending ending;
        int status;
        size_t keep;
    } cases[] = {
        {ENDING_EXIT, 0, 0},    {ENDING_EXIT, 5, 0},    {ENDING_EXIT, 0, 10},
        {ENDING_SILENT, 5, 10}, {ENDING_SIGNAL, 9, 10}, {ENDING_TIMEOUT, 60, 2},
        {ENDING_EOF, 0, 12},    {ENDING_LAUNCH, 2, 1},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct outcome *live, *kept;
        char line[CONSOLE_LENGTH];

        console_good(&console);
        if (cases[i].keep)
            console.count = cases[i].keep;
        live = console_judge(&console, &fake_scenario, NULL, cases[i].ending, cases[i].status);
        judge_ending_line(line, sizeof(line), cases[i].ending, cases[i].status);
        console_line(&console, "%s", line);
        kept = console_judge(&console, &fake_scenario, NULL, ENDING_EOF, 0);
        GREATEST_ASSERT_EQ(live->verdict, kept->verdict);
        if (live->reason)
            GREATEST_ASSERT_STR_EQ(live->reason, kept->reason);
        outcome_free(live);
        outcome_free(kept);
    }
    GREATEST_PASS();
}

/* As on a vpl011 that has the input, whose lines Xen takes for its own. */
GREATEST_TEST the_result_may_have_xens_prefix(void)
{
    struct outcome *outcome;

    console_good(&console);
    for (size_t i = 0; i < console.count; i++)
        if (strstr(console.lines[i], "Test result: "))
            strcpy(console.lines[i], "(XEN) Test result: SUCCESS");
    outcome = console_judge(&console, &fake_scenario, NULL, ENDING_EXIT, 0);
    GREATEST_ASSERT_EQ(VERDICT_PASS, outcome->verdict);
    outcome_free(outcome);
    GREATEST_PASS();
}

GREATEST_TEST nothing_selected_is_an_error(void)
{
    static const char *const select[] = {"VIO-*", NULL};
    struct judge *judge = judge_new(&fake_scenario, select, NULL);
    struct outcome *outcome;

    console_boot(&console);
    console_record(&console, "plan", "%d 0 fake", RECORD_VERSION);
    console_record(&console, "summary", "0 0 0 0");
    console_record(&console, "end", "3");
    console_line(&console, "Test result: ERROR");
    for (size_t i = 0; i < console.count; i++)
        judge_line(judge, console.lines[i]);
    outcome = judge_finish(judge, ENDING_EXIT, EXIT_ERROR);
    GREATEST_ASSERT_EQ(VERDICT_ERROR, outcome->verdict);
    GREATEST_ASSERT(strstr(outcome->reason, "leaves no test"));
    outcome_free(outcome);
    GREATEST_PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    GREATEST_RUN_TEST(the_ending_is_a_second_witness);
    GREATEST_RUN_TEST(a_start_that_fails_says_why);
    GREATEST_RUN_TEST(xen_says_who_it_is);
    GREATEST_RUN_TEST(phases_follow_the_boot);
    GREATEST_RUN_TEST(trouble_in_xen_is_a_crash);
    GREATEST_RUN_TEST(a_panic_is_quoted_and_ends_the_run);
    GREATEST_RUN_TEST(a_second_boot_is_a_crash);
    GREATEST_RUN_TEST(an_unknown_xen_is_an_error_never_a_skip);
    GREATEST_RUN_TEST(the_domus_console_alone_will_do);
    GREATEST_RUN_TEST(what_domctl_needs_is_skipped_without);
    GREATEST_RUN_TEST(an_xl_of_another_xen_is_a_skip);
    GREATEST_RUN_TEST(a_xen_without_static_memory_is_a_skip);
    GREATEST_RUN_TEST(a_xen_known_to_lack_support_is_a_skip);
    GREATEST_RUN_TEST(a_skip_needs_no_more_than_the_first_record);
    GREATEST_RUN_TEST(where_support_is_known_nothing_is_skipped);
    GREATEST_RUN_TEST(a_kept_log_gives_the_live_verdict);
    GREATEST_RUN_TEST(the_result_may_have_xens_prefix);
    GREATEST_RUN_TEST(nothing_selected_is_an_error);
    GREATEST_MAIN_END();
}
