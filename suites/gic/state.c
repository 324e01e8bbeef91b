/* SPDX-License-Identifier: BSD-2-Clause */
/* Enabled, pending and active, of an SGI, a PPI and an SPI of vCPU 0: GIC-04. */
#include "guest/irq/gic_cpu.h"
#include "guest/test/report.h"
#include "guest/test/try_access.h"
#include "protocol/test.h"
#include "runtime/cpu/vcpu.h"
#include "runtime/gic.h"
#include "runtime/mmio.h"
#include "suites/gic/gic_table.h"

#define FREE_SGI 5
#define KINDS    3
#define SAFE \
    0x005ffffeu /* private interrupts that may be enabled: neither SGI 0, nor timers etc. */

static uint32_t kind_of(unsigned int i)
{
    return i == 0 ? FREE_SGI : i == 1 ? GIC_FREE_PPI : gic_free_spi(0);
}

/* An SGI may be enabled for good. */
static bool can_be_disabled(uint32_t intid)
{
    gic_set_enable(intid, 0, false);
    return intid >= 16 || !gic_bit(GICD_ISENABLER, intid, 0);
}

/* Runs @check, with interrupts masked, for each kind of interrupt that can be disabled. */
static void each_disabled_kind(void (*check)(uint32_t intid))
{
    gic_mask();
    for (unsigned int i = 0; i < KINDS; i++) {
        gic_start(kind_of(i), 0);
        if (can_be_disabled(kind_of(i)))
            check(kind_of(i));
        gic_stop(kind_of(i), 0);
    }
    gic_unmask();
}

/* The same for an enabled one of each kind. */
static void each_kind(void (*check)(uint32_t intid))
{
    gic_mask();
    for (unsigned int i = 0; i < KINDS; i++) {
        gic_start(kind_of(i), 0);
        check(kind_of(i));
        gic_stop(kind_of(i), 0);
    }
    gic_unmask();
}

static void none(void)
{
    expect(gic_take() >= GIC_NONE);
}

static void pending_delivers(uint32_t intid)
{
    none();
    gic_set_pending(intid, 0);
    expect_eq(gic_take(), intid);
    none();
    gic_set_pending(intid, 0);
    gic_set_pending(intid, 0); /* is pending already */
    expect_eq(gic_take(), intid);
    none();
}

TEST(gic, pending_delivers, .rule = "GIC-04",
     TITLE("an enabled SGI, PPI or SPI that is set pending is delivered, once"))
{
    each_kind(pending_delivers);
}

static void waits_while_disabled(uint32_t intid)
{
    gic_set_pending(intid, 0);
    none();
    gic_set_pending(intid, 0);
    none();
    gic_set_enable(intid, 0, true);
    expect_eq(gic_take(), intid);
    none();
    gic_set_enable(intid, 0, true); /* is enabled already */
    none();
}

TEST(gic, pending_waits_while_disabled, .rule = "GIC-04",
     TITLE("one that is disabled stays pending, and is delivered once when it is enabled"))
{
    each_disabled_kind(waits_while_disabled);
}

static void pending_while_active(uint32_t intid)
{
    uint32_t acknowledged;

    gic_set_pending(intid, 0);
    acknowledged = gic_acknowledge();
    if (!expect_eq(acknowledged & 0x3ff, intid))
        return;
    none();
    gic_set_pending(intid, 0);
    gic_set_pending(intid, 0);
    none(); /* it is active: not before its end */
    gic_end(acknowledged);
    expect_eq(gic_take(), intid);
    none();
}

TEST(gic, pending_while_active, .rule = "GIC-04",
     TITLE("one that becomes pending while it is active is delivered again after its end, once"))
{
    each_kind(pending_while_active);
}

