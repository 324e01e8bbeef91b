/* SPDX-License-Identifier: BSD-2-Clause */
#include "suites/hostile/survive.h"

#include <string.h>

#include "guest/control/bus.h"
#include "guest/control/control_client.h"
#include "guest/control/settings.h"
#include "guest/run_test.h"
#include "guest/test/report.h"
#include "protocol/test.h"
#include "suites/vio/rig/canary.h"

/* Whether @test checks @rule and a run without any choice has it: not those of this suite, which
 * are .alone. */
static bool is_witness(const struct test *test, const char *rule)
{
    struct test_scope scope = settings.scope;

    scope.tests = scope.select = NULL;
    return !strcmp(test->rule, rule) && test_applies(test, &scope);
}

/* Detaches the backend; from the next attach on it misbehaves as @fault says. */
static bool set_fault(enum fault fault)
{
    bus.mem_used = 0;
    if (control_stage() != STAGE_NONE && !control_do(CONTROL_DETACH, 0, 0, 0))
        return false;
    return control_do(CONTROL_DEFER, 0, 0, 0) && control_do(CONTROL_FAULT, fault, 0, 0);
}

static bool try_witness(const struct test *test, enum fault fault, const char *rule)
{
    struct report_trial trial;
    uint64_t where;

    if (!set_fault(fault))
        return false;
    canary_set();
    trial = run_trial(test);
    if (!set_fault(FAULT_NONE))
        return false;
    /* A witness of VIO-14 fails because of the write itself. */
    if (!canary_lives(&where) && !(trial.failed && !strcmp(rule, "VIO-14")))
        report_fail(__FILE__, __LINE__, "a wild write at %#lx", where);
    if (trial.failed)
        report_note("%s.%s: %s: %s", test->group, test->name, trial.rule, trial.text);
    if (!report_trial_blames(&trial, rule))
        return false;
    trial = run_trial(test);
    report_checked();
    if (!trial.passed && !trial.skipped) /* a skip: only the fault made it apply (MSI-X) */
        report_fail(__FILE__, __LINE__, "still failing afterwards: %s.%s: %s", test->group,
                    test->name, trial.text);
    return true;
}

void hostile_survive(enum fault fault, const char *rule)
{
    unsigned int witnesses = 0;

    for (const struct test *test = __start_doorbell_tests; test < __stop_doorbell_tests; test++) {
        if (!is_witness(test, rule))
            continue;
        witnesses++;
        if (try_witness(test, fault, rule))
            return;
    }
    if (witnesses)
        report_fail(__FILE__, __LINE__, "none of %u tests notices it", witnesses);
    else
        report_skip("no test of %s applies here", rule);
}
