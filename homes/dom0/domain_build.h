/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Domains that are made while the system runs, by domctl. What Xen refuses is said in a line that
 * names the domctl, its argument and the error; what was made by then is undone. Results are 0 or a
 * negative Xen errno.
 */
#ifndef DOM0_DOMAIN_BUILD_H
#define DOM0_DOMAIN_BUILD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runtime/xen.h"

#define DOMAIN_BLOCK \
    (1ull << 21) /* RAM comes in so many bytes, so that it takes few pages of p2m */

#define DOMAIN_BLOCKS 256 /* at most */

struct domain_plan {
    domid_t domid; /* one that is free */
    unsigned int vcpus;
    unsigned int nr_spis;
    uint64_t ram;             /* bytes, whole DOMAIN_BLOCKs, from GUEST_RAM0_BASE */
    unsigned int extra_pages; /* that may be added later */
    /* Unmapped accesses read as ones; only a Xen from 4.21 on knows of it, on others they abort. */
    bool reads_ones;
};

/* Makes the domain, with its memory and its vCPUs, none of which has a state yet; it is paused. */
int domain_create(const struct domain_plan *plan);

/* Copies to @ipa, page-aligned, in its RAM; what of the last page is left over becomes 0. */
int domain_load(domid_t domid, uint64_t ipa, const void *data, size_t size);

/* Its vCPU 0 will begin at @pc with @x0, as the boot protocol of arm64 wants it. */
int domain_set_entry(domid_t domid, uint64_t pc, uint64_t x0);

int domain_unpause(domid_t domid);

/*
 * Ends it, and waits until nothing of it is left in Xen. -EBUSY if that takes too long: something
 * of it is still in use, such as a page that somebody has mapped.
 */
int domain_destroy(domid_t domid);

#endif
