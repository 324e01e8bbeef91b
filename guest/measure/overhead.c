/* SPDX-License-Identifier: BSD-2-Clause */
#include "guest/measure/overhead.h"

#include <stdlib.h>

static int by_value(const void *a, const void *b)
{
    const uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;

    return (left > right) - (left < right);
}

bool overhead_settle(uint64_t *trials, size_t n, bool exact, uint64_t grain, uint64_t *overhead)
{
    uint64_t low, high;

    qsort(trials, n, sizeof(*trials), by_value);
    *overhead = trials[n / 2];
    low = trials[exact ? 0 : n / 4];
    high = trials[exact ? n - 1 : n - 1 - n / 4];
    return exact ? low == high : high - low <= grain || high - low <= *overhead / 4;
}

bool overhead_holds(uint64_t overhead, uint64_t again, bool exact, uint64_t grain)
{
    const uint64_t apart = again > overhead ? again - overhead : overhead - again;

    return exact ? !apart : apart <= grain || apart <= overhead / 4;
}

bool overhead_is_lost(uint64_t overhead, uint64_t least, bool exact)
{
    return !exact && overhead <= least / 100;
}

uint32_t overhead_off(uint64_t spent, uint64_t overhead, unsigned int batch)
{
    uint64_t share;

    if (spent <= overhead)
        return 0;
    share = (spent - overhead) / batch;
    if ((spent - overhead) % batch >= (batch + 1) / 2)
        share++;
    return share > UINT32_MAX ? UINT32_MAX : share;
}
