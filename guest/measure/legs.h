/* SPDX-License-Identifier: BSD-2-Clause */
/* A duration, cut into legs. */
#ifndef GUEST_LEGS_H
#define GUEST_LEGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The @count legs between @count + 1 points in time: leg[i] is from at[i] to at[i + 1], less
 * cost[i], what measuring took of it; 0 if that leaves nothing. False if the points are not in
 * order: then they are not of one measurement.
 *
 * Without such zeroes the legs add up to at[count] - at[0] less all costs.
 */
bool legs_cut(const uint64_t *at, const uint64_t *cost, size_t count, uint64_t *leg);

uint64_t legs_sum(const uint64_t *leg, size_t count);

#endif
