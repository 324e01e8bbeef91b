/* SPDX-License-Identifier: BSD-2-Clause */
#include "homes/ioreq/raw_hypercall.h"

#include "homes/dom0/domctl.h"
#include "homes/ioreq/foreign.h"
#include "runtime/probe.h"

#include <xen/errno.h>

/* Xen copies from no page of another domain: not from the control page. */
static uint8_t data[FOREIGN_PAGE] __attribute__((aligned(FOREIGN_PAGE)));
static uint8_t spare[CONTROL_SPARES][FOREIGN_PAGE] __attribute__((aligned(FOREIGN_PAGE)));

_Static_assert(CONTROL_DATA <= FOREIGN_PAGE, "one page");

void raw_hypercall_offer(volatile struct control_hypercall *call, domid_t domid)
{
    call->base = (uint64_t)data;
    call->spare = (uint64_t)spare / FOREIGN_PAGE;
    call->domid = domid;
    call->domctl_version = domctl_version();
}

int raw_hypercall_run(volatile struct control_hypercall *call)
{
    const uint64_t nr = call->nr;

    if (nr != __HYPERVISOR_dm_op && nr != __HYPERVISOR_memory_op &&
        nr != __HYPERVISOR_event_channel_op && nr != __HYPERVISOR_domctl &&
        nr != __HYPERVISOR_sysctl && nr != __HYPERVISOR_grant_table_op)
        return -XEN_EINVAL;
    for (unsigned int i = 0; i < CONTROL_DATA; i++)
        data[i] = call->data[i];
    call->value = xen_hypercall(nr, call->arg[0], call->arg[1], call->arg[2], 0, 0);
    for (unsigned int i = 0; i < CONTROL_DATA; i++)
        call->data[i] = data[i];
    return 0;
}

/* A word of the spare pages. A test may leave no memory there. */
static int access(uint64_t offset, probe_form form, uint64_t *value)
{
    static struct probe probe;

    if (offset > sizeof(spare) - sizeof(uint32_t) || offset % sizeof(uint32_t))
        return -XEN_EINVAL;
    probe_prepare(&probe, (uint64_t)spare + offset);
    probe.before.x[1] = *value;
    probe_run(&probe, form);
    if (probe.faulted)
        return -XEN_EFAULT;
    *value = (uint32_t)probe.after.x[1];
    return 0;
}

int raw_hypercall_peek(uint64_t offset, uint64_t *value)
{
    return access(offset, probe_load, value);
}

int raw_hypercall_poke(uint64_t offset, uint64_t value)
{
    return access(offset, probe_store, &value);
}
