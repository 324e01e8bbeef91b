/* SPDX-License-Identifier: BSD-2-Clause */
#include "run_test.h"

#include <setjmp.h>

#include "boot.h"
#include "bus.h"
#include "exception.h"
#include "mmu.h"
#include "report.h"

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

void run_test(const struct test *test)
{
    report_begin(test);
    if (setjmp(abandoned)) {
        exception_rescue_hook = NULL;
        report_fail(__FILE__, __LINE__, "access at %#lx aborted, ESR %#lx, from image+%#lx",
                    fault.far, fault.esr, fault.pc - boot_record.image);
        report_end();
        bus_reset(); /* whatever it had set up */
        return;
    }
    exception_rescue_hook = rescue;
    if (bus_require(test->bus))
        test->run();
    exception_rescue_hook = NULL;
    report_end();
}
