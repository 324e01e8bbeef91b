/* SPDX-License-Identifier: BSD-2-Clause */
/* PSCI CPU_SUSPEND as Xen documents it, a standby: CPU-03. */
#include "guest/irq/generic_timer.h"
#include "guest/test/report.h"
#include "protocol/test.h"
#include "runtime/cpu/psci.h"
#include "runtime/time/clock.h"

#define CPU_SUSPEND_32 0x84000001u
#define CPU_SUSPEND_64 0xc4000001u
#define AWAY           (100 * CLOCK_US)
#define LIMIT          (20 * CLOCK_MS)

TEST(cpu, suspend_is_standby, .rule = "CPU-03",
     TITLE(
         "CPU_SUSPEND, in both conventions, comes back with 0 at the next interrupt, even a masked "
         "one"))
{
    static const uint32_t functions[] = {CPU_SUSPEND_32, CPU_SUSPEND_64};
    const struct generic_timer *timer = generic_timer(0);
    int64_t late;

    for (unsigned int i = 0; timer && i < sizeof(functions) / sizeof(functions[0]); i++) {
        generic_timer_open(timer);
        generic_timer_arm(timer, timer_get(timer->count) + timer_ticks(AWAY));
        expect_eq((uint32_t)psci_call(functions[i], 0, 0, 0), PSCI_SUCCESS);
        if (!expect(generic_timer_fires(timer, LIMIT, false, &late)))
            report_note("function %#x", functions[i]);
        generic_timer_close(timer);
    }
}
