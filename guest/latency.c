/* SPDX-License-Identifier: BSD-2-Clause */
#include "latency.h"

#include "clock.h"
#include "report.h"
#include "settings.h"

#define OVERHEAD_ROUNDS 32

/* Under icount a nanosecond of guest time is an instruction, so both units are ns here. */
static uint64_t units(uint64_t ticks)
{
    return clock_to_ns(ticks);
}

uint64_t latency_pair(void)
{
    static uint64_t least = UINT64_MAX;

    for (unsigned int i = 0; i < OVERHEAD_ROUNDS; i++) {
        uint64_t from = clock_ticks();
        uint64_t to = clock_ticks();

        if (to - from < least)
            least = to - from;
    }
    return least;
}

void latency_begin(struct latency *latency, const char *id)
{
    latency_begin_few(latency, id, LATENCY_SAMPLES);
    latency->warmed = 0;
}

void latency_begin_few(struct latency *latency, const char *id, size_t wanted)
{
    *latency = (struct latency){
        .id = id, .overhead = units(latency_pair()), .wanted = wanted, .warmed = LATENCY_WARM_UP};
}

bool latency_add(struct latency *latency, uint64_t from, uint64_t to)
{
    uint64_t spent = units(to - from);

    if (latency->warmed < LATENCY_WARM_UP) {
        latency->warmed++;
        return true;
    }
    spent = spent > latency->overhead ? spent - latency->overhead : 0;
    latency->samples[latency->count++] = spent > UINT32_MAX ? UINT32_MAX : spent;
    return latency->count < latency->wanted;
}

void latency_end(const struct latency *latency)
{
    if (latency->count < latency->wanted) {
        report_error("%s: only %lu of %lu samples", latency->id, latency->count, latency->wanted);
        return;
    }
    report_checked();
    report_metric(latency->id, settings.icount ? "insn" : "ns", latency->samples, latency->count,
                  latency->overhead);
}
