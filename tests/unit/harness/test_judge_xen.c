/* SPDX-License-Identifier: BSD-2-Clause */
/* What Xen says: who it is, and what trouble it is in. */
#define GREATEST_USE_ABBREVS 0 /* TEST is protocol/test.h's */
/* FAKES: fake_suite */

#include <greatest.h>

#include "protocol/config.h"
#include "tests/fakes/fake_suite.h"

static struct console console;

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

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    GREATEST_RUN_TEST(xen_says_who_it_is);
    GREATEST_RUN_TEST(trouble_in_xen_is_a_crash);
    GREATEST_RUN_TEST(a_panic_is_quoted_and_ends_the_run);
    GREATEST_RUN_TEST(a_second_boot_is_a_crash);
    GREATEST_RUN_TEST(an_unknown_xen_is_an_error_never_a_skip);
    GREATEST_RUN_TEST(the_domus_console_alone_will_do);
    GREATEST_MAIN_END();
}
