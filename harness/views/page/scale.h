/* SPDX-License-Identifier: BSD-2-Clause */
/* Where on an axis a value stands, and which values the axis names. */
#ifndef HARNESS_SCALE_H
#define HARNESS_SCALE_H

#include <stdbool.h>
#include <stddef.h>

struct scale {
    double low, high; /* of the axis; low < high */
    bool log;         /* then low >= 1 */
};

#define SCALE_TICKS 12

/*
 * An axis for values from @least to @most, both included, 0 or above. Its ends are round numbers.
 * Logarithmic, it starts at 1 or above, and what is below stands at its start.
 */
struct scale scale_of(double least, double most, bool log);

/* 0 at the start of the axis, 100 at its end; what lies outside stands at the nearer end. */
double scale_at(const struct scale *scale, double value);

/* Round values on the axis, ascending, at most SCALE_TICKS; returns how many. */
size_t scale_ticks(const struct scale *scale, double ticks[SCALE_TICKS]);

/* "0", "500", "24k", "1.5M", "2G": short and exact for ticks. Valid until the next call. */
const char *scale_label(double value);

#endif
