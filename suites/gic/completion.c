/* SPDX-License-Identifier: BSD-2-Clause */
/* From acknowledge to deactivation: GIC-10. */
#include "guest/irq/gic_cpu.h"
#include "guest/test/report.h"
#include "guest/test/sysreg.h"
#include "protocol/test.h"
#include "runtime/cpu/vcpu.h"
#include "runtime/gic.h"
#include "runtime/smp.h"
#include "runtime/time/clock.h"

#define IDLE  0xff /* the running priority of nothing */
#define THREE 3
#define MANY  6 /* more than the usual GIC has list registers */
#define LIMIT (10 * CLOCK_MS)

/* SPI i, of priorities 0x90, 0x80 ... 0x40: each preempts the ones before. */
static void open_nested(unsigned int count)
{
    gic_mask();
    for (unsigned int i = 0; i < count; i++) {
        gic_start(gic_free_spi(i), 0);
        gic_set_priority(gic_free_spi(i), 0, 0x90 - 0x10 * i);
    }
}

static void close_all(unsigned int count)
{
    for (unsigned int i = 0; i < count; i++)
        gic_stop(gic_free_spi(i), 0);
    gic_unmask();
}

static uint32_t acknowledge(unsigned int i)
{
    const uint32_t acknowledged = gic_acknowledge();

    expect_eq(acknowledged & 0x3ff, gic_free_spi(i));
    return acknowledged;
}

static void none(void)
{
    expect(gic_take() >= GIC_NONE);
}

/* Makes @count pending, each once the one before is active, and ends them. */
static void nest(unsigned int count)
{
    uint32_t acknowledged[MANY];
    unsigned int depth = 0;

    open_nested(count);
    expect_eq(gic_cpu_read(GIC_CPU_RPR), IDLE);
    while (depth < count) {
        gic_set_pending(gic_free_spi(depth), 0);
        expect_eq(gic_cpu_read(GIC_CPU_HPPIR) & 0x3ff, gic_free_spi(depth));
        acknowledged[depth] = acknowledge(depth);
        if ((acknowledged[depth] & 0x3ff) >= GIC_NONE)
            break;
        expect_eq(gic_cpu_read(GIC_CPU_RPR), 0x90 - 0x10 * depth++);
    }
    while (depth-- > 0) {
        expect_eq(gic_cpu_read(GIC_CPU_RPR), 0x90 - 0x10 * depth);
        gic_end(acknowledged[depth]);
    }
    expect_eq(gic_cpu_read(GIC_CPU_RPR), IDLE);
    none();
    close_all(count);
}

TEST(gic, higher_ones_preempt, .rule = "GIC-10",
     TITLE("three interrupts nest by priority, and the running priority follows"))
{
    nest(THREE);
}

TEST(gic, more_are_active_than_list_registers, .rule = "GIC-10", .alone = true,
     TITLE("six interrupts nest by priority"))
{
    nest(MANY);
}

TEST(gic, lower_ones_wait, .rule = "GIC-10",
     TITLE("while one is active, one of a lower or of its own priority waits for its end"))
{
    uint32_t acknowledged;

    open_nested(2);
    gic_set_priority(gic_free_spi(1), 0, 0x90); /* the same as the first */
    gic_set_pending(gic_free_spi(0), 0);
    acknowledged = acknowledge(0);
    gic_set_pending(gic_free_spi(1), 0);
    none();
    gic_end(acknowledged);
    expect_eq(gic_take(), gic_free_spi(1));
    close_all(2);
}

TEST(gic, ends_are_split, .rule = "GIC-10",
     TITLE("EOImode 1: an end lets lower ones in, but its own interrupt only after deactivation"))
{
    uint32_t first, second;

    open_nested(2);
    gic_split_end(true);
    gic_set_pending(gic_free_spi(1), 0);
    first = acknowledge(1);
    gic_end(first);
    expect_eq(gic_cpu_read(GIC_CPU_RPR), IDLE);
    gic_set_pending(gic_free_spi(1), 0);
    none(); /* it is still active */
    gic_set_pending(gic_free_spi(0), 0);
    second = acknowledge(0);
    gic_end(second);
    none();
    gic_deactivate(first);
    first = acknowledge(1);
    gic_end(first);
    gic_deactivate(first);
    gic_deactivate(second);
    none();
    gic_split_end(false);
    close_all(2);
}

