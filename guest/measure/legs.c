/* SPDX-License-Identifier: BSD-2-Clause */
#include "guest/measure/legs.h"

bool legs_cut(const uint64_t *at, const uint64_t *cost, size_t count, uint64_t *leg)
{
    for (size_t i = 0; i < count; i++) {
        if (at[i + 1] < at[i])
            return false;
        leg[i] = at[i + 1] - at[i];
        leg[i] = leg[i] > cost[i] ? leg[i] - cost[i] : 0;
    }
    return true;
}

uint64_t legs_sum(const uint64_t *leg, size_t count)
{
    uint64_t sum = 0;

    for (size_t i = 0; i < count; i++)
        sum += leg[i];
    return sum;
}
