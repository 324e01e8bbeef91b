/* SPDX-License-Identifier: BSD-2-Clause */
/* The hostile suite: a fault counts as noticed only by a failure that names the fault's rule. */
#define GREATEST_USE_ABBREVS 0 /* TEST is protocol/test.h's */
#include <greatest.h>
#include <string.h>

#include "guest/control/bus.h"
#include "guest/control/control_client.h"
#include "guest/control/settings.h"
#include "guest/run_test.h"
#include "guest/test/report.h"
#include "runtime/console.h"
#include "suites/hostile/survive.h"
#include "suites/vio/rig/canary.h"

struct settings settings = {
    .scope = {
        .profile = UNMAPPED, .attach = ON_REQUEST, .has = HYPERVISOR | CONTROL_PAGE, .gic = 3}};
struct pci_host bus;

static char printed[8192];
static enum fault fault_now;
static bool canary_dies, stays_broken;
static const char *named; /* the rule that the witness's failure names */
static bool fails;

void console_write(const char *text, size_t length)
{
    strncat(printed, text, length);
}

enum control_stage control_stage(void)
{
    return STAGE_NONE;
}

bool control_do(enum control_command command, uint64_t arg0, uint64_t arg1, uint64_t arg2)
{
    (void)arg1, (void)arg2;
    if (command == CONTROL_FAULT && !(stays_broken && !arg0))
        fault_now = (enum fault)arg0;
    return true;
}

void canary_set(void)
{
}

bool canary_lives(uint64_t *where)
{
    *where = 0x1000;
    return !canary_dies;
}

struct report_trial run_trial(const struct test *test)
{
    report_trial_begin(test);
    test->run();
    return report_trial_end();
}

/* The witness: a test of the rule that cap-loop breaks. */
TEST(ecam, witness, .rule = "ECAM-14", TITLE("t"), .bus = BUS_SERVED)
{
    expect(true);
    if (fault_now == FAULT_CAPABILITY_LOOP && fails)
        report_fail_rule(named, __FILE__, __LINE__, "it loops (ECAM-14)");
}

TEST(ecam, another, .rule = "ECAM-12", TITLE("of another rule"), .bus = BUS_SERVED)
{
    expect(fault_now != FAULT_CAPABILITY_LOOP);
}

static const struct test subject = {
    .group = "hostile", .name = "cap-loop", .rule = "ECAM-14", .title = "t"};

static void setup(void *arg)
{
    (void)arg;
    printed[0] = '\0';
    canary_dies = stays_broken = false;
    named = NULL;
    fails = true;
}

/* Whether the test of the fault comes to @verdict, and what it emits has @text. */
static bool comes_to(const char *verdict, const char *text)
{
    char record[64];

    fault_now = FAULT_NONE;
    report_begin(&subject);
    hostile_survive(FAULT_CAPABILITY_LOOP, subject.rule);
    report_end();
    snprintf(record, sizeof(record), "verdict %s hostile.cap-loop !", verdict);
    return strstr(printed, record) && strstr(printed, text);
}

GREATEST_TEST a_witness_of_the_rule_is_accepted(void)
{
    GREATEST_ASSERT(comes_to("PASS", "note ecam.witness: ECAM-14: it loops"));
    GREATEST_ASSERT_EQ(FAULT_NONE, fault_now);
    GREATEST_PASS();
}

GREATEST_TEST a_witness_that_names_another_rule_is_refused(void)
{
    named = "ECAM-12";
    GREATEST_ASSERT(comes_to("FAIL", "none of 1 tests notices it"));
    GREATEST_PASS();
}

/* Even if its text has the rule. */
GREATEST_TEST a_witness_that_names_no_rule_is_refused(void)
{
    named = RECORD_NO_RULE;
    GREATEST_ASSERT(comes_to("FAIL", "none of 1 tests notices it"));
    GREATEST_PASS();
}

GREATEST_TEST a_fault_that_nobody_notices_fails(void)
{
    fails = false;
    GREATEST_ASSERT(comes_to("FAIL", "none of 1 tests notices it"));
    GREATEST_PASS();
}

GREATEST_TEST a_wild_write_fails(void)
{
    canary_dies = true;
    GREATEST_ASSERT(comes_to("FAIL", "a wild write at 0x1000"));
    GREATEST_PASS();
}

GREATEST_TEST what_does_not_recover_fails(void)
{
    stays_broken = true;
    GREATEST_ASSERT(comes_to("FAIL", "still failing afterwards: ecam.witness"));
    GREATEST_PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    GREATEST_SET_SETUP_CB(setup, NULL);
    GREATEST_RUN_TEST(a_witness_of_the_rule_is_accepted);
    GREATEST_RUN_TEST(a_witness_that_names_another_rule_is_refused);
    GREATEST_RUN_TEST(a_witness_that_names_no_rule_is_refused);
    GREATEST_RUN_TEST(a_fault_that_nobody_notices_fails);
    GREATEST_RUN_TEST(a_wild_write_fails);
    GREATEST_RUN_TEST(what_does_not_recover_fails);
    GREATEST_MAIN_END();
}