TEST(
    gic, deactivation_in_any_order, .rule = "GIC-10",
    TITLE("EOImode 1: interrupts that are deactivated in any order are delivered again after that"))
{
    static const uint8_t orders[][THREE] = {{0, 1, 2}, {1, 2, 0}, {2, 0, 1}, {1, 0, 2}};
    uint32_t acknowledged[THREE];

    open_nested(THREE);
    gic_split_end(true);
    for (unsigned int k = 0; k < sizeof(orders) / sizeof(orders[0]); k++) {
        for (unsigned int i = 0; i < THREE; i++) {
            gic_set_pending(gic_free_spi(i), 0);
            acknowledged[i] = acknowledge(i);
            gic_end(acknowledged[i]);
            gic_set_pending(gic_free_spi(i), 0);
        }
        none();
        for (unsigned int i = 0; i < THREE && !report_is_decided(); i++) {
            const unsigned int which = orders[k][i];

            gic_deactivate(acknowledged[which]);
            expect_eq(gic_take(), gic_free_spi(which));
            none();
        }
    }
    gic_split_end(false);
    close_all(THREE);
}

/* What another vCPU's interface does while vCPU 0 has an interrupt active. */
struct meanwhile {
    uint32_t rpr, taken, mode;
};

static void take_own(void *arg)
{
    struct meanwhile *seen = arg;

    gic_mask();
    gic_start(GIC_FREE_PPI, vcpu_self()); /* of a lower priority than the one at vCPU 0 */
    seen->rpr = gic_cpu_read(GIC_CPU_RPR);
    seen->mode = gic_cpu_read(GIC_CPU_CTLR);
    gic_set_pending(GIC_FREE_PPI, vcpu_self());
    seen->taken = gic_take();
    gic_stop(GIC_FREE_PPI, vcpu_self());
    gic_unmask();
}

TEST(gic, active_priorities_belong_to_a_vcpu, .rule = "GIC-10", .vcpus = 2,
     TITLE("an interrupt that is active at one vCPU neither masks those of another nor is lost "
           "while that one runs"))
{
    struct meanwhile seen = {0};
    uint32_t acknowledged, mode;

    open_nested(2);
    mode = gic_cpu_read(GIC_CPU_CTLR);
    gic_split_end(true);
    gic_set_pending(gic_free_spi(1), 0);
    acknowledged = acknowledge(1);
    gic_set_pending(gic_free_spi(0), 0);
    if (!smp_run(1, take_own, &seen) || smp_join(1, LIMIT) != SMP_DONE)
        report_error("vCPU 1 does not do its part");
    expect_eq(seen.rpr, IDLE);
    expect_eq(seen.taken, GIC_FREE_PPI);
    expect_eq(seen.mode, mode);
    expect_eq(gic_cpu_read(GIC_CPU_RPR), 0x80);
    none();
    gic_end(acknowledged);
    gic_deactivate(acknowledged);
    expect_eq(gic_take(), gic_free_spi(0));
    gic_split_end(false);
    expect_eq(gic_cpu_read(GIC_CPU_CTLR), mode);
    close_all(2);
}

TEST(gic, the_interface_is_there, .rule = "GIC-10", .gic = 3,
     TITLE("every ICC register of an interface with system registers reads, and takes its value"))
{
    for (enum sysreg reg = SYSREG_ICC_PMR_EL1; reg <= SYSREG_ICC_IGRPEN1_EL1; reg++) {
        const bool constant = reg == SYSREG_ICC_RPR_EL1 || reg == SYSREG_ICC_HPPIR0_EL1 ||
                              reg == SYSREG_ICC_HPPIR1_EL1;
        uint64_t value, again;

        if (reg >= SYSREG_ICC_SGI1R_EL1 && reg <= SYSREG_ICC_SGI0R_EL1)
            continue; /* write-only: GIC-08 */
        if (!expect_eq(sysreg_read(reg, SYSREG_EL1, &value), SYSREG_DONE) ||
            (!constant && !expect_eq(sysreg_write(reg, SYSREG_EL1, value), SYSREG_DONE)) ||
            !expect_eq(sysreg_read(reg, SYSREG_EL1, &again), SYSREG_DONE) ||
            !expect_eq(again, value))
            report_note("%s", sysreg_name(reg));
    }
}
