/* SPDX-License-Identifier: BSD-2-Clause */
#include "guest/measure/latency.h"

#include <stdlib.h>
#include <string.h>

#include "guest/control/settings.h"
#include "guest/measure/overhead.h"
#include "guest/test/report.h"

#define TRIALS   32
#define ATTEMPTS 3 /* of TRIALS: Xen may have had something to do in between */
/* By a clock it may be the host, which does not hurry. */
#define PATIENCE_NS 50000000u

/* Under icount a nanosecond of guest time is an instruction, so both units are ns here. */
static uint64_t units(uint64_t ticks)
{
    return clock_to_ns(ticks);
}

/* Two steps of the counter, in the unit of the samples. */
static uint64_t grain(void)
{
    return units(2) ? units(2) : 1;
}

/* When there is no more hope for another result; at once where instructions are counted. */
static uint64_t patience(void)
{
    return settings.icount ? 0 : clock_deadline(PATIENCE_NS);
}

static bool is_over(uint64_t patience)
{
    return settings.icount || clock_expired(patience);
}

/* What it costs to measure @batch times nothing, in units. False if that is not stable. */
static bool measure_nothing(unsigned int batch, uint64_t *overhead)
{
    const uint64_t deadline = patience();
    uint64_t trials[TRIALS], from, to;
    unsigned int attempt = 0;

    do {
        for (unsigned int i = 0; i < TRIALS; i++) {
            if (batch == 1) {
                from = clock_ticks();
                to = clock_ticks();
            } else {
                LATENCY_LOOP(batch, from, to, );
            }
            trials[i] = units(to - from);
        }
        if (overhead_settle(trials, TRIALS, settings.icount, grain(), overhead))
            return true;
    } while (++attempt < ATTEMPTS || !is_over(deadline));
    return false;
}

uint64_t latency_pair(void)
{
    uint64_t least = UINT64_MAX;

    for (unsigned int i = 0; i < TRIALS; i++) {
        uint64_t from = clock_ticks();
        uint64_t to = clock_ticks();

        if (to - from < least)
            least = to - from;
    }
    return least;
}

/* Not by a compound literal: that would be as large on the stack. */
static void start(struct latency *latency, const char *id, unsigned int batch)
{
    memset(latency, 0, sizeof(*latency));
    latency->id = id;
    latency->wanted = settings.samples ? settings.samples : LATENCY_SAMPLES;
    latency->batch = batch;
}

static void begin(struct latency *latency, const char *id, unsigned int batch)
{
    start(latency, id, batch);
    latency->unsettled = !measure_nothing(batch, &latency->overhead);
}

void latency_begin(struct latency *latency, const char *id)
{
    begin(latency, id, 1);
}

void latency_begin_few(struct latency *latency, const char *id, size_t wanted)
{
    begin(latency, id, 1);
    latency->wanted = wanted;
    latency->warmed = LATENCY_WARM_UP;
}

unsigned int latency_batch(void)
{
    return settings.icount ? 1 : LATENCY_BATCH;
}

void latency_begin_batch(struct latency *latency, const char *id, unsigned int batch)
{
    begin(latency, id, batch);
}

void latency_begin_with(struct latency *latency, const char *id, uint64_t overhead)
{
    start(latency, id, 1);
    latency->overhead = units(overhead);
    latency->own_overhead = true;
}

bool latency_add(struct latency *latency, uint64_t from, uint64_t to)
{
    if (latency->warmed < LATENCY_WARM_UP) {
        latency->warmed++;
        return true;
    }
    latency->samples[latency->count++] =
        overhead_off(units(to - from), latency->overhead, latency->batch);
    return latency->count < latency->wanted;
}

static uint64_t least(const struct latency *latency)
{
    uint64_t least = UINT64_MAX;

    for (size_t i = 0; i < latency->count; i++)
        if (latency->samples[i] < least)
            least = latency->samples[i];
    return least * latency->batch;
}

/* That the overhead which was subtracted is what measuring still costs, or too little to matter. */
static void check_overhead(const struct latency *latency)
{
    const uint64_t before = latency->overhead, shortest = least(latency), deadline = patience();
    bool settled, holds;
    uint64_t again;

    if (latency->own_overhead)
        return;
    do {
        settled = measure_nothing(latency->batch, &again);
        if (overhead_is_lost(before > again ? before : again, shortest, settings.icount))
            return;
        holds = overhead_holds(before, again, settings.icount, grain()) ||
                overhead_is_lost(before > again ? before - again : again - before, shortest,
                                 settings.icount);
    } while (!(settled && holds) && !is_over(deadline));
    if (latency->unsettled)
        report_error("%s: what measuring costs is not stable", latency->id);
    else if (!settled || !holds)
        report_error("%s: what measuring costs has changed meanwhile", latency->id);
}

void latency_end(const struct latency *latency)
{
    if (latency->count < latency->wanted) {
        report_error("%s: only %lu of %lu samples", latency->id, latency->count, latency->wanted);
        return;
    }
    check_overhead(latency);
    report_checked();
    report_metric(latency->id, settings.icount ? "insn" : "ns", latency->samples, latency->count,
                  latency->overhead, latency->batch);
}

static int by_value(const void *a, const void *b)
{
    const uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;

    return (left > right) - (left < right);
}

uint32_t latency_median(const struct latency *latency)
{
    static uint32_t sorted[CONFIG_SAMPLES_MAX];

    memcpy(sorted, latency->samples, latency->count * sizeof(sorted[0]));
    qsort(sorted, latency->count, sizeof(sorted[0]), by_value);
    return latency->count ? sorted[latency->count / 2] : 0;
}
