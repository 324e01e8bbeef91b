/* SPDX-License-Identifier: BSD-2-Clause */
/* A background read while other vCPUs read, too: LAT-3. */
#include "guest/control/bus.h"
#include "guest/measure/latency.h"
#include "guest/test/report.h"
#include "protocol/metric.h"
#include "protocol/test.h"
#include "runtime/mmio.h"
#include "runtime/smp.h"
#include "runtime/time/timeout.h"

#define LIMIT CLOCK_S

static uint32_t stop;
static unsigned int reads[VCPU_MAX];

static void read_on(void *arg)
{
    unsigned int *count = arg;

    while (!__atomic_load_n(&stop, __ATOMIC_ACQUIRE)) {
        mmio_read32(bus.ecam.base);
        __atomic_store_n(count, *count + 1, __ATOMIC_RELEASE);
    }
}

/* Starts the reads of vCPUs 1 to @count - 1, and waits for the first one of each. */
static bool start_readers(unsigned int count)
{
    const struct timeout timeout = timeout_start(LIMIT, "its first read");

    stop = 0;
    for (unsigned int cpu = 1; cpu < count; cpu++) {
        reads[cpu] = 0;
        if (!smp_run(cpu, read_on, &reads[cpu])) {
            report_error("vCPU %u does not start", cpu);
            return false;
        }
        while (!__atomic_load_n(&reads[cpu], __ATOMIC_ACQUIRE)) {
            if (timeout_expired(&timeout)) {
                report_error("vCPU %u: %s", cpu, timeout_text(&timeout));
                return false;
            }
            smp_relax();
        }
    }
    return true;
}

static void stop_readers(unsigned int count)
{
    __atomic_store_n(&stop, 1, __ATOMIC_RELEASE);
    for (unsigned int cpu = 1; cpu < count; cpu++)
        expect_eq(smp_join(cpu, LIMIT), SMP_DONE);
}

/*
 * Measures each read of vCPU 0 while @count vCPUs read. If they share a CPU, the other vCPUs' time
 * slices show in the longest reads; if each has a CPU, contention shows in all.
 */
static void measure(unsigned int count, const char *id)
{
    static struct latency latency;
    const uint64_t ecam = bus.ecam.base;
    uint64_t from, to;
    bool started;

    latency_begin(&latency, id);
    started = start_readers(count);
    if (started)
        do {
            from = clock_ticks();
            mmio_read32(ecam);
            to = clock_ticks();
        } while (latency_add(&latency, from, to));
    stop_readers(count);
    if (started)
        latency_end(&latency);
}

METRIC(background_read_2, "LAT-3", "background read, 2 vCPUs");
METRIC(background_read_3, "LAT-3", "background read, 3 vCPUs");
METRIC(background_read_4, "LAT-3", "background read, 4 vCPUs");

TEST(lat, background_read_by_all, .rule = "LAT-3", .bus = BUS_EMPTY, .profiles = UNMAPPED | WINDOWS,
     .vcpus = 2, .alone = true,
     TITLE("a read of the empty ECAM while 1 to N - 1 other vCPUs do the same"))
{
    static const char *const ids[] = {metric_background_read_2, metric_background_read_3,
                                      metric_background_read_4};

    for (unsigned int count = 2; count <= vcpu_count() && count <= 4; count++)
        measure(count, ids[count - 2]);
}
