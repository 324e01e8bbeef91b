/* SPDX-License-Identifier: BSD-2-Clause */
/* Several runs side by side, as of one suite on several versions of Xen. */
#ifndef HARNESS_MATRIX_H
#define HARNESS_MATRIX_H

#include <stdbool.h>
#include <stdio.h>

#include "harness/result/outcome.h"

/*
 * Writes one line for each of the @count runs: by group of rules how many tests passed, failed as
 * known, failed in any other way, and were skipped, then the medians of four latencies. False,
 * errno set, if @out did not take it all.
 */
bool matrix_text(FILE *out, const struct run *runs, size_t count);

#endif
