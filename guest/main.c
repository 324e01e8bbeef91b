/* SPDX-License-Identifier: BSD-2-Clause */
/* The domU under test: plan, run each test on the bus that it asks for, report, end. */
#include <stdlib.h>
#include <string.h>

#include "guest/control/bus.h"
#include "guest/control/chosen_tests.h"
#include "guest/control/settings.h"
#include "guest/rig_check.h"
#include "guest/run_test.h"
#include "guest/test/report.h"
#include "guest/test/semihosting.h"
#include "guest/virtio/virtio_slots.h"
#include "protocol/config.h"
#include "protocol/test.h"
#include "runtime/console.h"
#include "runtime/cpu/exception.h"
#include "runtime/cpu/mmu.h"
#include "runtime/cpu/psci.h"
#include "runtime/gic.h"
#include "runtime/image.h"
#include "runtime/panic.h"
#include "runtime/smp.h"
#include "runtime/time/clock.h"
#include "runtime/xen.h"

static void report_machine(void)
{
    uint64_t midr;

    __asm__("mrs %0, midr_el1" : "=r"(midr));
    if (settings.qemu) {
        report_env("qemu", "%s", settings.qemu);
    } else {
        long version = xen_version();

        report_env("xen", "%ld.%ld", version >> 16, version & 0xffff);
    }
    report_env("console", "%s", console_name());
    report_env("gic", "v%u", gic_version());
    report_env("vcpus", "%u", vcpu_count());
    report_env("midr", "%#lx", midr);
    report_env("counter", "%lu Hz, %s", clock_frequency(),
               settings.icount ? "counts instructions" : "wall clock");
    report_env("ecam", "%#lx+%#lx", bus.ecam.base, bus.ecam.size);
}

static bool is_in(const struct range *range, uint64_t ipa)
{
    return ipa >= range->base && ipa - range->base < range->size;
}

/* MSR, and but for a bit MRS, of the registers of counters and timers. */
#define MSR_CNT 0xd51be000u

/* What is known to be wrong if an access of our own, and not one under test, faults. */
static const char *rule_of_fault(const struct frame *frame)
{
    const uint64_t far = frame->far, ipa = far % MMU_ALIAS_SIZE;
    struct range gicd, gicr;

    if (ESR_EC(frame->esr) == EC_UNKNOWN)
        return (*(const uint32_t *)frame->pc & ~0x200fffu) == MSR_CNT ? "TIMER-05" : "CPU-02";
    if (ESR_EC(frame->esr) != EC_DABT_SAME)
        return NULL;
    gicd = gic_distributor();
    gicr = gic_redistributors();
    if (is_in(&gicd, ipa) || is_in(&gicr, ipa))
        return "GIC-01";
    if (is_in(&bus.ecam, ipa) || is_in(&bus.mem, ipa))
        return "IOREQ-02";
    return far == ipa && mmu_is_ram(ipa, 1) ? "BG-33" : NULL;
}

int image_main(void)
{
    const struct test *const *chosen;
    size_t count;

    exception_rule_hook = rule_of_fault;
    settings_load(dt_boot());
    settings.started = clock_physical();
    rig_check_calls();
    gic_init(dt_boot());
    vcpu_init(dt_boot());
    settings.scope.vcpus = vcpu_count();
    settings.scope.gic = gic_version();
    rig_check_interrupts();
    bus_init(dt_boot());
    virtio_slots_init(dt_boot());
    gic_unmask();
    chosen = chosen_tests(&count);
    report_plan(count, settings.scenario);
    report_machine();
    for (size_t i = 0; i < count; i++)
        run_test(chosen[i]);
    return report_finish();
}

void image_panic(const char *rule, const char *message)
{
    if (rule)
        report_rig(rule, "%.*s", (int)strcspn(message, "\n"), message);
    report_crash(message);
    image_exit(EXIT_CRASH);
}

void image_exit(int status)
{
    static bool tried; /* where nobody serves it, it comes back here as a panic */

    if (settings.semihosting && !tried) {
        tried = true;
        if (!xen_is_absent())
            console_flush(); /* a vpl011 may have a domain behind it */
        semihosting_exit(status);
    }
    while (xen_is_absent())
        psci_call(PSCI_SYSTEM_OFF, 0, 0, 0);
    xen_shutdown(status == EXIT_CRASH ? SHUTDOWN_crash : SHUTDOWN_poweroff);
}
