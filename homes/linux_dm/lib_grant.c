/* SPDX-License-Identifier: BSD-2-Clause */
/* homes/ioreq/grant.h by libxengnttab. It knows no restriction to one domain. */
#include "homes/ioreq/grant.h"

#include <sys/mman.h>

#include "homes/linux_dm/xen_libs.h"

void *grant_map(unsigned int place, domid_t domid, grant_ref_t ref, bool write)
{
    (void)place;
    return xengnttab_map_grant_ref(xen_libs.grants, domid, ref,
                                   write ? PROT_READ | PROT_WRITE : PROT_READ);
}

int grant_unmap(unsigned int place, void *at)
{
    (void)place;
    return xen_libs_result(xengnttab_unmap(xen_libs.grants, at, 1));
}
