/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Our grant table, version 1: which of our pages another domain may map (public/grant_table.h). One
 * frame of Xen's, of which we use a part, so that a test can use it up.
 */
#ifndef GUEST_GRANT_TABLE_H
#define GUEST_GRANT_TABLE_H

#include <stdbool.h>
#include <stdint.h>

#include "runtime/xen.h"

#include <xen/grant_table.h>

#define GRANT_FIRST GNTTAB_NR_RESERVED_ENTRIES
#define GRANT_COUNT 32 /* references that we use, from GRANT_FIRST on */

/* Maps the first frame of our table; 0 or Xen's errno. What is granted stays so. */
long grant_table_open(void);

/* The same over @entries of GRANT_FIRST + GRANT_COUNT: for a table that is not Xen's. */
void grant_table_use(struct grant_entry_v1 *entries);

/*
 * Lets @domid map @pages pages from @gfn on. Returns the first of as many references in a row; 0 if
 * there are not so many.
 */
grant_ref_t grant_pages(domid_t domid, uint64_t gfn, unsigned int pages, bool read_only);

/* Takes them back. False if @domid has one of them mapped: that one, and those behind it, stay. */
bool grant_end(grant_ref_t first, unsigned int pages);

/* References that are granted now. */
unsigned int grants_in_use(void);

#endif
