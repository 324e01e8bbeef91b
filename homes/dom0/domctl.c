/* SPDX-License-Identifier: BSD-2-Clause */
#include "homes/dom0/domctl.h"

#include <xen/errno.h>

/* Tried for what every version has. */
#define TRIED_FIRST 0x12
#define TRIED_LAST  0x2f

static long issue(struct xen_domctl *op, uint32_t version)
{
    op->interface_version = version;
    return xen_hypercall(__HYPERVISOR_domctl, (unsigned long)op, 0, 0, 0, 0);
}

uint32_t domctl_version(void)
{
    static struct xen_domctl op = {.cmd = XEN_DOMCTL_getdomaininfo};
    static uint32_t found;

    for (uint32_t version = TRIED_FIRST; !found && version <= TRIED_LAST; version++)
        if (issue(&op, version) != -XEN_EACCES)
            found = version;
    return found;
}

long domctl(struct xen_domctl *op, uint32_t cmd, domid_t domid)
{
    op->cmd = cmd;
    op->domain = domid;
    return issue(op, domctl_version());
}
