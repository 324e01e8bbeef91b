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
#define TOO_LONG       (2 * CLOCK_MS)

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

TEST(cpu, suspend_sees_what_is_pending, .rule = "CPU-03",
     TITLE("CPU_SUSPEND under a masked interrupt that is pending comes back at once"))
{
    const struct generic_timer *timer = generic_timer(0), *other = generic_timer(1);
    uint64_t before;
    int64_t late;

    if (!timer || !other)
        return;
    generic_timer_open(timer);
    generic_timer_arm(other, timer_get(other->count) + timer_ticks(2 * TOO_LONG)); /* at last */
    generic_timer_arm(timer, timer_get(timer->count));
    before = clock_ns();
    expect_eq((uint32_t)psci_call(CPU_SUSPEND_64, 0, 0, 0), PSCI_SUCCESS);
    expect(clock_ns() - before < TOO_LONG);
    timer_set(other->ctl, 0);
    expect(generic_timer_fires(timer, LIMIT, false, &late));
    generic_timer_close(timer);
}
