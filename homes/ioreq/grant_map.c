/* SPDX-License-Identifier: BSD-2-Clause */
#include "homes/ioreq/grant_map.h"

#include <stddef.h>

#include "homes/ioreq/grant.h"
#include "runtime/panic.h"

#define ADDRESS_PAGE ((1ull << 63) / GUEST_PAGE) /* bit 63, in page numbers */

/* What a request has mapped; one of more pages has the oldest given back meanwhile. */
static struct mapped_grant {
    void *at; /* NULL: none */
    grant_ref_t ref;
    bool writable;
} mapped[GRANTS];
static unsigned int oldest;
static domid_t guest;

static void give_back(unsigned int i)
{
    const int rc = mapped[i].at ? grant_unmap(i, mapped[i].at) : 0;

    if (rc)
        panic("grant %u cannot be unmapped (%d)", mapped[i].ref, rc);
    mapped[i].at = NULL;
}

static void *map(struct home *home, uint64_t page, bool write)
{
    const uint64_t ref = page & ~ADDRESS_PAGE;
    unsigned int i;

    (void)home;
    if (ref == page || ref > UINT32_MAX)
        return NULL;
    for (i = 0; i < GRANTS; i++)
        if (mapped[i].at && mapped[i].ref == ref && (mapped[i].writable || !write))
            return mapped[i].at;
    i = oldest;
    give_back(i);
    mapped[i] = (struct mapped_grant){grant_map(i, guest, (grant_ref_t)ref, write),
                                      (grant_ref_t)ref, write};
    if (mapped[i].at)
        oldest = (i + 1) % GRANTS;
    return mapped[i].at;
}

static void unmap(struct home *home)
{
    (void)home;
    for (unsigned int i = 0; i < GRANTS; i++)
        give_back(i);
}

static const struct platform_memory grant_memory = {map, unmap};

const struct platform_memory *grants_of(domid_t domid)
{
    guest = domid;
    return &grant_memory;
}
