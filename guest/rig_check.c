/* SPDX-License-Identifier: BSD-2-Clause */
#include "guest/rig_check.h"

#include <stddef.h>

#include "guest/control/settings.h"
#include "guest/test/report.h"
#include "guest/test/try_access.h"
#include "runtime/console.h"
#include "runtime/cpu/psci.h"
#include "runtime/cpu/vcpu.h"
#include "runtime/gic.h"
#include "runtime/probe.h"
#include "runtime/time/timeout.h"
#include "runtime/time/timer.h"
#include "runtime/xen.h"

#define HYPERCALL_MAY_CHANGE 0x1001full /* x0 to x4 and x16 (XABI-10) */

#define UART_FR      0x18
#define UART_FR_BUSY (1u << 3)
#define UART_FR_RXFE (1u << 4)
#define UART_FR_TXFF (1u << 5)
#define UART_FR_RXFF (1u << 6)
#define UART_FR_TXFE (1u << 7)

#define SGI      15
#define TIMER    27 /* the virtual timer's INTID, on Xen (XABI-07) and on QEMU's board */
#define PHYSICAL 30
#define INTID_IS 0x3ff /* of what GICv2 acknowledges */
#define SOON     1000  /* ticks */
#define LIMIT    CLOCK_MS
#define NAP      (20 * CLOCK_US)
#define ASLEEP   (50 * CLOCK_MS)

/* Every hypercall of ours takes it for granted that the other registers stay. */
static void check_hypercall(void)
{
    static struct probe probe;
    uint64_t changed;
    char names[40];

    probe_prepare(&probe, XENVER_version);
    for (unsigned int i = 1; i < 5; i++)
        probe.before.x[i] = 0;
    probe.before.x[16] = __HYPERVISOR_xen_version;
    probe_run(&probe, probe_hvc_xen);
    changed = probe_changed(&probe) & ~HYPERCALL_MAY_CHANGE;
    if (probe.faulted || changed)
        console_be_careful();
    if (probe.faulted)
        report_rig("XABI-10", "a hypercall faults, ESR %#lx", probe.after.esr);
    else if (changed)
        report_rig("XABI-10", "a hypercall changes %s", probe_names(changed, names, sizeof(names)));
    else if ((long)probe.after.x[0] >> 16 < 4)
        report_rig("XABI-10", "XENVER_version is %#lx", probe.after.x[0]);
}

/* As an SBSA UART is before the first character, but for what may have been typed. */
static void check_uart(uint64_t uart)
{
    const uint32_t wrong = UART_FR_BUSY | UART_FR_TXFF;
    uint64_t fr;

    if (!try_read(uart + UART_FR, 4, &fr)) {
        console_be_careful();
        report_rig("XABI-15", "reading FR aborts");
    } else if (fr & wrong || !(fr & UART_FR_TXFE) || (fr & UART_FR_RXFE && fr & UART_FR_RXFF)) {
        console_be_careful();
        report_rig("XABI-15", "FR is %#lx before the first character", fr);
    }
}

static void check_console(void)
{
    long rc;

    if (console_uart()) {
        check_uart(console_uart());
        return;
    }
    rc = xen_hypercall(__HYPERVISOR_console_io, CONSOLEIO_write, 0, 0, 0, 0);
    if (rc)
        report_rig("XABI-14", "CONSOLEIO_write of nothing returns %ld", rc);
}

static void check_psci(void)
{
    const uint64_t version = psci_call(PSCI_VERSION, 0, 0, 0);

    if (version >> 16 != 1 && version != 2)
        report_rig("XABI-08", "PSCI_VERSION is %#lx", version);
    else if (psci_call(PSCI_FEATURES, PSCI_CPU_ON, 0, 0) != PSCI_SUCCESS)
        report_rig("XABI-08", "PSCI_FEATURES does not know CPU_ON");
}

static void check_counter(void)
{
    const uint64_t before = clock_ticks();

    if (!clock_frequency())
        report_rig("XABI-07", "CNTFRQ_EL0 is 0");
    else if (clock_ticks() < before)
        report_rig("TIMER-05", "the counter runs backwards");
}

void rig_check_calls(void)
{
    if (!settings.qemu) {
        check_hypercall();
        check_console();
    }
    check_psci();
    check_counter();
}

static void taken(uint32_t intid, void *arg)
{
    (void)intid, (void)arg;
}

/* Whether @intid, and no other one, is acknowledged in time; then ends it. */
static bool comes(uint32_t intid)
{
    const struct timeout timeout = timeout_start(LIMIT, "an interrupt of the rig check");
    uint32_t acknowledged;

    do {
        acknowledged = gic_acknowledge();
        if ((acknowledged & INTID_IS) < 1020) {
            gic_end(acknowledged);
            return (acknowledged & INTID_IS) == intid;
        }
    } while (!timeout_expired(&timeout));
    return false;
}

static void check_timer(void)
{
    gic_enable(TIMER, taken, NULL);
    timer_start(clock_ticks() + SOON);
    if (!comes(TIMER))
        report_rig("TIMER-02", "the virtual timer does not interrupt");
    timer_stop();
    gic_forget(TIMER);
}

static void check_sgi(void)
{
    gic_enable(SGI, taken, NULL);
    gic_send_sgi(SGI, vcpu_mpidr(0));
    if (!comes(SGI))
        report_rig("GIC-08", "an SGI to itself does not arrive");
    gic_forget(SGI);
}

static void physical_start(uint64_t at)
{
    __asm__ volatile("msr cntp_cval_el0, %0; msr cntp_ctl_el0, %1; isb" ::"r"(at), "r"(1ul)
                     : "memory");
}

static void physical_stop(void)
{
    __asm__ volatile("msr cntp_ctl_el0, %0; isb" ::"r"(0ul) : "memory");
}

/*
 * Whether @intid, due after a nap, ends SCHEDOP_poll of no port before its timeout does. WFI would
 * sleep for ever. Xen's time, which the timeout is in, is that of the physical counter less what it
 * was when Xen started.
 */
static bool is_woken_by(uint32_t intid)
{
    struct sched_poll poll = {.timeout = clock_to_ns(clock_physical()) + ASLEEP};
    const uint64_t from = clock_ns(), ticks = NAP * clock_frequency() / CLOCK_S;
    bool woken;

    gic_enable(intid, taken, NULL);
    if (intid == TIMER)
        timer_start(clock_ticks() + ticks);
    else
        physical_start(clock_physical() + ticks);
    xen_sched(SCHEDOP_poll, &poll);
    woken = clock_ns() - from < ASLEEP;
    comes(intid);
    timer_stop();
    if (intid == PHYSICAL)
        physical_stop();
    gic_forget(intid);
    return woken;
}

/* Only where no time is lost to others: the counter counts instructions, and dom0 is not Linux. */
static void check_sleep(void)
{
    if (settings.qemu || !settings.icount || settings.scope.attach == ASKED ||
        settings.is_program || is_woken_by(TIMER))
        return;
    if (is_woken_by(PHYSICAL))
        report_rig("TIMER-02", "the virtual timer does not wake a vCPU that sleeps");
    else
        report_rig("GIC-11", "an interrupt does not wake a vCPU that sleeps");
}

void rig_check_interrupts(void)
{
    check_timer();
    check_sleep();
    check_sgi();
}
