/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/fakes/fake_domctl.h"

#include "homes/ioreq/event.h"
#include "homes/ioreq/foreign.h"
#include "homes/ioreq/guest_end.h"
#include "runtime/time/clock.h"
#include "runtime/xen.h"

#include <xen/errno.h>

#define VERSION 0x17 /* of 4.20 */

struct fake_domctl fake_domctl;

static long take(const struct xen_domctl *call)
{
    if (call->interface_version != fake_domctl.version)
        return -XEN_EACCES;
    if (call->cmd == fake_domctl.refuses)
        return -XEN_EPERM;
    if (call->cmd != XEN_DOMCTL_createdomain && !fake_domctl.exists)
        return -XEN_ESRCH;
    if (call->cmd == XEN_DOMCTL_createdomain)
        fake_domctl.exists = true;
    if (call->cmd == XEN_DOMCTL_destroydomain)
        fake_domctl.exists = false;
    if (call->cmd == XEN_DOMCTL_unpausedomain)
        fake_domctl.runs = true;
    return 0;
}

long xen_hypercall(unsigned long nr, unsigned long a0, unsigned long a1, unsigned long a2,
                   unsigned long a3, unsigned long a4)
{
    (void)a2, (void)a3, (void)a4;
    if (nr == __HYPERVISOR_domctl)
        return take((const struct xen_domctl *)a0);
    if (nr == __HYPERVISOR_memory_op && a0 == XENMEM_populate_physmap)
        return fake_domctl.populated
                   ? fake_domctl.populated
                   : (long)((const struct xen_memory_reservation *)a1)->nr_extents;
    return nr == __HYPERVISOR_xen_version ? 4 << 16 | 20 : -XEN_ENOSYS;
}

bool guest_is_gone(domid_t domid)
{
    (void)domid;
    return !fake_domctl.exists;
}

int foreign_map(domid_t domid, uint64_t gfn, void *page)
{
    (void)domid, (void)page;
    if (gfn == fake_domctl.no_page)
        return -XEN_EINVAL;
    fake_domctl.mapped++;
    return 0;
}

int foreign_unmap(void *page)
{
    (void)page;
    fake_domctl.mapped--;
    return 0;
}

void event_wait(uint64_t deadline)
{
    (void)deadline;
}

uint64_t clock_deadline(uint64_t ns)
{
    return ns;
}

bool clock_expired(uint64_t deadline)
{
    (void)deadline;
    return true;
}

void fake_domctl_reset(void)
{
    fake_domctl = (struct fake_domctl){.version = VERSION};
}
