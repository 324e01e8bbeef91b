/* SPDX-License-Identifier: BSD-2-Clause */
/* A run as one self-contained HTML page: no script, nothing fetched, light and dark, for print too.
 */
#ifndef HARNESS_PAGE_H
#define HARNESS_PAGE_H

#include "harness/result/outcome.h"
#include "harness/views/compare/comparison.h"

/* @comparison: NULL, or of a baseline with @run. False, errno set, if @out did not take it all. */
bool page_write(FILE *out, const struct run *run, const struct comparison *comparison);

#endif
