/* SPDX-License-Identifier: BSD-2-Clause */
#include "homes/ioreq/guest_end.h"

#include "homes/dom0/domctl.h"

#include <xen/errno.h>

static struct xen_domctl info; /* static, thus zeroed: Xen checks what it does not know */

static long get_info(domid_t domid)
{
    const long rc = domctl(&info, XEN_DOMCTL_getdomaininfo, domid);

    /* Until 4.20 Xen tells of the next one if there is no such domain. */
    return !rc && info.u.getdomaininfo.domain != domid ? -XEN_ESRCH : rc;
}

int guest_end_reason(domid_t domid)
{
    const long rc = get_info(domid);

    if (rc)
        return (int)rc;
    if (!(info.u.getdomaininfo.flags & XEN_DOMINF_shutdown))
        return -XEN_EAGAIN;
    return info.u.getdomaininfo.flags >> XEN_DOMINF_shutdownshift & XEN_DOMINF_shutdownmask;
}

unsigned int guest_vcpus(domid_t domid)
{
    return get_info(domid) ? 0 : info.u.getdomaininfo.max_vcpu_id + 1;
}

bool guest_is_gone(domid_t domid)
{
    return get_info(domid) == -XEN_ESRCH;
}
