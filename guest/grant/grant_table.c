/* SPDX-License-Identifier: BSD-2-Clause */
#include "guest/grant/grant_table.h"

#include <stddef.h>

#define PAGE 4096

static struct grant_entry_v1 *table;

long grant_table_open(void)
{
    /* Replaces a page of our own RAM, so the mapping is write-back as Xen's is. */
    static uint8_t page[PAGE] __attribute__((aligned(PAGE)));
    struct xen_add_to_physmap add = {
        .domid = DOMID_SELF,
        .space = XENMAPSPACE_grant_table,
        .gpfn = (uint64_t)page / PAGE,
    };
    long rc = table ? 0 : xen_memory(XENMEM_add_to_physmap, &add);

    if (!rc)
        table = (struct grant_entry_v1 *)page;
    return rc;
}

void grant_table_use(struct grant_entry_v1 *entries)
{
    table = entries;
}

static uint16_t flags_of(grant_ref_t ref)
{
    return __atomic_load_n(&table[ref].flags, __ATOMIC_ACQUIRE);
}

/* Whether the @pages entries from @first on are ours to fill. */
static bool are_free(grant_ref_t first, unsigned int pages)
{
    for (unsigned int i = 0; i < pages; i++)
        if (first + i >= GRANT_FIRST + GRANT_COUNT || flags_of(first + i))
            return false;
    return true;
}

grant_ref_t grant_pages(domid_t domid, uint64_t gfn, unsigned int pages, bool read_only)
{
    const uint16_t flags = GTF_permit_access | (read_only ? GTF_readonly : 0);
    grant_ref_t first = GRANT_FIRST;

    while (first < GRANT_FIRST + GRANT_COUNT && !are_free(first, pages))
        first++;
    if (first == GRANT_FIRST + GRANT_COUNT || !pages || gfn + pages - 1 > UINT32_MAX)
        return 0;
    for (unsigned int i = 0; i < pages; i++) {
        table[first + i].domid = domid;
        table[first + i].frame = (uint32_t)gfn + i;
        /* The last, as the header says: from here on the entry is valid. */
        __atomic_store_n(&table[first + i].flags, flags, __ATOMIC_RELEASE);
    }
    return first;
}

/* Xen changes the flags meanwhile, if the page is mapped. */
static bool end_one(grant_ref_t ref)
{
    uint16_t flags = flags_of(ref);

    do {
        if (flags & (GTF_reading | GTF_writing))
            return false;
    } while (!__atomic_compare_exchange_n(&table[ref].flags, &flags, 0, false, __ATOMIC_SEQ_CST,
                                          __ATOMIC_SEQ_CST));
    return true;
}

bool grant_end(grant_ref_t first, unsigned int pages)
{
    for (unsigned int i = 0; i < pages; i++)
        if (!end_one(first + i))
            return false;
    return true;
}

unsigned int grants_in_use(void)
{
    unsigned int count = 0;

    for (grant_ref_t ref = GRANT_FIRST; ref < GRANT_FIRST + GRANT_COUNT; ref++)
        count += flags_of(ref) != 0;
    return count;
}
