/* SPDX-License-Identifier: BSD-2-Clause */
#include "suites/lat/way.h"

#include "guest/control/settings.h"
#include "guest/measure/legs.h"
#include "guest/test/report.h"

void way_begin(struct way *way, const char *const *ids, const uint64_t *cost, size_t count)
{
    way->count = count;
    for (size_t i = 0; i < count; i++) {
        way->cost[i] = cost[i];
        latency_begin_with(&way->leg[i], ids[i], cost[i]);
    }
    latency_begin_with(&way->sum, "sum of legs", 0);
}

bool way_add(struct way *way, const uint64_t *at)
{
    uint64_t leg[WAY_LEGS];

    if (!legs_cut(at, way->cost, way->count, leg)) {
        report_fail(__FILE__, __LINE__, "the points of a way are not in order");
        for (size_t i = 0; i < way->count; i++)
            report_note("%s: from %lu to %lu", way->leg[i].id, at[i], at[i + 1]);
        return false;
    }
    for (size_t i = 0; i < way->count; i++)
        latency_add(&way->leg[i], at[i], at[i + 1]);
    return latency_add(&way->sum, 0, legs_sum(leg, way->count));
}

static bool took(const struct latency *latency, uint32_t value)
{
    for (size_t i = 0; i < latency->count; i++)
        if (latency->samples[i] == value)
            return true;
    return false;
}

void way_end(const struct way *way, const struct latency *whole)
{
    const uint32_t sum = latency_median(&way->sum), total = latency_median(whole);

    for (size_t i = 0; i < way->count; i++)
        latency_end(&way->leg[i]);
    if (!settings.icount || whole->count < whole->wanted || way->sum.count < way->sum.wanted)
        return;
    if (!expect(took(whole, sum) || took(&way->sum, total)))
        report_note("%s takes %u, its legs %u", whole->id, (unsigned int)total, (unsigned int)sum);
}

void way_take_turns(way_sample *whole, way_sample *cut)
{
    bool more = true;

    for (unsigned int i = 0; more; i++) {
        more = (i & 1 ? cut : whole)();
        more &= (i & 1 ? whole : cut)();
    }
}
