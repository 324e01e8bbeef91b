/* SPDX-License-Identifier: BSD-2-Clause */
/* homes/ioreq/foreign.h by libxenforeignmemory: pages of others take the place of ours by
 * MAP_FIXED. */
#include "homes/ioreq/foreign.h"

#include <errno.h>
#include <stddef.h>
#include <sys/mman.h>

#include "homes/ioreq/ioreq_server.h"
#include "homes/linux_dm/xen_libs.h"

/* 4 MiB: Linux spreads its buffers further than our own guest does. */
#define CACHED 1024

static uint8_t pages[CACHED][FOREIGN_PAGE] __attribute__((aligned(FOREIGN_PAGE)));
static struct foreign_entry entries[CACHED];
const struct foreign_cache foreign_cache = {pages, entries, CACHED};

int foreign_map(domid_t domid, uint64_t gfn, void *page)
{
    const xen_pfn_t frame = gfn;
    int error = 0;
    const void *mapped = xenforeignmemory_map2(xen_libs.memory, domid, page, PROT_READ | PROT_WRITE,
                                               MAP_FIXED, 1, &frame, &error);

    if (!mapped)
        return -errno;
    if (error)
        (void)foreign_unmap(page); /* nothing is there */
    return error;
}

/* The library takes no MAP_FIXED here: they are where it likes. */
static struct resource {
    xenforeignmemory_resource_handle *handle; /* NULL: free */
    void *at;
} resources[IOREQ_SERVERS];

static struct resource *resource_at(const void *at)
{
    struct resource *resource = resources;

    while (resource->at != at)
        resource++;
    return resource;
}

int foreign_map_requests(domid_t domid, ioservid_t id, void *page, void **at)
{
    struct resource *resource = resource_at(NULL);

    (void)page;
    *at = NULL;
    resource->handle = xenforeignmemory_map_resource(
        xen_libs.memory, domid, XENMEM_resource_ioreq_server, id,
        XENMEM_resource_ioreq_server_frame_ioreq(0), 1, at, PROT_READ | PROT_WRITE, 0);
    if (!resource->handle)
        return -errno;
    resource->at = *at;
    return 0;
}

int foreign_unmap_requests(void *at)
{
    struct resource *resource = resource_at(at);
    int rc = xenforeignmemory_unmap_resource(xen_libs.memory, resource->handle);

    *resource = (struct resource){0};
    return xen_libs_result(rc);
}

int foreign_unmap(void *page)
{
    return munmap(page, FOREIGN_PAGE) ? -errno : 0;
}
