/* SPDX-License-Identifier: BSD-2-Clause */
/* Priorities, their order and their mask: GIC-06. */
#include "guest/irq/gic_cpu.h"
#include "guest/test/report.h"
#include "protocol/test.h"
#include "runtime/gic.h"
#include "runtime/smp.h"
#include "runtime/time/clock.h"

#define MANY    12 /* three times what the usual GIC has list registers */
#define STEP    0x10
#define LOW     0xc0
#define HIGH    0x40
#define SGI     5
#define ROUNDS  4
#define LIMIT   (10 * CLOCK_MS)
#define PMR_ALL 0xff

/* A different priority for each of MANY; not in the order of INTIDs. */
static uint8_t priority_of(unsigned int i)
{
    return (i * 5 % MANY + 1) * STEP;
}

static void open_many(void)
{
    gic_mask();
    for (unsigned int i = 0; i < MANY; i++)
        gic_start(gic_free_spi(i), 0);
}

static void close_many(void)
{
    for (unsigned int i = 0; i < MANY; i++)
        gic_stop(gic_free_spi(i), 0);
    gic_unmask();
}

/* Takes @count of the SPIs of open_many(), each once, none of a priority below the one before. */
static void expect_in_order(unsigned int count)
{
    uint32_t seen = 0;
    unsigned int last = 0;

    for (unsigned int i = 0; i < count; i++) {
        const uint32_t intid = gic_take(), which = gic_free_spi(0) - intid;

        if (!expect(which < MANY) || !expect(!(seen >> which & 1)))
            return;
        if (!expect(priority_of(which) >= last))
            report_note("priority %#x after %#x", priority_of(which), last);
        seen |= 1u << which;
        last = priority_of(which);
    }
    expect(gic_take() >= GIC_NONE);
}

TEST(gic, priorities_order_many, .rule = "GIC-06",
     TITLE("12 pending SPIs are delivered by priority, each once, in whatever order they came"))
{
    open_many();
    for (unsigned int i = 0; i < MANY; i++)
        gic_set_priority(gic_free_spi(i), 0, priority_of(i));
    for (unsigned int i = 0; i < MANY; i++)
        gic_set_pending(gic_free_spi(i), 0);
    expect_in_order(MANY);
    /* Pending before they are enabled, in the other order. */
    for (unsigned int i = 0; i < MANY; i++)
        gic_set_enable(gic_free_spi(i), 0, false);
    for (unsigned int i = MANY; i-- > 0;)
        gic_set_pending(gic_free_spi(i), 0);
    for (unsigned int i = 0; i < MANY; i++)
        gic_set_enable(gic_free_spi(i), 0, true);
    expect_in_order(MANY);
    close_many();
}

TEST(gic, a_higher_one_overtakes, .rule = "GIC-06",
     TITLE("an SPI of a higher priority comes before 11 that were pending, of which none is lost"))
{
    const uint32_t high = gic_free_spi(MANY / 2);
    unsigned int count = 0;

    open_many();
    for (unsigned int i = 0; i < MANY; i++)
        gic_set_priority(gic_free_spi(i), 0, gic_free_spi(i) == high ? HIGH : LOW);
    for (unsigned int i = 0; i < MANY; i++)
        if (gic_free_spi(i) != high)
            gic_set_pending(gic_free_spi(i), 0);
    gic_set_pending(high, 0);
    expect_eq(gic_take(), high);
    while (gic_take() < GIC_NONE)
        count++;
    expect_eq(count, MANY - 1);
    close_many();
}

TEST(gic, a_full_interface_keeps_the_order, .rule = "GIC-06", .alone = true,
     TITLE("with three active and two pending interrupts, one of the highest priority is the next"))
{
    static const uint8_t priorities[] = {0xd0, 0xc0, 0xb0, 0x60, 0xa0, 0x50};
    uint32_t active[3];

    open_many();
    for (unsigned int i = 0; i < sizeof(priorities); i++) {
        gic_set_priority(gic_free_spi(i), 0, priorities[i]);
        gic_set_pending(gic_free_spi(i), 0);
        if (i < 3)
            active[i] = gic_acknowledge();
    }
    expect_eq(gic_take(), gic_free_spi(5));
    expect_eq(gic_take_soon(), gic_free_spi(3));
    expect_eq(gic_take_soon(), gic_free_spi(4));
    for (unsigned int i = 3; i-- > 0;)
        if (expect_eq(active[i] & 0x3ff, gic_free_spi(i)))
            gic_end(active[i]);
    close_many();
}

