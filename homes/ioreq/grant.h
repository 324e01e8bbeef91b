/* SPDX-License-Identifier: BSD-2-Clause */
/* What others grant, in our address space. */
#ifndef IOREQ_GRANT_H
#define IOREQ_GRANT_H

#include <stdbool.h>

#include "runtime/xen.h"

#include <xen/grant_table.h>

#define GRANTS 8 /* places for a page each */

/* Maps what @domid grants as @ref, to be read or also written if @write, in the free place @place.
 * Where it is then; NULL if that is refused. */
void *grant_map(unsigned int place, domid_t domid, grant_ref_t ref, bool write);

/* Gives back what is in @place, at @at. 0, or a negative number that says why not. */
int grant_unmap(unsigned int place, void *at);

#endif
