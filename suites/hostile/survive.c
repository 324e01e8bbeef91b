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

/* Any test of the rule that a run of its own would have; none of ours, as they are .alone. */
static bool is_witness(const struct test *test, const char *rule)
{
    struct test_scope scope = settings.scope;

    scope.tests = scope.select = NULL;
    return !strcmp(test->rule, rule) && test_applies(test, &scope);
}

/* The backend does as it is told from an attach on; what it did before is over. */
static bool become(enum fault fault)
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

    if (!become(fault))
        return false;
    canary_set();
    trial = run_trial(test);
    if (!become(FAULT_NONE))
        return false;
    /* VIO-14 is about that: its test has said so. */
    if (!canary_lives(&where) && !(trial.failed && !strcmp(rule, "VIO-14")))
        report_fail(__FILE__, __LINE__, "a wild write at %#lx", where);
    if (trial.failed)
        report_note("%s.%s: %s: %s", test->group, test->name, trial.rule, trial.text);
    if (!report_trial_blames(&trial, rule))
        return false;
    trial = run_trial(test);
    report_checked();
    if (!trial.passed && !trial.skipped) /* MSI-X is there by a fault only */
        report_fail(__FILE__, __LINE__, "not over: %s.%s: %s", test->group, test->name, trial.text);
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
