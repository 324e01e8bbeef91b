/* SPDX-License-Identifier: BSD-2-Clause */
/* Boots that Xen, or Linux as the guest, must refuse: BG-29, LNX-12. */
#define GREATEST_USE_ABBREVS 0 /* TEST is protocol/test.h's */
/* FAKES: fake_suite */

#include <greatest.h>

#include "tests/fakes/fake_suite.h"

static struct console console;

static const struct scenario refusal = {
    .name = "refuse-overlap",
    .title = "overlapping windows are refused",
    .profile = WINDOWS,
    .attach = ON_REQUEST,
    .gic = 3,
    .refusal = "*domain domU1: entry 1 overlaps*",
    .rule = "BG-29",
};
#define OVERLAP "Property 'mmio-background-regions' of domain domU1: entry 1 overlaps entry 0"
#define WINDOW  "(XEN) d1: MMIO background region 0: 0x10000000-0x10000fff reads 0xffffffffffffffff"

GREATEST_TEST a_refusal_passes_by_its_panic(void)
{
    struct outcome *outcome;

    console_boot(&console);
    console_delete(&console, console.count - 1);
    console_line(&console, WINDOW);
    console_panic(&console, OVERLAP);
    outcome = console_judge(&console, &refusal, NULL, ENDING_SILENT, 2);
    GREATEST_ASSERT_EQ(VERDICT_PASS, outcome->verdict);
    GREATEST_ASSERT_EQ(1, outcome->test_count);
    GREATEST_ASSERT_STR_EQ("bg.refusal", outcome->tests[0].name);
    GREATEST_ASSERT_STR_EQ("BG-29", outcome->tests[0].rule);
    GREATEST_ASSERT_EQ(VERDICT_PASS, outcome->tests[0].verdict);
    outcome_free(outcome);
    for (size_t cut = console.count - 2; cut--;) {
        console.count = cut; /* the line that ends the panic, or more, is missing */
        outcome = console_judge(&console, &refusal, NULL, ENDING_EOF, 0);
        GREATEST_ASSERT_EQ(VERDICT_ERROR, outcome->verdict);
        outcome_free(outcome);
    }
    GREATEST_PASS();
}

GREATEST_TEST a_refusal_is_not_any_panic(void)
{
    console_boot(&console);
    console_panic(&console, "Unable to allocate");
    GREATEST_ASSERT(console_comes_to(&console, &refusal, ENDING_EXIT, 0, VERDICT_CRASH,
                                     "not as it refuses this"));
    console_boot(&console);
    console_line(&console, "(XEN) Assertion 'x' failed at io.c:1");
    console_panic(&console, OVERLAP);
    GREATEST_ASSERT(
        console_comes_to(&console, &refusal, ENDING_EXIT, 0, VERDICT_CRASH, "Assertion"));
    GREATEST_PASS();
}

GREATEST_TEST a_reason_may_lack_its_newline(void)
{
    console_boot(&console);
    console_delete(&console, console.count - 1);
    console_line(&console, "(XEN) ****************************************");
    console_line(&console, "(XEN) Panic on CPU 0:");
    console_line(&console, "(XEN) " OVERLAP "****************************************");
    GREATEST_ASSERT(console_comes_to(&console, &refusal, ENDING_EXIT, 0, VERDICT_PASS, NULL));
    GREATEST_PASS();
}

GREATEST_TEST a_refusal_that_does_not_come_fails(void)
{
    struct outcome *outcome;

    console_good(&console);
    console_insert(&console, console_find(&console, "Freed"), WINDOW);
    GREATEST_ASSERT(console_comes_to(&console, &refusal, ENDING_EXIT, 0, VERDICT_FAIL,
                                     "accepted what it must refuse"));
    outcome = console_judge(&console, &refusal, NULL, ENDING_EXIT, 0);
    GREATEST_ASSERT_EQ(VERDICT_FAIL, outcome->tests[0].verdict);
    GREATEST_ASSERT_STR_EQ(outcome->reason, outcome->tests[0].reason);
    outcome_free(outcome);
    console_panic(&console, OVERLAP); /* too late */
    GREATEST_ASSERT(console_comes_to(&console, &refusal, ENDING_EXIT, 0, VERDICT_CRASH,
                                     "not as it refuses this"));
    console_good(&console); /* a Xen that does not know windows at all */
    GREATEST_ASSERT(console_comes_to(&console, &refusal, ENDING_EXIT, 0, VERDICT_SKIP,
                                     "mmio-background-regions"));
    console_boot(&console);
    GREATEST_ASSERT(console_comes_to(&console, &refusal, ENDING_SILENT, 5, VERDICT_TIMEOUT,
                                     "waiting for the guest"));
    GREATEST_ASSERT(
        console_comes_to(&console, &refusal, ENDING_EXIT, 0, VERDICT_CRASH, "QEMU ended early"));
    GREATEST_PASS();
}

GREATEST_TEST a_refusal_by_an_unknown_xen_is_an_error(void)
{
    console_boot(&console);
    console_panic(&console, OVERLAP);
    console_delete(&console, console_find(&console, "Xen version"));
    GREATEST_ASSERT(console_comes_to(&console, &refusal, ENDING_EXIT, 0, VERDICT_ERROR,
                                     "which Xen is not known"));
    GREATEST_PASS();
}

static const struct scenario in_linux = {
    .name = "linux-trap",
    .title = "Linux, where what nobody serves traps",
    .profile = TRAP,
    .attach = TIMED,
    .gic = 3,
    .linux_guest = true,
    .refusal = "Attempted to kill init!*",
    .rule = "LNX-12",
};

#define LINUX_PANIC "(d1) [    0.347202] Kernel panic - not syncing: "

GREATEST_TEST linux_refuses_by_its_own_panic(void)
{
    console_boot(&console);
    console_line(&console, LINUX_PANIC "Attempted to kill init! exitcode=0x0000000b");
    GREATEST_ASSERT(console_comes_to(&console, &in_linux, ENDING_EXIT, 0, VERDICT_PASS, NULL));
    console_boot(&console);
    console_line(&console, LINUX_PANIC "No working init found.");
    GREATEST_ASSERT(console_comes_to(&console, &in_linux, ENDING_EXIT, 0, VERDICT_CRASH,
                                     "Linux panicked, but not as it refuses this"));
    console_boot(&console);
    console_panic(&console, "Attempted to kill init!"); /* Xen's */
    GREATEST_ASSERT(
        console_comes_to(&console, &in_linux, ENDING_EXIT, 0, VERDICT_CRASH, "Xen panicked"));
    console_good(&console);
    GREATEST_ASSERT(console_comes_to(&console, &in_linux, ENDING_EXIT, 0, VERDICT_FAIL,
                                     "Linux accepted what it must refuse"));
    GREATEST_PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    GREATEST_RUN_TEST(a_refusal_passes_by_its_panic);
    GREATEST_RUN_TEST(a_refusal_is_not_any_panic);
    GREATEST_RUN_TEST(a_reason_may_lack_its_newline);
    GREATEST_RUN_TEST(a_refusal_that_does_not_come_fails);
    GREATEST_RUN_TEST(a_refusal_by_an_unknown_xen_is_an_error);
    GREATEST_RUN_TEST(linux_refuses_by_its_own_panic);
    GREATEST_MAIN_END();
}
