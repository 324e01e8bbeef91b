/* SPDX-License-Identifier: BSD-2-Clause */
#include "guest/run_test.h"

#include <setjmp.h>
#include <string.h>

#include "guest/control/bus.h"
#include "guest/test/report.h"
#include "runtime/cpu/exception.h"
#include "runtime/cpu/mmu.h"
#include "runtime/gic.h"
#include "runtime/image.h"

static jmp_buf abandoned;
static struct frame fault;

/* The fault's way back: still on the stack of the access, but out of the exception. */
static void abandon(void)
{
    longjmp(abandoned, 1);
}

static bool is_device_access(const struct frame *frame)
{
    return ESR_EC(frame->esr) == EC_DABT_SAME && (frame->pstate & PSTATE_MODE) == PSTATE_EL1T &&
           frame->far >= MMU_DEVICE && frame->far < MMU_NC + MMU_ALIAS_SIZE;
}

static bool rescue(struct frame *frame)
{
    if (!is_device_access(frame))
        return false;
    fault = *frame;
    frame->pc = (uint64_t)abandon;
    return true;
}

/* Runs the body. False if it was given up because of an access that aborted. */
static bool attempt(const struct test *test)
{
    bool (*const hook)(struct frame *) = exception_rescue_hook;
    jmp_buf outer; /* of the test that makes a trial of this one */
    volatile bool complete = false;

    memcpy(outer, abandoned, sizeof(outer));
    if (!setjmp(abandoned)) {
        exception_rescue_hook = rescue;
        if (bus_require(test->bus))
            test->run();
        complete = true;
    } else {
        report_fail_rule(RECORD_NO_RULE, __FILE__, __LINE__,
                         "access at %#lx aborted, ESR %#lx, from image+%#lx", fault.far, fault.esr,
                         fault.pc - boot_record.image);
    }
    exception_rescue_hook = hook;
    memcpy(abandoned, outer, sizeof(outer));
    return complete;
}

void run_test(const struct test *test)
{
    uint32_t intid;
    bool complete;

    report_begin(test);
    complete = attempt(test);
    if (gic_unexpected(&intid))
        report_fail(__FILE__, __LINE__, "interrupt %u arrived, which has no handler", intid);
    report_end();
    if (!complete) { /* whatever it had set up */
        gic_unmask();
        bus_reset();
    }
}

struct report_trial run_trial(const struct test *test)
{
    report_trial_begin(test);
    if (!attempt(test))
        bus_reset();
    return report_trial_end();
}
