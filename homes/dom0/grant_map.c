/* SPDX-License-Identifier: BSD-2-Clause */
#include "homes/ioreq/grant_map.h"

#include "homes/ioreq/foreign.h"
#include "runtime/panic.h"

#include <xen/grant_table.h>

#define ADDRESS_BIT (1ull << 63)
#define MAPPED      8 /* pages at once; a request of more has the oldest given back meanwhile */

static uint8_t pages[MAPPED][FOREIGN_PAGE] __attribute__((aligned(FOREIGN_PAGE)));
static struct mapped_grant {
    bool valid, writable;
    grant_ref_t ref;
    grant_handle_t handle;
} mapped[MAPPED];
static unsigned int oldest;
static domid_t guest;

static long grant_table_op(unsigned int op, void *arg)
{
    return xen_hypercall(__HYPERVISOR_grant_table_op, op, (unsigned long)arg, 1, 0, 0);
}

static void give_back(unsigned int i)
{
    struct gnttab_unmap_grant_ref unmap = {
        .host_addr = (uint64_t)pages[i],
        .handle = mapped[i].handle,
    };

    if (!mapped[i].valid)
        return;
    if (grant_table_op(GNTTABOP_unmap_grant_ref, &unmap) || unmap.status != GNTST_okay)
        panic("Xen refuses to unmap grant %u (%d)", mapped[i].ref, unmap.status);
    mapped[i].valid = false;
}

/* In the place of a page of ours, from which on it is no memory unless something is mapped. */
static void *map_new(grant_ref_t ref, bool write)
{
    const unsigned int i = oldest;
    struct gnttab_map_grant_ref map = {
        .host_addr = (uint64_t)pages[i],
        .flags = GNTMAP_host_map | (write ? 0 : GNTMAP_readonly),
        .ref = ref,
        .dom = guest,
    };

    give_back(i);
    if (grant_table_op(GNTTABOP_map_grant_ref, &map) || map.status != GNTST_okay)
        return NULL;
    mapped[i] = (struct mapped_grant){true, write, ref, map.handle};
    oldest = (i + 1) % MAPPED;
    return pages[i];
}

static void *map(struct home *home, uint64_t page, bool write)
{
    const uint64_t ref = page & ~(ADDRESS_BIT / FOREIGN_PAGE);

    (void)home;
    if (ref == page || ref > UINT32_MAX)
        return NULL;
    for (unsigned int i = 0; i < MAPPED; i++)
        if (mapped[i].valid && mapped[i].ref == ref && (mapped[i].writable || !write))
            return pages[i];
    return map_new(ref, write);
}

static void unmap(struct home *home)
{
    (void)home;
    for (unsigned int i = 0; i < MAPPED; i++)
        give_back(i);
}

static const struct platform_memory grant_memory = {map, unmap};

const struct platform_memory *grants_of(domid_t domid)
{
    guest = domid;
    return &grant_memory;
}