static void pending_reads(uint32_t intid)
{
    expect(!gic_bit(GICD_ISPENDR, intid, 0));
    gic_set_pending(intid, 0);
    expect(gic_bit(GICD_ISPENDR, intid, 0));
    gic_set_enable(intid, 0, true);
    gic_take();
    expect(!gic_bit(GICD_ISPENDR, intid, 0));
}

TEST(gic, pending_state_reads, .rule = "GIC-04", .alone = true,
     TITLE("GICD_ISPENDRn reads 1 while the interrupt is pending, 0 before and after"))
{
    each_disabled_kind(pending_reads);
}

static void active_reads(uint32_t intid)
{
    uint32_t acknowledged;

    gic_set_pending(intid, 0);
    expect(!gic_bit(GICD_ISACTIVER, intid, 0));
    acknowledged = gic_acknowledge();
    expect(gic_bit(GICD_ISACTIVER, intid, 0));
    expect(gic_bit(GICD_ICACTIVER, intid, 0));
    gic_end(acknowledged);
    expect(!gic_bit(GICD_ISACTIVER, intid, 0));
}

TEST(gic, active_state_reads, .rule = "GIC-04", .alone = true,
     TITLE("GICD_ISACTIVERn reads 1 between acknowledge and end, 0 before and after"))
{
    each_kind(active_reads);
}

static void clears_pending(uint32_t intid)
{
    gic_set_pending(intid, 0);
    if (intid >= 16 || gic_version() == 3) /* GICv2's SGIs have GICD_CPENDSGIR */
        gic_write_bit(GICD_ICPENDR, intid, 0);
    else if (!try_write(gic_distributor().base + 0xf10 + intid, 1, 1))
        report_fail(__FILE__, __LINE__, "a write to GICD_CPENDSGIR aborts");
    gic_set_enable(intid, 0, true);
    none();
}

TEST(gic, pending_can_be_cleared, .rule = "GIC-04", .alone = true,
     TITLE("an interrupt whose pending state is cleared before it is enabled is not delivered"))
{
    each_disabled_kind(clears_pending);
}

static void becomes_active(uint32_t intid)
{
    const unsigned int bank = intid < 32 && gic_version() == 3 ? FRAME_GICR_SGI : FRAME_GICD3;
    const uint64_t at = gic_frame_base(bank, 0) + GICD_ISACTIVER + intid / 32 * 4;

    if (!try_write(at, 4, 1u << intid % 32)) {
        report_fail(__FILE__, __LINE__, "a write to GICD_ISACTIVERn aborts");
        return;
    }
    gic_set_pending(intid, 0);
    none();
    gic_write_bit(GICD_ICACTIVER, intid, 0);
    expect_eq(gic_take(), intid);
}

TEST(gic, active_can_be_set, .rule = "GIC-04", .alone = true,
     TITLE("an interrupt that is set active is not delivered until that is cleared"))
{
    each_kind(becomes_active);
}

static void is_withdrawn(uint32_t intid)
{
    gic_set_enable(intid, 0, true);
    gic_set_pending(intid, 0);
    gic_set_enable(intid, 0, false);
    none();
    gic_set_enable(intid, 0, true);
    expect_eq(gic_take(), intid);
    none();
}

TEST(gic, disabling_withdraws, .rule = "GIC-04", .alone = true,
     TITLE("a pending interrupt that is disabled before it was acknowledged is not delivered"))
{
    each_disabled_kind(is_withdrawn);
}

#define QUEUED 12 /* more than list registers, of which 4 are usual */
#define TAIL   4  /* the last of them */

