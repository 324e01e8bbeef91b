/* SPDX-License-Identifier: BSD-2-Clause */
#include "guest/control/model_arrival.h"

#include "guest/control/settings.h"
#include "guest/ecam_probe.h"
#include "guest/test/report.h"
#include "guest/test/try_access.h"
#include "runtime/dt.h"
#include "runtime/gic.h"
#include "runtime/time/timeout.h"
#include "runtime/time/timer.h"
#include "runtime/xen.h"

#define DOM0  0
#define PAUSE (5 * CLOCK_MS)
#define SLOTS 32

static evtchn_port_t port; /* 0: not asked */

bool arrival_ask(void)
{
    struct evtchn_alloc_unbound alloc = {.dom = DOMID_SELF, .remote_dom = DOM0};
    long rc = 0;

    if (!port) {
        rc = xen_event_channel(EVTCHNOP_alloc_unbound, &alloc);
        port = alloc.port;
    }
    if (rc)
        report_error("Xen refuses an event channel to dom0 (%ld)", rc);
    return !rc;
}

bool arrival_asked(void)
{
    return port;
}

bool arrival_go_on(void)
{
    struct evtchn_send send = {.port = port};
    const long rc = port ? xen_event_channel(EVTCHNOP_send, &send) : -1;

    if (rc)
        report_error("dom0 cannot be told to go on (%ld)", rc);
    return !rc;
}

static void woken(uint32_t intid, void *arg)
{
    (void)intid, (void)arg;
    timer_stop();
}

/* With the interrupt masked until it is pending: taken before WFI, it would wake nobody. */
void arrival_sleep(uint64_t ns)
{
    struct timer_interrupt timer;

    if (!timer_interrupt(dt_boot(), TIMER_VIRTUAL, &timer))
        return;
    gic_enable(timer.intid, woken, NULL);
    gic_mask();
    timer_start(clock_ticks() + ns * clock_frequency() / CLOCK_S);
    __asm__ volatile("dsb sy; wfi" ::: "memory");
    gic_unmask();
    timer_stop();
    gic_forget(timer.intid);
}

static bool has_function(const struct pci_host *host)
{
    for (unsigned int slot = 0; slot < SLOTS; slot++) {
        const uint64_t at = host->ecam.base + ((uint64_t)slot << 15);
        uint64_t id;

        if (try_read(at, 4, &id) && ecam_presence((uint32_t)id) == ECAM_PRESENT)
            return true;
    }
    return false;
}

bool arrival_wait(const struct pci_host *host)
{
    const uint64_t start = clock_ns();

    while (!has_function(host)) {
        if (clock_ns() - start > settings.arrival) {
            report_error("no function has answered for %lu ms: the device model does not attach",
                         settings.arrival / CLOCK_MS);
            return false;
        }
        arrival_sleep(PAUSE);
    }
    return true;
}
