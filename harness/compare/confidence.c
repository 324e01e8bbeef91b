/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Standard errors of the two medians from order statistics (McKean and Schrader, Communications in
 * Statistics B 13, 1984): no assumption about the shape of the distributions, which for latencies
 * have a long tail, and no random numbers.
 */
#include "confidence.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../heap.h"

#define Z 2.5758 /* of a normal variable, 99 % lie within this many deviations */

struct median {
    double value, error;
};

static int by_value(const void *a, const void *b)
{
    const uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;

    return (left > right) - (left < right);
}

static struct median median_of(const uint64_t *samples, size_t n)
{
    uint64_t *sorted = heap_zero(n, sizeof(*sorted));
    struct median median;
    double rank;
    size_t cut;

    memcpy(sorted, samples, n * sizeof(*sorted));
    qsort(sorted, n, sizeof(*sorted), by_value);
    /* The interval of one median alone goes from the cut-th smallest to the cut-th largest. */
    rank = floor((double)(n + 1) / 2 - Z * sqrt((double)n / 4));
    cut = rank < 1 ? 0 : (size_t)rank - 1;
    median.value = ((double)sorted[(n - 1) / 2] + (double)sorted[n / 2]) / 2;
    median.error = ((double)sorted[n - 1 - cut] - (double)sorted[cut]) / (2 * Z);
    free(sorted);
    return median;
}

bool confidence_of_medians(const uint64_t *old, size_t old_count, const uint64_t *new,
                           size_t new_count, double *low, double *high)
{
    struct median left, right;
    double width;

    if (old_count < CONFIDENCE_LEAST || new_count < CONFIDENCE_LEAST)
        return false;
    left = median_of(old, old_count);
    right = median_of(new, new_count);
    width = Z * hypot(left.error, right.error);
    *low = right.value - left.value - width;
    *high = right.value - left.value + width;
    return true;
}
