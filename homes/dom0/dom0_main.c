/* SPDX-License-Identifier: BSD-2-Clause */
/* The device model: it runs as dom0 and ends when the domU does. */
#include <stdio.h>

#include "homes/dom0/args.h"
#include "runtime/image.h"
#include "homes/dom0/bus_server.h"
#include "homes/dom0/control_page.h"
#include "homes/dom0/control_server.h"
#include "runtime/dt.h"
#include "homes/dom0/event.h"
#include "device_model/faults/fault_layer.h"
#include "homes/dom0/foreign.h"
#include "homes/dom0/guest_end.h"
#include "homes/dom0/ioreq_server.h"
#include "runtime/cpu/mmu.h"
#include "runtime/panic.h"
#include "runtime/cpu/probe.h"
#include "runtime/xen.h"

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
    /* Raised for any domain that shuts down or crashes, and there is only the one. */
    rc = event_bind_virq(VIRQ_DOM_EXC, &guest_ended);
    if (rc)
        panic("Xen refuses VIRQ_DOM_EXC (%d)", rc);
    foreign_set_guest(args.domid);
    ioreq_server_init(args.domid);
    fault_set(args.fault);
    bus_server_init(&args);
    control_page_set_dom0_esr(probe_unclaimed(args.ecam.base));
    control_server_init(&args);
    printf("doorbell backend: ready\n");
}

/* For the judge: the second witness of a test that ends the domU (XABI-09). */
static void say_how_it_ended(void)
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
    ended = guest_end_reason(args.domid) >= 0;
    while (!ended && !event_take(guest_ended)) {
        ioreq_server_serve();
        control_server_serve();
        event_wait(control_server_deadline());
    }
    say_how_it_ended();
    return 0;
}

void image_panic(const char *message)
{
    printf("doorbell backend: panic: %s\n", message);
    xen_shutdown(SHUTDOWN_crash);
}

void image_exit(int status)
{
    xen_shutdown(status ? SHUTDOWN_crash : SHUTDOWN_poweroff);
}
