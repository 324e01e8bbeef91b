/* SPDX-License-Identifier: BSD-2-Clause */
#include "homes/ioreq/foreign.h"

/* 256 KiB. */
#define CACHED 64

static uint8_t pages[CACHED][FOREIGN_PAGE] __attribute__((aligned(FOREIGN_PAGE)));
static struct foreign_entry entries[CACHED];
const struct foreign_cache foreign_cache = {pages, entries, CACHED};

int foreign_map(domid_t domid, uint64_t gfn, void *page)
{
    xen_ulong_t index = gfn;
    xen_pfn_t target = (uint64_t)page / FOREIGN_PAGE;
    int error = 0;
    /* The call for one page, XENMEM_add_to_physmap, refuses foreign frames. */
    struct xen_add_to_physmap_batch batch = {
        .domid = DOMID_SELF,
        .space = XENMAPSPACE_gmfn_foreign,
        .size = 1,
        .u.foreign_domid = domid,
    };
    int rc;

    set_xen_guest_handle(batch.idxs, &index);
    set_xen_guest_handle(batch.gpfns, &target);
    set_xen_guest_handle(batch.errs, &error);
    rc = xen_memory(XENMEM_add_to_physmap_batch, &batch);
    return rc ? rc : error;
}

int foreign_map_requests(domid_t domid, ioservid_t id, void *page, void **at)
{
    xen_pfn_t gfn = (uint64_t)page / FOREIGN_PAGE;
    struct xen_mem_acquire_resource acquire = {
        .domid = domid,
        .type = XENMEM_resource_ioreq_server,
        .id = id,
        .nr_frames = 1,
        .frame = XENMEM_resource_ioreq_server_frame_ioreq(0),
    };

    *at = page;
    set_xen_guest_handle(acquire.frame_list, &gfn);
    return xen_memory(XENMEM_acquire_resource, &acquire);
}

int foreign_unmap_requests(void *at)
{
    return foreign_unmap(at);
}

int foreign_unmap(void *page)
{
    struct xen_remove_from_physmap remove = {
        .domid = DOMID_SELF,
        .gpfn = (uint64_t)page / FOREIGN_PAGE,
    };

    return xen_memory(XENMEM_remove_from_physmap, &remove);
}
