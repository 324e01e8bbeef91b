/* SPDX-License-Identifier: BSD-2-Clause */
#include "suites/lat/breakdown.h"

#include "guest/control/settings.h"
#include "guest/measure/legs.h"
#include "guest/test/report.h"

void breakdown_begin(struct breakdown *breakdown, const char *const *ids, const uint64_t *cost,
                     size_t count)
{
    breakdown->count = count;
    for (size_t i = 0; i < count; i++) {
        breakdown->cost[i] = cost[i];
        latency_begin_with(&breakdown->leg[i], ids[i], cost[i]);
    }
    latency_begin_with(&breakdown->sum, "sum of legs", 0);
}

bool breakdown_add(struct breakdown *breakdown, const uint64_t *at)
{
    uint64_t leg[BREAKDOWN_LEGS];

    if (!legs_cut(at, breakdown->cost, breakdown->count, leg)) {
        report_fail(__FILE__, __LINE__, "the stamps are not in order");
        for (size_t i = 0; i < breakdown->count; i++)
            report_note("%s: from %lu to %lu", breakdown->leg[i].id, at[i], at[i + 1]);
        return false;
    }
    for (size_t i = 0; i < breakdown->count; i++)
        latency_add(&breakdown->leg[i], at[i], at[i + 1]);
    return latency_add(&breakdown->sum, 0, legs_sum(leg, breakdown->count));
}

static bool took(const struct latency *latency, uint32_t value)
{
    for (size_t i = 0; i < latency->count; i++)
        if (latency->samples[i] == value)
            return true;
    return false;
}

void breakdown_end(const struct breakdown *breakdown, const struct latency *whole)
{
    const uint32_t sum = latency_median(&breakdown->sum), total = latency_median(whole);

    for (size_t i = 0; i < breakdown->count; i++)
        latency_end(&breakdown->leg[i]);
    if (!settings.icount || whole->count < whole->wanted ||
        breakdown->sum.count < breakdown->sum.wanted)
        return;
    if (!expect(took(whole, sum) || took(&breakdown->sum, total)))
        report_note("%s takes %u, its legs %u", whole->id, (unsigned int)total, (unsigned int)sum);
}

void breakdown_alternate(breakdown_sample *whole, breakdown_sample *cut)
{
    bool more = true;

    for (unsigned int i = 0; more; i++) {
        more = (i & 1 ? cut : whole)();
        more &= (i & 1 ? whole : cut)();
    }
}
