/* SPDX-License-Identifier: BSD-2-Clause */
#include "homes/ioreq/grant.h"

#include "homes/ioreq/foreign.h"

/* From when something is first mapped there, a page is no memory unless something is. */
static uint8_t pages[GRANTS][FOREIGN_PAGE] __attribute__((aligned(FOREIGN_PAGE)));
static grant_handle_t handles[GRANTS];

static long grant_table_op(unsigned int op, void *arg)
{
    return xen_hypercall(__HYPERVISOR_grant_table_op, op, (unsigned long)arg, 1, 0, 0);
}

void *grant_map(unsigned int place, domid_t domid, grant_ref_t ref, bool write)
{
    struct gnttab_map_grant_ref map = {
        .host_addr = (uint64_t)pages[place],
        .flags = GNTMAP_host_map | (write ? 0 : GNTMAP_readonly),
        .ref = ref,
        .dom = domid,
    };

    if (grant_table_op(GNTTABOP_map_grant_ref, &map) || map.status != GNTST_okay)
        return NULL;
    handles[place] = map.handle;
    return pages[place];
}

int grant_unmap(unsigned int place, void *at)
{
    struct gnttab_unmap_grant_ref unmap = {
        .host_addr = (uint64_t)at,
        .handle = handles[place],
    };
    const long rc = grant_table_op(GNTTABOP_unmap_grant_ref, &unmap);

    return rc ? (int)rc : unmap.status;
}
