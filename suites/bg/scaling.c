/* SPDX-License-Identifier: BSD-2-Clause */
/* Whether vCPUs wait for each other at background accesses: BG-38. */
#include "guest/control/background.h"
#include "guest/test/report.h"
#include "protocol/test.h"
#include "runtime/cpu/mmu.h"
#include "runtime/dt.h"
#include "runtime/gic.h"
#include "runtime/mmio.h"
#include "runtime/smp.h"
#include "runtime/time/clock.h"
#include "runtime/time/timer.h"

#define SLICE  (4 * CLOCK_MS)
#define LIMIT  CLOCK_S
#define ENOUGH 8 / 10 /* of what the vCPUs gain at computing: BG-38 */
#define TIMES  3      /* in the best of so many slices nobody else ran: dom0 may still be busy */
#define SHARE  4      /* a vCPU must get at least 1 / SHARE of a fair part of the slice */

/*
 * The vCPUs' timers tick often. An emulator that runs one CPU at a time switches CPUs then, so that
 * they meet inside Xen there too; where CPUs run at the same time it does not matter.
 */
#define TICK (50 * CLOCK_US)

struct rate {
    uint64_t va;          /* 0: compute only */
    uint64_t from, until; /* ticks of the counter */
    uint64_t done;
};

static struct rate rates[VCPU_MAX];
static uint32_t timer_intid;

static uint64_t counter_ticks(uint64_t ns)
{
    return clock_frequency() / (CLOCK_S / ns);
}

static void tick(uint32_t id, void *arg)
{
    (void)id, (void)arg;
    if (clock_ticks() < rates[vcpu_self()].until)
        timer_start(clock_ticks() + counter_ticks(TICK));
    else
        timer_stop();
}

static void run_for_a_slice(void *arg)
{
    struct rate *rate = arg;

    gic_enable(timer_intid, tick, NULL);
    tick(timer_intid, NULL);
    while (clock_ticks() < rate->from)
        ;
    while (clock_ticks() < rate->until) {
        if (rate->va)
            mmio_read32(rate->va);
        rate->done++;
    }
    timer_stop();
}

/*
 * How much @count vCPUs together do in a slice of the same length, with background loads from @va.
 */
static uint64_t throughput(unsigned int count, uint64_t va)
{
    const uint64_t slice = counter_ticks(SLICE), from = clock_ticks() + slice / 8;
    uint64_t sum = 0;

    for (unsigned int cpu = 0; cpu < count; cpu++)
        rates[cpu] = (struct rate){.va = va, .from = from, .until = from + slice};
    for (unsigned int cpu = 1; cpu < count; cpu++)
        if (!smp_run(cpu, run_for_a_slice, &rates[cpu]))
            report_error("vCPU %u does not start", cpu);
    run_for_a_slice(&rates[0]);
    for (unsigned int cpu = 1; cpu < count; cpu++)
        if (smp_join(cpu, LIMIT) != SMP_DONE)
            report_fail(__FILE__, __LINE__, "vCPU %u did not finish its loads", cpu);
    for (unsigned int cpu = 0; cpu < count; cpu++)
        sum += rates[cpu].done;
    return sum;
}

/* Whether all of @count vCPUs ran throughout the last slice, not one after the other. */
static bool ran_together(unsigned int count, uint64_t sum)
{
    for (unsigned int cpu = 0; cpu < count; cpu++)
        if (rates[cpu].done < sum / count / SHARE)
            return false;
    return true;
}

/* The best throughput; *@together: whether the vCPUs ran together then. */
static uint64_t best(unsigned int count, uint64_t va, bool *together)
{
    uint64_t most = 0;

    for (unsigned int time = 0; time < TIMES; time++) {
        const uint64_t sum = throughput(count, va);

        if (sum <= most)
            continue;
        most = sum;
        *together = ran_together(count, sum);
    }
    return most;
}

static void compare(unsigned int count, uint64_t va)
{
    bool together = false;
    const uint64_t compute_one = best(1, 0, &together), compute_all = best(count, 0, &together);
    uint64_t one, all;

    if (!together) {
        report_skip("the vCPUs share one CPU, slice by slice");
        return;
    }
    one = best(1, va, &together);
    all = best(count, va, &together);
    report_note("computing: 1 vCPU %lu, %u vCPUs %lu; loads: %lu, %lu", compute_one, count,
                compute_all, one, all);
    expect(all * compute_one >= one * compute_all * ENOUGH);
}

TEST(bg, vcpus_do_not_wait_for_each_other, .rule = "BG-38", .bus = BUS_EMPTY,
     .profiles = UNMAPPED | WINDOWS, .vcpus = 2,
     TITLE("N vCPUs speed up background loads by at least 0.8 of what they speed up computing"))
{
    struct timer_interrupt line;
    struct range region;

    if (!timer_interrupt(dt_boot(), TIMER_VIRTUAL, &line) || !background_region(0, &region)) {
        report_error("no virtual timer, or no background");
        return;
    }
    for (unsigned int cpu = 1; cpu < vcpu_count(); cpu++)
        if (!smp_start(cpu)) {
            report_error("vCPU %u does not start", cpu);
            return;
        }
    timer_intid = line.intid;
    compare(vcpu_count(), mmu_device(region.base));
    gic_disable(timer_intid);
}
