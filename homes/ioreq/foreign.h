/* SPDX-License-Identifier: BSD-2-Clause */
/* Pages of others in our address space. They replace pages of our own RAM: mmu.h maps those. */
#ifndef IOREQ_FOREIGN_H
#define IOREQ_FOREIGN_H

#include <stdbool.h>
#include <stdint.h>

#include "runtime/xen.h"

#include <xen/hvm/dm_op.h>

#define FOREIGN_PAGE 4096

/* Maps @domid's page at @gfn in place of @page, page-aligned. 0 or a negative Xen errno. What was
 * mapped there may be gone if it fails. */
int foreign_map(domid_t domid, uint64_t gfn, void *page);

/* The same for the page of requests of @domid's ioreq server @id; it is at *@at then, which is
 * @page or, where that cannot be had, another place. */
int foreign_map_requests(domid_t domid, ioservid_t id, void *page, void **at);
int foreign_unmap_requests(void *at);

/* Gives @page back to its owner. It is no memory then until something is mapped there again. */
int foreign_unmap(void *page);

/* The home's pages for foreign_cache.h, directly mapped by gfn. */
extern const struct foreign_cache {
    uint8_t (*at)[FOREIGN_PAGE];
    struct foreign_entry {
        bool valid;
        uint64_t gfn;
    } * entries;
    uint64_t pages; /* of both; a power of two */
} foreign_cache;

#endif
