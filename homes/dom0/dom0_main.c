/* SPDX-License-Identifier: BSD-2-Clause */
/* The device model: it runs as dom0 and ends when the domU does. */
#include <stdio.h>
#include <string.h>

#include "device_model/devices/blk_device.h"
#include "homes/dom0/guest_console.h"
#include "homes/dom0/guest_make.h"
#include "homes/dom0/poll.h"
#include "homes/dom0/ramdisk.h"
#include "homes/dom0/second_backend.h"
#include "homes/ioreq/args.h"
#include "homes/ioreq/bus_server.h"
#include "homes/ioreq/control_page.h"
#include "homes/ioreq/control_server.h"
#include "homes/ioreq/dom0_bus.h"
#include "homes/ioreq/dom0_home.h"
#include "homes/ioreq/event.h"
#include "homes/ioreq/guest_end.h"
#include "homes/ioreq/ioreq_server.h"
#include "homes/ioreq/rig_line.h"
#include "homes/ioreq/server_faults.h"
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

/* Where the domU is there by itself, a ramdisk is the disk that we serve. */
static void take_ramdisk(void)
{
    const struct range ramdisk = ramdisk_find();

    if (ramdisk.size)
        dom0_bus_use_disk((uint8_t *)ramdisk.base, ramdisk.size / BLK_SECTOR);
}

static void start(void)
{
    char error[ARGS_ERROR_MAX];
    int rc;

    if (!args_parse(dt_bootargs(dt_boot()), &args, error)) {
        printf("doorbell backend: error: bootargs: %s\n", error);
        image_exit(1);
    }
    event_init(second_backend_shared_info());
    if (second_backend_is_self()) {
        args.domid++;
        second_backend_wait();
    } else {
        if (args.makes_guest)
            guest_make(&args);
        /* Raised for any domain that shuts down, crashes or is gone; only one of us can have it. */
        rc = event_bind_virq(VIRQ_DOM_EXC, &guest_ended);
        if (rc)
            panic_by("HYP-01", "Xen refuses VIRQ_DOM_EXC (%d)", rc);
    }
    if (!args.makes_guest)
        take_ramdisk();
    dom0_home_init(&args);
    ioreq_server_init(args.domid);
    bus_server_init(&args);
    if (args.fault != FAULT_NONE)
        server_faults_set(&args, args.fault);
    control_page_set_dom0_esr(probe_unclaimed(args.ecam.base));
    control_server_init(&args);
    if (args.makes_guest && !second_backend_is_self())
        guest_start(&args);
    printf("doorbell backend: ready\n");
}

static bool guests_have_ended(void)
{
    bool ended = true;

    for (unsigned int i = 0; i < guest_count(); i++) {
        const int reason = guest_end_reason(args.domid + i);

        ended &= reason >= 0 || reason == -XEN_ESRCH;
    }
    return ended;
}

/* For the judge: the second witness of a test that ends the domU (XABI-09). Of two, whose it is. */
static void report_end(domid_t domid)
{
    const int reason = guest_end_reason(domid);
    char whose[16] = "";

    if (guest_count() > 1)
        snprintf(whose, sizeof(whose), "(d%u) ", domid);
    if (reason < 0)
        printf("%sdoorbell backend: error: Xen does not say why the guest has ended (%d)\n", whose,
               reason);
    else
        printf("%sdoorbell backend: the guest has ended, reason %d\n", whose, reason);
}

static void serve(void)
{
    ioreq_server_serve();
    dom0_home_run_deadlines();
    control_server_serve();
    guest_console_serve();
    event_wait(deadline_first(&dom0_home.deadlines));
}

int image_main(void)
{
    bool ended;

    start();
    while (second_backend_is_self()) /* the first one ends us all */
        serve();
    /* They may have ended before we asked for the event. */
    ended = guests_have_ended();
    while (!ended) {
        serve();
        ended = event_take(guest_ended) && guests_have_ended();
    }
    for (unsigned int i = 0; i < guest_count(); i++)
        report_end(args.domid + i);
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
