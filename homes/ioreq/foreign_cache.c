/* SPDX-License-Identifier: BSD-2-Clause */
#include "homes/ioreq/foreign_cache.h"

#include <stddef.h>

#include "homes/ioreq/foreign.h"
#include "runtime/panic.h"

static domid_t guest;

void foreign_set_guest(domid_t domid)
{
    guest = domid;
}

static void unmap(uint64_t i)
{
    if (foreign_cache.entries[i].valid && foreign_unmap(foreign_cache.at[i]))
        panic_by("HYP-05", "Xen refuses to unmap a page of the domU");
    foreign_cache.entries[i].valid = false;
}

void foreign_forget(void)
{
    for (uint64_t i = 0; i < foreign_cache.pages; i++)
        unmap(i);
}

void *foreign_page(struct home *home, uint64_t gfn)
{
    const uint64_t i = gfn & (foreign_cache.pages - 1);
    struct foreign_entry *entry = &foreign_cache.entries[i];

    (void)home;
    if (!entry->valid || entry->gfn != gfn) {
        if (foreign_map(guest, gfn, foreign_cache.at[i])) {
            unmap(i);
            return NULL;
        }
        *entry = (struct foreign_entry){true, gfn};
    }
    return foreign_cache.at[i];
}
