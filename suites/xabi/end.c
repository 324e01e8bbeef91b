/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How a domain ends itself: XABI-09. Each test is the last of its boot. The judge decides that it
 * passed: if no record follows, and the backend has seen the domain end for this reason.
 */
#include "guest/test/report.h"
#include "protocol/test.h"
#include "runtime/cpu/psci.h"
#include "runtime/xen.h"

TEST(xabi, system_off_ends_the_domain, .rule = "XABI-09", .ends = ENDS_SYSTEM_OFF,
     TITLE("PSCI SYSTEM_OFF does not return; the domain is shut down as powered off"))
{
    report_leave(SHUTDOWN_poweroff);
    psci_call(PSCI_SYSTEM_OFF, 0, 0, 0);
    report_fail(__FILE__, __LINE__, "SYSTEM_OFF returned");
}

TEST(xabi, system_reset_ends_the_domain, .rule = "XABI-09", .ends = ENDS_SYSTEM_RESET,
     TITLE("PSCI SYSTEM_RESET does not return; the domain is shut down for a reboot"))
{
    report_leave(SHUTDOWN_reboot);
    psci_call(PSCI_SYSTEM_RESET, 0, 0, 0);
    report_fail(__FILE__, __LINE__, "SYSTEM_RESET returned");
}

TEST(xabi, shutdown_ends_the_domain, .rule = "XABI-09", .ends = ENDS_SHUTDOWN,
     TITLE("SCHEDOP_shutdown does not return, and keeps its reason"))
{
    struct sched_shutdown shutdown = {.reason = SHUTDOWN_suspend};

    report_leave(SHUTDOWN_suspend);
    xen_sched(SCHEDOP_shutdown, &shutdown);
    report_fail(__FILE__, __LINE__, "SCHEDOP_shutdown returned");
}
