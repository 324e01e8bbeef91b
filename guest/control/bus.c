/* SPDX-License-Identifier: BSD-2-Clause */
#include "guest/control/bus.h"

#include "guest/control/attach_check.h"
#include "guest/control/control_client.h"
#include "guest/control/model_arrival.h"
#include "guest/control/settings.h"
#include "guest/driver_error.h"
#include "guest/ecam_probe.h"
#include "guest/test/report.h"
#include "runtime/mmio.h"
#include "runtime/panic.h"
#include "runtime/smp.h"
#include "runtime/time/timeout.h"

#define ARRIVAL_DELAY CLOCK_MS
#define ARRIVAL_LIMIT (2 * CLOCK_S)

struct pci_host bus;

static bool arrival_is_timed;

void bus_init(const void *fdt)
{
    const bool comes_late = settings.scope.has & LATE_BRIDGE;
    const int rc = comes_late ? 0 : pci_host_find(fdt, &bus);

    if (rc)
        panic("device tree: %s", driver_error_text(rc));
    arrival_is_timed = settings.scope.attach == TIMED;
    if (settings.has_control)
        control_open();
}

bool bus_wait_for(enum control_stage stage)
{
    const struct timeout timeout = timeout_start(bus_arrival_limit(), "the backend's attach");

    while (control_stage() != stage) {
        if (timeout_expired(&timeout)) {
            report_error("%s: stage %d instead of %d", timeout_text(&timeout), control_stage(),
                         stage);
            return false;
        }
        smp_relax();
    }
    return true;
}

static bool become_empty(void)
{
    return control_stage() == STAGE_NONE || control_do(CONTROL_DETACH, 0, 0, 0);
}

static bool is_served(void)
{
    if (settings.scope.attach == ASKED)
        return arrival_ask() && arrival_wait(&bus);
    if (arrival_is_timed) {
        arrival_is_timed = false;
        return bus_wait_for(STAGE_ENABLED);
    }
    if (control_stage() == STAGE_ENABLED)
        return true;
    return control_do(CONTROL_STAGE, STAGE_ENABLED, 0, 0);
}

static bool become_served(void)
{
    if (!is_served())
        return false;
    attach_check(&bus.ecam);
    return true;
}

static bool is_still_empty(void)
{
    if (!arrival_asked())
        return true;
    report_error("the device model is there, and leaves only by its end");
    return false;
}

bool bus_require(enum bus state)
{
    switch (state) {
    case BUS_ANY:
        return true;
    case BUS_EMPTY:
        if (settings.scope.attach == ASKED)
            return is_still_empty();
        if (!settings.has_control) /* the scenario says that nobody ever attaches */
            return true;
        return become_empty();
    case BUS_ARRIVES:
        if (settings.scope.attach == ASKED)
            return is_still_empty();
        if (!arrival_is_timed)
            return become_empty();
        if (control_stage() == STAGE_NONE)
            return true;
        report_error("the timed attach came before this test: give it a longer delay");
        return false;
    case BUS_SERVED:
        return become_served();
    }
    return false;
}

/* Nothing decodes, nothing masters the bus: what a detach comes to where the devices stay. */
static void silence(void)
{
    for (struct ecam_scan scan = ecam_scan_start(&bus); ecam_scan_next(&scan);)
        mmio_write16(ecam_address(&bus, scan.bdf, PCI_COMMAND), 0);
    bus.mem_used = 0;
}

void bus_reset(void)
{
    if (settings.has_control)
        control_call(CONTROL_DETACH, 0, 0, 0, NULL);
    else if (settings.scope.attach == PRESENT || arrival_asked())
        silence();
}

bool bus_arrive(void)
{
    if (settings.scope.attach == ASKED)
        return arrival_ask();
    if (arrival_is_timed) {
        arrival_is_timed = false;
        return true;
    }
    return control_do(CONTROL_ATTACH, ARRIVAL_DELAY, 0, 0);
}

uint64_t bus_arrival_limit(void)
{
    return settings.arrival ? settings.arrival : ARRIVAL_LIMIT;
}

void bus_arrival_pause(void)
{
    if (settings.scope.attach == ASKED)
        arrival_sleep(CLOCK_MS);
}