TEST(
    gic, disabling_withdraws_what_waits, .rule = "GIC-04",
    TITLE("of many pending SPIs the last ones, disabled before any was acknowledged, are delivered "
          "only once they are enabled again"))
{
    unsigned int taken = 0;

    gic_mask();
    for (unsigned int i = 0; i < QUEUED; i++)
        gic_start(gic_free_spi(i), 0);
    for (unsigned int i = 0; i < QUEUED; i++)
        gic_set_pending(gic_free_spi(i), 0);
    for (unsigned int i = QUEUED - TAIL; i < QUEUED; i++)
        gic_set_enable(gic_free_spi(i), 0, false);
    for (uint32_t intid; (intid = gic_take()) < GIC_NONE; taken++)
        expect(intid > gic_free_spi(QUEUED - TAIL));
    expect_eq(taken, QUEUED - TAIL);
    for (unsigned int i = QUEUED - TAIL; i < QUEUED; i++) {
        gic_set_enable(gic_free_spi(i), 0, true);
        expect_eq(gic_take(), gic_free_spi(i));
        none();
    }
    for (unsigned int i = 0; i < QUEUED; i++)
        gic_stop(gic_free_spi(i), 0);
    gic_unmask();
}

TEST(gic, sgi_pending_bits_are_read_only, .rule = "GIC-04", .gic = 2, .alone = true,
     TITLE("GICv2: a write to GICD_ISPENDR0 does not make an SGI pending"))
{
    gic_mask();
    gic_start(FREE_SGI, 0);
    gic_write_bit(GICD_ISPENDR, FREE_SGI, 0);
    none();
    gic_stop(FREE_SGI, 0);
    gic_unmask();
}

/* Both registers at @base show @wanted in the bits of @mask. */
static bool enabled_are(uint64_t base, unsigned int word, uint32_t mask, uint32_t wanted)
{
    const uint64_t at = base + 4 * word;

    return expect_eq(mmio_read32(at + GICD_ISENABLER) & mask, wanted) &&
           expect_eq(mmio_read32(at + GICD_ICENABLER) & mask, wanted);
}

static uint32_t scrambled(unsigned int word, uint32_t mask)
{
    return (word * 0x9e3779b1u + 0x5bd1e995u) & mask;
}

/* Each bit of @mask in @words words alone, then all at once. */
static bool enables_agree(uint64_t base, unsigned int first, unsigned int words, uint32_t mask)
{
    if (!first) { /* SGIs may be enabled for good */
        mmio_write32(base + GICD_ICENABLER, mask);
        mask &= ~(mmio_read32(base + GICD_ISENABLER) & 0xffff);
    }
    for (unsigned int bit = 0; bit < 32; bit++)
        if (mask >> bit & 1) {
            const uint32_t one = 1u << bit;

            mmio_write32(base + GICD_ISENABLER + 4 * first, one);
            if (!enabled_are(base, first, mask, one))
                return false;
            mmio_write32(base + GICD_ICENABLER + 4 * first, one);
        }
    for (unsigned int word = first; word < first + words; word++) {
        mmio_write32(base + GICD_ISENABLER + 4 * word, scrambled(word, mask));
        mmio_write32(base + GICD_ISENABLER + 4 * word, 0);
    }
    for (unsigned int word = first; word < first + words; word++) {
        if (!enabled_are(base, word, mask, scrambled(word, mask)))
            return false;
        mmio_write32(base + GICD_ICENABLER + 4 * word, 0);
        mmio_write32(base + GICD_ICENABLER + 4 * word, mask);
        if (!enabled_are(base, word, mask, 0))
            return false;
    }
    return true;
}

TEST(gic, enables_agree, .rule = "GIC-04",
     TITLE("ISENABLERn and ICENABLERn show the same, which changes by ones alone, for every "
           "interrupt in every frame"))
{
    gic_mask();
    if (gic_version() == 2)
        enables_agree(gic_distributor().base, 0, 1, SAFE);
    for (unsigned int cpu = 0; gic_version() == 3 && cpu < vcpu_count(); cpu++)
        if (!enables_agree(gic_frame_base(FRAME_GICR_SGI, cpu), 0, 1, SAFE))
            break;
    /* The last word of 988 SPIs lacks some. */
    enables_agree(gic_distributor().base, 1, gic_lines() / 32 - 1, ~0u);
    gic_drain();
    gic_unmask();
}
