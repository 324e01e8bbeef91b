/* SPDX-License-Identifier: BSD-2-Clause */
/* The device model: it runs as dom0 and ends when the domU does. */
#include <stdio.h>
#include <string.h>

#include "homes/dom0/args.h"
#include "homes/dom0/bus_server.h"
#include "homes/dom0/control_page.h"
#include "homes/dom0/control_server.h"
#include "homes/dom0/dom0_home.h"
#include "homes/dom0/event.h"
#include "homes/dom0/guest_console.h"
#include "homes/dom0/guest_end.h"
#include "homes/dom0/guest_make.h"
#include "homes/dom0/ioreq_server.h"
#include "homes/dom0/rig_line.h"
#include "homes/dom0/server_faults.h"
#include "runtime/cpu/mmu.h"
#include "runtime/dt.h"
#include "runtime/image.h"
#include "runtime/panic.h"
#include "runtime/probe.h"
#include "runtime/xen.h"

#include <xen/errno.h>

static struct args args;
static evtchn_port_t guest_ended;

/* dom0 traps, whatever the domU was promised: HB-3. */
static uint32_t probe_unclaimed(uint64_t ipa)
{
    static struct probe probe;

    probe_prepare(&probe, mmu_device(ipa));
    probe_run(&probe, probe_load);
    return probe.faulted ? (uint32_t)probe.after.esr : 0;
}

static void start(void)
{
    char error[ARGS_ERROR_MAX];
    int rc;

    if (!args_parse(dt_bootargs(dt_boot()), &args, error)) {
        printf("doorbell backend: error: %s\n", error);
        image_exit(1);
    }
    event_init();
    if (args.makes_guest)
        guest_make(&args);
    /* Raised for any domain that shuts down, crashes or is gone. */
    rc = event_bind_virq(VIRQ_DOM_EXC, &guest_ended);
    if (rc)
        panic("Xen refuses VIRQ_DOM_EXC (%d)", rc);
    dom0_home_init(&args);
    ioreq_server_init(args.domid);
    bus_server_init(&args);
    if (args.fault != FAULT_NONE)
        server_faults_set(&args, args.fault);
    control_page_set_dom0_esr(probe_unclaimed(args.ecam.base));
    control_server_init(&args);
    if (args.makes_guest)
        guest_start(&args);
    printf("doorbell backend: ready\n");
}

/* For the judge: the second witness of a test that ends the domU (XABI-09). */
static bool guest_has_ended(void)
{
    const int reason = guest_end_reason(args.domid);

    return reason >= 0 || reason == -XEN_ESRCH;
}

static void report_end(void)
{
    int reason = guest_end_reason(args.domid);

    if (reason < 0)
        printf("doorbell backend: error: Xen does not say why the guest has ended (%d)\n", reason);
    else
        printf("doorbell backend: the guest has ended, reason %d\n", reason);
}

int image_main(void)
{
    bool ended;

    start();
    /* It may have ended before we asked for the event. */
    ended = guest_has_ended();
    while (!ended) {
        ioreq_server_serve();
        dom0_home_run_deadlines();
        control_server_serve();
        guest_console_serve();
        event_wait(deadline_first(&dom0_home.deadlines));
        ended = event_take(guest_ended) && guest_has_ended();
    }
    report_end();
    return 0;
}

void image_panic(const char *rule, const char *message)
{
    if (rule)
        rig_line(rule, "%.*s", (int)strcspn(message, "\n"), message);
    printf("doorbell backend: panic: %s\n", message);
    xen_shutdown(SHUTDOWN_crash);
}

void image_exit(int status)
{
    xen_shutdown(status ? SHUTDOWN_crash : SHUTDOWN_poweroff);
}
