/* SPDX-License-Identifier: BSD-2-Clause */
#include "guest/control/control_client.h"

#include "guest/control/model_arrival.h"
#include "guest/control/settings.h"
#include "guest/test/report.h"
#include "runtime/cpu/mmu.h"
#include "runtime/panic.h"
#include "runtime/smp.h"
#include "runtime/time/timeout.h"
#include "runtime/xen.h"

#include <string.h>
#include <xen/errno.h>

#define ANSWER_LIMIT (2 * CLOCK_S)
#define BACKEND      0 /* our device model is dom0 */

static volatile struct control_page *page;
static evtchn_port_t port;

void control_open(void)
{
    struct evtchn_alloc_unbound alloc = {.dom = DOMID_SELF, .remote_dom = BACKEND};
    long rc;

    if (settings.control.size < CONTROL_SIZE || settings.control.base % CONTROL_SIZE ||
        !mmu_is_ram(settings.control.base, CONTROL_SIZE))
        panic("doorbell node: the control page must be one aligned page of our RAM");
    rc = xen_event_channel(EVTCHNOP_alloc_unbound, &alloc);
    if (rc)
        panic_by("HYP-01", "Xen refuses an event channel to the backend (%ld)", rc);
    port = alloc.port;
    page = (struct control_page *)settings.control.base;
    /* RAM need not be zero: the backend must not see old requests behind the new magic. */
    memset((void *)page, 0, CONTROL_SIZE);
    page->version = CONTROL_VERSION;
    page->guest_port = port;
    __atomic_store_n(&page->magic, CONTROL_MAGIC, __ATOMIC_RELEASE);
}

/* A program comes when its dom0 is up; until then dom0 needs the CPU more than we do. */
static bool backend_is_awaited(void)
{
    return settings.is_program && !__atomic_load_n(&page->done, __ATOMIC_ACQUIRE);
}

static void pause(void)
{
    if (backend_is_awaited())
        arrival_sleep(CLOCK_MS);
    else
        smp_relax();
}

int control_call(enum control_command command, uint64_t arg0, uint64_t arg1, uint64_t arg2,
                 uint64_t *result)
{
    struct evtchn_send send = {.port = port};
    struct timeout timeout;
    uint32_t request;

    if (!page)
        return -XEN_ENOSYS;
    timeout = timeout_start(backend_is_awaited() ? settings.arrival : ANSWER_LIMIT,
                            "the backend's answer");
    request = page->request + 1;
    page->command = command;
    page->arg[0] = arg0;
    page->arg[1] = arg1;
    page->arg[2] = arg2;
    __atomic_store_n(&page->request, request, __ATOMIC_RELEASE);
    xen_event_channel(EVTCHNOP_send, &send); /* not bound yet: the backend looks by itself */
    while (__atomic_load_n(&page->done, __ATOMIC_ACQUIRE) != request) {
        if (timeout_expired(&timeout)) {
            report_rig("HYP-01", "%s: an event got lost, or dom0 is dead", timeout_text(&timeout));
            return -XEN_ETIMEDOUT;
        }
        pause();
    }
    for (size_t i = 0; result && i < 4; i++)
        result[i] = page->result[i];
    return page->status;
}

bool control_do(enum control_command command, uint64_t arg0, uint64_t arg1, uint64_t arg2)
{
    int rc = control_call(command, arg0, arg1, arg2, NULL);

    if (rc == -XEN_ETIMEDOUT)
        report_error("the backend does not answer command %d: is it running?", command);
    else if (rc)
        report_error("the backend refuses command %d (%d)", command, rc);
    return !rc;
}

enum control_stage control_stage(void)
{
    if (!page)
        return STAGE_ENABLED; /* a device model without it is there from the start */
    return __atomic_load_n(&page->stage, __ATOMIC_ACQUIRE);
}

uint32_t control_dom0_esr(void)
{
    return page->dom0_esr;
}

uint64_t control_attached_at(void)
{
    control_stage(); /* its acquire */
    return page->attached_at;
}

uint64_t control_slot_at(void)
{
    return __atomic_load_n(&page->slot_at, __ATOMIC_ACQUIRE);
}

struct control_times control_times(void)
{
    struct control_times times;

    __builtin_memcpy(&times, (const void *)&page->times, sizeof(times));
    return times;
}

uint32_t control_invalidations(unsigned int handle)
{
    return __atomic_load_n(&page->invalidations[handle], __ATOMIC_ACQUIRE);
}

volatile struct control_hypercall *control_hypercall(void)
{
    return &page->hypercall;
}

uint32_t control_log_total(void)
{
    return __atomic_load_n(&page->log_total, __ATOMIC_ACQUIRE);
}

struct control_log control_log_entry(uint32_t index)
{
    struct control_log entry = {0};

    if (index < CONTROL_LOG_SIZE)
        __builtin_memcpy(&entry, (const void *)&page->log[index], sizeof(entry));
    return entry;
}
