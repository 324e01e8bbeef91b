/* SPDX-License-Identifier: BSD-2-Clause */
/* homes/ioreq/grant_map.h by libxengnttab. It knows no restriction to one domain. */
#include "homes/ioreq/grant_map.h"

#include <stddef.h>
#include <sys/mman.h>

#include "homes/linux_dm/xen_libs.h"
#include "runtime/panic.h"

#define ADDRESS_PAGE ((1ull << 63) / GUEST_PAGE) /* bit 63, in page numbers */
#define MAPPED       8 /* pages at once; a request of more has the oldest given back meanwhile */

static struct {
    void *at; /* NULL: none */
    bool writable;
    uint32_t ref;
} mapped[MAPPED];
static unsigned int oldest;
static domid_t guest;

static void give_back(unsigned int i)
{
    if (mapped[i].at && xengnttab_unmap(xen_libs.grants, mapped[i].at, 1))
        panic("/dev/xen/gntdev refuses to unmap grant %u", mapped[i].ref);
    mapped[i].at = NULL;
}

static void *map(struct home *home, uint64_t page, bool write)
{
    const uint64_t ref = page & ~ADDRESS_PAGE;
    unsigned int i;

    (void)home;
    if (ref == page || ref > UINT32_MAX)
        return NULL;
    for (i = 0; i < MAPPED; i++)
        if (mapped[i].at && mapped[i].ref == ref && (mapped[i].writable || !write))
            return mapped[i].at;
    i = oldest;
    give_back(i);
    mapped[i].at = xengnttab_map_grant_ref(xen_libs.grants, guest, (uint32_t)ref,
                                           write ? PROT_READ | PROT_WRITE : PROT_READ);
    mapped[i].writable = write;
    mapped[i].ref = (uint32_t)ref;
    if (mapped[i].at)
        oldest = (i + 1) % MAPPED;
    return mapped[i].at;
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
    return xen_libs.grants ? &grant_memory : NULL;
}
