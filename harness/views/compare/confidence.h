/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef HARNESS_CONFIDENCE_H
#define HARNESS_CONFIDENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CONFIDENCE_LEAST 10 /* samples on each side */

/*
 * Where, with 99.9 % confidence, the median of the distribution behind @new lies above that behind
 * @old: from @low to @high, in the samples' unit, negative if below. The samples are in time order:
 * what moves many of them together widens the interval. False if one side has fewer than
 * CONFIDENCE_LEAST.
 */
bool confidence_of_medians(const uint64_t *old, size_t old_count, const uint64_t *new,
                           size_t new_count, double *low, double *high);

#endif
