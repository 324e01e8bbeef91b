/* SPDX-License-Identifier: BSD-2-Clause */
/* Background accesses of several vCPUs at once: BG-36. */
#include "guest/control/background.h"
#include "guest/test/report.h"
#include "protocol/test.h"
#include "runtime/cpu/mmu.h"
#include "runtime/smp.h"
#include "runtime/time/clock.h"

#define BACKGROUND (UNMAPPED | WINDOWS)

#define ROUNDS 150
#define RELAX_EVERY \
    7 /* accesses; does not divide those of a round, so that vCPUs meet in every phase */
#define LIMIT CLOCK_S
#define SIZES 4

/* What one vCPU does and finds: written only by that vCPU while it runs. */
struct worker {
    uint64_t ipa; /* its own 8 bytes of background */
    uint64_t wanted[SIZES];
    unsigned int completed, wrong;
    uint64_t first_wrong;
};

static struct worker workers[VCPU_MAX];

/* One load whose destination held something else before: a lost completion shows, too. */
static uint64_t load(uint64_t va, unsigned int size, uint64_t poison)
{
    uint64_t value = poison;

    switch (size) {
    case 1:
        __asm__ volatile("ldrb %w0, [%1]" : "+r"(value) : "r"(va) : "memory");
        break;
    case 2:
        __asm__ volatile("ldrh %w0, [%1]" : "+r"(value) : "r"(va) : "memory");
        break;
    case 4:
        __asm__ volatile("ldr %w0, [%1]" : "+r"(value) : "r"(va) : "memory");
        break;
    default:
        __asm__ volatile("ldr %0, [%1]" : "+r"(value) : "r"(va) : "memory");
    }
    return value;
}

static void work(void *arg)
{
    struct worker *worker = arg;
    const uint64_t va = mmu_device(worker->ipa);

    for (unsigned int i = 0; i < ROUNDS * SIZES; i++) {
        const unsigned int size = 1u << i % SIZES;
        const uint64_t value = load(va, size, 0x5a5a5a5a00000000ull + i);

        if (value != worker->wanted[i % SIZES] && !worker->wrong++)
            worker->first_wrong = value;
        __asm__ volatile("str %0, [%1]" ::"r"((uint64_t)i), "r"(va) : "memory");
        worker->completed++;
        if (i % RELAX_EVERY == 0)
            smp_relax();
    }
}

/*
 * An address for each vCPU: in another window each, if there are several, else apart in one region.
 */
static void prepare(struct worker *worker, unsigned int cpu)
{
    struct range region;
    size_t regions = 0;

    while (background_region(regions, &region))
        regions++;
    background_region(regions - 1 - cpu % regions, &region);
    *worker = (struct worker){.ipa = region.base + 8 * cpu};
    for (unsigned int i = 0; i < SIZES; i++)
        worker->wanted[i] = background_value(worker->ipa, 1u << i);
}

static void check(unsigned int cpu, enum smp_result result)
{
    const struct worker *worker = &workers[cpu];

    expect_eq(result, SMP_DONE);
    if (result == SMP_FAULTED)
        report_note("vCPU %u at %#lx: %s", cpu, smp_fault(cpu)->far,
                    exception_class(smp_fault(cpu)->esr));
    expect_eq(worker->completed, ROUNDS * SIZES);
    if (!expect_eq(worker->wrong, 0))
        report_note("vCPU %u at %#lx: first wrong value %#lx", cpu, worker->ipa,
                    worker->first_wrong);
}

TEST(bg, vcpus_read_their_own_values, .rule = "BG-36", .bus = BUS_EMPTY, .profiles = BACKGROUND,
     .vcpus = 2,
     TITLE("with all vCPUs loading and storing at once, each reads the values of its own "
           "addresses, and every access completes"))
{
    for (unsigned int cpu = 0; cpu < vcpu_count(); cpu++)
        prepare(&workers[cpu], cpu);
    for (unsigned int cpu = 1; cpu < vcpu_count(); cpu++)
        if (!smp_run(cpu, work, &workers[cpu])) {
            report_fail_rule("XABI-18", __FILE__, __LINE__, "vCPU %u does not start", cpu);
            return;
        }
    work(&workers[0]);
    check(0, SMP_DONE);
    for (unsigned int cpu = 1; cpu < vcpu_count(); cpu++)
        check(cpu, smp_join(cpu, LIMIT));
}
