/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The guest's pages that the device model has looked at stay mapped, in the home's cache pages. Of
 * as many pages in a row each is mapped at most once, so a driver with its rings and buffers in
 * that much never waits for a remapping.
 */
#ifndef IOREQ_FOREIGN_CACHE_H
#define IOREQ_FOREIGN_CACHE_H

#include <stdint.h>

#include "runtime/xen.h"

/* Whose pages foreign_page() maps. */
void foreign_set_guest(domid_t domid);

/* For home.map: the guest's page at @gfn, valid until the next call; NULL if it has no RAM there.
 */
struct home;
void *foreign_page(struct home *home, uint64_t gfn);

/* Gives back all that foreign_page() has mapped: the domU's memory has changed. */
void foreign_forget(void);

#endif
