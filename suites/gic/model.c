/* SPDX-License-Identifier: BSD-2-Clause */
/* Random steps against a model of the interrupt controller, and what the model leaves out: GIC-11.
 */
#include "guest/control/control_client.h"
#include "guest/control/settings.h"
#include "guest/irq/gic_cpu.h"
#include "guest/test/report.h"
#include "protocol/test.h"
#include "runtime/cpu/vcpu.h"
#include "runtime/gic.h"
#include "runtime/smp.h"
#include "runtime/time/clock.h"

#define SPI_FIRST  32
#define FREE_SGI   5
#define MANY       10 /* two SGIs, two PPIs, the others SPIs */
#define FEW        4  /* one, one and two: as many as the usual GIC has list registers */
#define NESTING    3
#define IDLE       0x100
#define STEPS      300
#define STEPS_LONG 10000
#define SEED       0x2545f491u

struct modelled {
    uint32_t intid;
    uint8_t priority;
    bool enabled, pending, active;
    bool late;  /* disabled when it was pending already: it may still come, once (GIC-04) */
    bool twice; /* and once more, if it was raised again meanwhile */
};

static struct modelled all[MANY];
static unsigned int count;
static struct modelled *nested[NESTING]; /* the active ones, in the order of acknowledgement */
static uint32_t acknowledged[NESTING];
static unsigned int depth;
static uint32_t state;

static uint32_t any(uint32_t below)
{
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    return (state >> 4) % below;
}

static unsigned int running(void)
{
    return depth ? nested[depth - 1]->priority : IDLE;
}

/* Whether it has to be delivered now, or may be. */
static bool must_come(const struct modelled *which)
{
    return which->pending && which->enabled && !which->active && which->priority < running();
}

static bool may_come(const struct modelled *which)
{
    return must_come(which) || (((which->pending && which->late) || which->twice) &&
                                !which->active && which->priority < running());
}

/* The device model raises an SPI, if there is one; else the guest sets it pending. */
static void raise(struct modelled *which, bool by_backend)
{
    if (by_backend && which->intid >= SPI_FIRST) {
        control_do(CONTROL_RAISE, which->intid - SPI_FIRST, 0, 0);
        control_do(CONTROL_RAISE, which->intid - SPI_FIRST, 1, 0);
    } else {
        gic_set_pending(which->intid, 0);
    }
    which->twice |= which->late;
    which->pending = true;
}

static void toggle(struct modelled *which)
{
    which->enabled = !which->enabled;
    which->late = !which->enabled && which->pending;
    gic_set_enable(which->intid, 0, which->enabled);
    if (which->intid < 16 && !which->enabled && gic_bit(GICD_ISENABLER, which->intid, 0))
        which->enabled = true; /* SGIs may be enabled for good */
}

static void reprioritise(struct modelled *which)
{
    which->priority = (1 + any(14)) << 4;
    gic_set_priority(which->intid, 0, which->priority);
}

/* Acknowledges what there is and compares; false if the test failed. */
static bool take(void)
{
    const struct modelled *best = NULL;
    struct modelled *taken = NULL;
    uint32_t intid;

    if (depth == NESTING)
        return true;
    for (unsigned int i = 0; i < count; i++)
        if (must_come(&all[i]) && (!best || all[i].priority < best->priority))
            best = &all[i];
    if (count == MANY) /* Xen fills list registers when it is entered */
        gic_bit(GICD_ISENABLER, all[0].intid, 0);
    for (unsigned int i = 0; i < 3; i++) { /* see gic_take_soon() */
        acknowledged[depth] = gic_acknowledge();
        if ((acknowledged[depth] & 0x3ff) < GIC_NONE || !best)
            break;
        smp_relax();
    }
    intid = acknowledged[depth] & 0x3ff;
    report_checked();
    if (intid >= GIC_NONE) {
        if (best)
            report_fail(__FILE__, __LINE__, "INTID %u, of priority %#x, was not delivered",
                        best->intid, best->priority);
        return !best;
    }
    for (unsigned int i = 0; i < count; i++)
        if (all[i].intid == intid)
            taken = &all[i];
    if (!taken || !may_come(taken) || (best && taken->priority > best->priority)) {
        report_fail(__FILE__, __LINE__, "INTID %u was delivered, the model says %u", intid,
                    best ? best->intid : GIC_NONE);
        gic_end(acknowledged[depth]);
        return false;
    }
    taken->twice = taken->twice && taken->pending;
    taken->pending = taken->late = false;
    taken->active = true;
    nested[depth++] = taken;
    return true;
}

static void end(void)
{
    if (!depth)
        return;
    depth--;
    nested[depth]->active = false;
    gic_end(acknowledged[depth]);
    if (nested[depth]->pending) /* see gic_take_soon() */
        smp_relax();
}

static bool step(void)
{
    struct modelled *which = &all[any(count)];

    switch (any(8)) {
    case 0:
    case 1:
        /* What is raised while it is active and disabled, or twice by a device model: tests of
         * their own. */
        if (which->enabled || !which->active)
            raise(which, settings.has_control && !which->pending && any(4) == 0);
        return true;
    case 2:
    case 3:
        toggle(which);
        return true;
    case 4:
        if (!which->pending && !which->active && !which->twice)
            reprioritise(which);
        return true;
    case 5:
        end();
        return true;
    default:
        return take();
    }
}

