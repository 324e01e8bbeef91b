/* SPDX-License-Identifier: BSD-2-Clause */
/* What a Xen lacks is skipped, and nothing else is. */
#define GREATEST_USE_ABBREVS 0 /* TEST is protocol/test.h's */
/* FAKES: fake_suite */

#include <greatest.h>

#include <string.h>

#include "protocol/config.h"
#include "tests/fakes/fake_suite.h"

static struct console console;

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

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    GREATEST_RUN_TEST(what_domctl_needs_is_skipped_without);
    GREATEST_RUN_TEST(an_xl_of_another_xen_is_a_skip);
    GREATEST_RUN_TEST(a_xen_without_static_memory_is_a_skip);
    GREATEST_RUN_TEST(a_xen_known_to_lack_support_is_a_skip);
    GREATEST_RUN_TEST(a_skip_needs_no_more_than_the_first_record);
    GREATEST_RUN_TEST(where_support_is_known_nothing_is_skipped);
    GREATEST_MAIN_END();
}
