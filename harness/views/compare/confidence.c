/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Two estimates of a median's standard error, of which the larger counts: from order statistics
 * (McKean and Schrader, Communications in Statistics B 13, 1984), which assume nothing about the
 * shape of a distribution, but independent samples; and from the medians of consecutive blocks,
 * which a busy host moves up and down together, and which differ as boots do where each is one.
 * Neither needs random numbers. 99.9 %, as some forty medians are compared at a time.
 */
#include "harness/views/compare/confidence.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "harness/support/heap.h"

#define BLOCKS         10     /* of samples: boots, where there are as many */
#define Z              2.5758 /* of a normal variable, 99 % lie within this many deviations */
#define MEDIAN_TO_MEAN 1.2533 /* their errors, of normal variables: sqrt(pi / 2) */
#define T              4.7809 /* of Student's with BLOCKS - 1 degrees of freedom, 99.9 % */

struct median {
    double value, error;
};

static int by_value(const void *a, const void *b)
{
    const uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;

    return (left > right) - (left < right);
}

static uint64_t *sort(const uint64_t *samples, size_t n)
{
    uint64_t *sorted = heap_zero(n, sizeof(*sorted));

    memcpy(sorted, samples, n * sizeof(*sorted));
    qsort(sorted, n, sizeof(*sorted), by_value);
    return sorted;
}

static double middle(const uint64_t *sorted, size_t n)
{
    return ((double)sorted[(n - 1) / 2] + (double)sorted[n / 2]) / 2;
}

/* From the deviation of the blocks' medians; of ten values the median is less sure than the mean.
 */
static double error_of_blocks(const uint64_t *samples, size_t n)
{
    double sum = 0, squares = 0, medians[BLOCKS];

    for (size_t i = 0; i < BLOCKS; i++) {
        const size_t from = i * n / BLOCKS, to = (i + 1) * n / BLOCKS;
        uint64_t *sorted = sort(samples + from, to - from);

        medians[i] = middle(sorted, to - from);
        sum += medians[i];
        free(sorted);
    }
    for (size_t i = 0; i < BLOCKS; i++)
        squares += (medians[i] - sum / BLOCKS) * (medians[i] - sum / BLOCKS);
    return MEDIAN_TO_MEAN * sqrt(squares / (BLOCKS - 1) / BLOCKS);
}

static struct median median_of(const uint64_t *samples, size_t n)
{
    uint64_t *sorted = sort(samples, n);
    /* The interval of one median alone goes from the cut-th smallest to the cut-th largest. */
    const double rank = floor((double)(n + 1) / 2 - Z * sqrt((double)n / 4));
    const size_t cut = rank < 1 ? 0 : (size_t)rank - 1;
    const double error = ((double)sorted[n - 1 - cut] - (double)sorted[cut]) / (2 * Z);
    const struct median median = {middle(sorted, n), fmax(error, error_of_blocks(samples, n))};

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
    width = T * hypot(left.error, right.error);
    *low = right.value - left.value - width;
    *high = right.value - left.value + width;
    return true;
}
