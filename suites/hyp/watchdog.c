/* SPDX-License-Identifier: BSD-2-Clause */
/* SCHEDOP_watchdog: HYP-04. No timer here fires: each is an hour away, and destroyed at once. */
#include "guest/test/report.h"
#include "protocol/test.h"
#include "runtime/xen.h"

#include <xen/errno.h>

#define TIMERS_MAX 64 /* Xen has 2; nothing says how many there are */
#define NEW        0
#define HOUR       3600
#define DESTROY    0

static uint64_t watchdog(uint32_t id, uint32_t timeout)
{
    struct sched_watchdog op = {id, timeout};

    return xen_sched(SCHEDOP_watchdog, &op);
}

TEST(hyp, watchdogs_have_a_limit, .rule = "HYP-04",
     TITLE("SCHEDOP_watchdog makes timers up to a limit, each with an id of its own, which holds "
           "until it is destroyed"))
{
    const uint64_t invalid = -(uint64_t)XEN_EINVAL;
    uint64_t rc = 0;
    uint32_t count = 0;

    while (count < TIMERS_MAX && (rc = watchdog(NEW, HOUR)) == count + 1)
        count++;
    expect_eq(rc, -(uint64_t)XEN_ENOSPC);
    expect_eq(watchdog(count + 1, HOUR), invalid);
    for (uint32_t id = 1; id <= count; id++) {
        expect_eq(watchdog(id, HOUR), 0);
        expect_eq(watchdog(id, DESTROY), 0);
        expect_eq(watchdog(id, DESTROY), invalid);
        expect_eq(watchdog(id, HOUR), invalid);
        expect_eq(watchdog(NEW, HOUR), id);
    }
    for (uint32_t id = 1; id <= count; id++)
        expect_eq(watchdog(id, DESTROY), 0);
}