TEST(gic, kinds_compare_by_priority, .rule = "GIC-06",
     TITLE("an SGI, a PPI and an SPI are delivered by priority, the SPI first, then the other way"))
{
    const uint32_t intids[] = {SGI, GIC_FREE_PPI, gic_free_spi(0)};

    gic_mask();
    for (unsigned int round = 0; round < 2; round++) {
        for (unsigned int i = 0; i < 3; i++) {
            gic_start(intids[i], 0);
            gic_set_priority(intids[i], 0, round ? 0x40 + 0x20 * i : 0x80 - 0x20 * i);
        }
        for (unsigned int i = 0; i < 3; i++)
            gic_set_pending(intids[i], 0);
        for (unsigned int i = 0; i < 3; i++)
            expect_eq(gic_take(), intids[round ? i : 2 - i]);
        expect(gic_take() >= GIC_NONE);
    }
    for (unsigned int i = 0; i < 3; i++)
        gic_stop(intids[i], 0);
    gic_unmask();
}

TEST(gic, the_mask_masks, .rule = "GIC-06",
     TITLE("an interrupt waits while its priority is not above the priority mask"))
{
    const uint32_t spi = gic_free_spi(0);

    gic_mask();
    gic_start(spi, 0);
    gic_set_priority(spi, 0, 0x80);
    for (unsigned int mask = 0; mask <= 0x80; mask += 0x40) {
        gic_cpu_write(GIC_CPU_PMR, mask);
        expect_eq(gic_cpu_read(GIC_CPU_PMR), mask);
        gic_set_pending(spi, 0);
        expect(gic_take() >= GIC_NONE);
    }
    gic_cpu_write(GIC_CPU_PMR, 0x90);
    expect_eq(gic_take(), spi);
    expect(gic_take() >= GIC_NONE);
    gic_cpu_write(GIC_CPU_PMR, PMR_ALL);
    gic_stop(spi, 0);
    gic_unmask();
}

TEST(gic, the_last_priority_counts, .rule = "GIC-06", .alone = true,
     TITLE("a pending interrupt whose priority changes is delivered by the new one"))
{
    const uint32_t first = gic_free_spi(0), second = gic_free_spi(1);

    gic_mask();
    gic_start(first, 0);
    gic_start(second, 0);
    gic_set_enable(first, 0, false);
    gic_set_priority(first, 0, LOW);
    gic_set_pending(first, 0);
    gic_set_pending(second, 0);
    gic_set_priority(first, 0, HIGH);
    gic_set_enable(first, 0, true);
    expect_eq(gic_take(), first);
    expect_eq(gic_take(), second);
    gic_stop(first, 0);
    gic_stop(second, 0);
    gic_unmask();
}

/* One vCPU's own PMR and BPR, which others that run in between must not change. */
struct own {
    uint32_t pmr, bpr;
    unsigned int wrong;
};

static void keep(void *arg)
{
    struct own *own = arg;
    uint32_t before_pmr, before_bpr;

    gic_mask();
    before_pmr = gic_cpu_read(GIC_CPU_PMR);
    before_bpr = gic_cpu_read(GIC_CPU_BPR);
    gic_cpu_write(GIC_CPU_PMR, own->pmr);
    gic_cpu_write(GIC_CPU_BPR, own->bpr);
    for (unsigned int i = 0; i < ROUNDS; i++) {
        smp_relax();
        own->wrong +=
            gic_cpu_read(GIC_CPU_PMR) != own->pmr || gic_cpu_read(GIC_CPU_BPR) != own->bpr;
    }
    gic_cpu_write(GIC_CPU_PMR, before_pmr);
    gic_cpu_write(GIC_CPU_BPR, before_bpr);
    gic_unmask();
}

TEST(gic, masks_belong_to_a_vcpu, .rule = "GIC-06", .vcpus = 2,
     TITLE("each vCPU keeps its own priority mask and binary point while others run"))
{
    struct own here = {.pmr = 0x80, .bpr = 3}, there = {.pmr = 0x40, .bpr = 5};

    if (!smp_run(1, keep, &there)) {
        report_error("vCPU 1 does not start");
        return;
    }
    keep(&here);
    expect_eq(smp_join(1, LIMIT), SMP_DONE);
    expect_eq(here.wrong, 0);
    expect_eq(there.wrong, 0);
}
