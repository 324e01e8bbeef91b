/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef HARNESS_COMPARE_H
#define HARNESS_COMPARE_H

#include "harness/views/compare/comparison.h"

/*
 * Compares what @options choose on both sides. @old and @new must outlive the
 * comparison. Release with comparison_free().
 */
void compare(const struct compare_options *options, const struct run *old, const struct run *new,
             struct comparison *out);

#endif