/* Ends and takes everything that is left. */
static bool settle(void)
{
    while (depth)
        end();
    for (unsigned int i = 0; i < count; i++)
        if (!all[i].enabled)
            toggle(&all[i]);
    for (unsigned int i = 0; i <= count; i++) {
        if (!take())
            return false;
        end();
    }
    return true;
}

static void walk(unsigned int interrupts, unsigned int steps)
{
    const unsigned int singles = interrupts == MANY ? 2 : 1;
    unsigned int done = 0;

    gic_mask();
    state = SEED;
    depth = 0;
    count = interrupts;
    for (unsigned int i = 0; i < count; i++) {
        const uint32_t intid = i < singles       ? FREE_SGI + i
                               : i < 2 * singles ? GIC_FREE_PPI + i - singles
                                                 : gic_free_spi(i - 2 * singles);

        gic_start(intid, 0);
        all[i] = (struct modelled){.intid = intid, .priority = GIC_PRIORITY, .enabled = true};
    }
    while (done < steps && step() && !report_is_decided())
        done++;
    if (done < steps || !settle())
        report_note("after %u steps of %u interrupts", done, interrupts);
    while (depth)
        end();
    for (unsigned int i = 0; i < count; i++)
        gic_stop(all[i].intid, 0);
    gic_unmask();
}

TEST(
    gic, random_steps, .rule = "GIC-11",
    TITLE(
        "300 random steps with few and with many interrupts: raise, enable, disable, reprioritise, "
        "take, end, as the model says"))
{
    walk(FEW, STEPS);
    walk(MANY, STEPS);
}

TEST(gic, very_many_random_steps, .rule = "GIC-11", .alone = true,
     TITLE("the same with 10000 steps"))
{
    walk(FEW, STEPS_LONG);
    walk(MANY, STEPS_LONG);
}

TEST(gic, raised_while_active_and_disabled, .rule = "GIC-11", .alone = true,
     TITLE("an SPI that is raised while it is active and disabled is delivered once it is enabled"))
{
    const uint32_t spi = gic_free_spi(0);
    uint32_t taken;

    gic_mask();
    gic_start(spi, 0);
    gic_set_pending(spi, 0);
    taken = gic_acknowledge();
    expect_eq(taken & 0x3ff, spi);
    gic_set_enable(spi, 0, false);
    gic_set_pending(spi, 0);
    gic_end(taken);
    expect(gic_take() >= GIC_NONE);
    gic_set_enable(spi, 0, true);
    expect_eq(gic_take_soon(), spi);
    expect(gic_take() >= GIC_NONE);
    gic_stop(spi, 0);
    gic_unmask();
}

/* Where the SPI of the next test is routed to while it is raised. */
static void pend(void *arg)
{
    gic_set_pending(*(const uint32_t *)arg, 0);
}

TEST(gic, raised_by_another_vcpu, .rule = "GIC-11", .vcpus = 2,
     TITLE("an SPI that another vCPU sets pending, here active or not, is delivered each time"))
{
    uint32_t spi = gic_free_spi(0), taken;

    gic_mask();
    gic_start(spi, 0);
    for (unsigned int i = 0; i < 4 && !report_is_decided(); i++) {
        if (!smp_run(1, pend, &spi) || smp_join(1, 10 * CLOCK_MS) != SMP_DONE) {
            report_error("vCPU 1 does not do its part");
            break;
        }
        taken = gic_acknowledge();
        expect_eq(taken & 0x3ff, spi);
        if (smp_run(1, pend, &spi))
            smp_join(1, 10 * CLOCK_MS);
        expect(gic_take() >= GIC_NONE);
        gic_end(taken);
        expect_eq(gic_take_soon(), spi);
    }
    gic_stop(spi, 0);
    gic_unmask();
}

TEST(gic, raised_for_a_vcpu_that_starts, .rule = "GIC-11", .vcpus = 2,
     TITLE("SPIs raised for a vCPU that is off or just starting harm nobody; once it is on, the "
           "next one is delivered there"))
{
    const uint32_t spi = gic_free_spi(0);
    struct gic_catch catch;

    gic_mask();
    for (unsigned int i = 0; i < 3 && !report_is_decided(); i++) {
        if (!smp_stop(1)) {
            report_error("vCPU 1 does not switch off");
            break;
        }
        gic_open(spi, 1);
        gic_set_pending(spi, 1); /* may be lost: INT-05 */
        if (!gic_catch_start(1, &catch))
            break;
        gic_set_enable(spi, 1, true);
        gic_set_pending(spi, 1);
        expect(gic_take() >= GIC_NONE);
        expect(gic_catch_end(1, &catch, 1) >= 1);
        expect_eq(catch.intid[0], spi);
        gic_set_enable(spi, 1, false);
    }
    gic_route(spi, vcpu_mpidr(0));
    gic_stop(spi, 0);
    gic_unmask();
}
