/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * RAM takes precedence over background, also while its stage-2 entry is invalid: BG-33. Xen
 * invalidates entries to learn which pages a guest uses, after a set/way operation, and while it
 * splits a block. Only ordinary loads and stores have a valid syndrome, by which they could be
 * taken for background: what is checked is accessed by those alone.
 */
#include "guest/control/background.h"
#include "guest/control/spare_ram.h"
#include "guest/test/report.h"
#include "protocol/test.h"
#include "runtime/cpu/mmu.h"
#include "runtime/mmio.h"
#include "runtime/time/clock.h"
#include "runtime/xen.h"

#define STEP 256 /* one word in each: an entry covers a page at least */
#define PAGE 4096ul

static uint64_t pattern(uint64_t at, unsigned int round)
{
    return (at + round) * 0x9e3779b97f4a7c15ull ^ 0x00c0ffee00c0ffeeull;
}

static void fill(const struct range *ram, unsigned int round)
{
    for (uint64_t at = ram->base; at < ram->base + ram->size; at += STEP)
        ram_store(at, pattern(at, round));
}

/*
 * Counts the words of @ram, except those of page @skip (or 0), that have changed; notes the first.
 */
static unsigned int damage(const struct range *ram, unsigned int round, uint64_t skip)
{
    unsigned int damaged = 0;

    for (uint64_t at = ram->base; at < ram->base + ram->size; at += STEP) {
        uint64_t value;

        if (skip && (at & ~(PAGE - 1)) == skip)
            continue;
        value = ram_load(at);
        if (value != pattern(at, round) && !damaged++)
            report_note("RAM at %#lx reads %#lx, was written as %#lx", at, value,
                        pattern(at, round));
    }
    return damaged;
}

enum op {
    DC_CISW,
    DC_CSW,
    DC_ISW,
    OPS
};

static const char *const names[OPS] = {"dc cisw", "dc csw", "dc isw"};

static void by_set_way(enum op op, uint64_t value)
{
    switch (op) {
    case DC_CISW:
        __asm__ volatile("dc cisw, %0" ::"r"(value) : "memory");
        break;
    case DC_CSW:
        __asm__ volatile("dc csw, %0" ::"r"(value) : "memory");
        break;
    default: /* for a guest it cleans too: Arm ARM, HCR_EL2.SWIO */
        __asm__ volatile("dc isw, %0" ::"r"(value) : "memory");
        break;
    }
}

/* All sets and ways of the first level: the walk of Arm ARM D7.5.9. Each one traps. */
static void flush_first_level(enum op op)
{
    uint64_t ccsidr, ways, sets;
    unsigned int line, way_shift;

    __asm__ volatile("msr csselr_el1, xzr; isb; mrs %0, ccsidr_el1" : "=r"(ccsidr));
    line = (ccsidr & 7) + 4;
    ways = ccsidr >> 3 & 0x3ff;
    sets = ccsidr >> 13 & 0x7fff;
    way_shift = ways ? __builtin_clz((unsigned int)ways) : 0;
    for (uint64_t set = 0; set <= sets; set++)
        for (uint64_t way = 0; way <= ways; way++)
            by_set_way(op, way << way_shift | set << line);
    __asm__ volatile("dsb sy; isb" ::: "memory");
}

/*
 * Xen acts only on the first set/way operation, until the guest next writes SCTLR_EL1: by that it
 * detects the end of a flush.
 */
static void end_flush(void)
{
    uint64_t sctlr;

    __asm__ volatile("mrs %0, sctlr_el1; msr sctlr_el1, %0; isb" : "=r"(sctlr)::"memory");
}

/*
 * Uses @ram for the first time after the operation, by loads (@loads) or stores of round @round.
 * Returns how many words read wrong.
 */
static unsigned int use(const struct range *ram, bool loads, unsigned int round)
{
    if (loads)
        return damage(ram, round, 0);
    fill(ram, round);
    return 0;
}

/* Whether the first use of @block takes so long that Xen must have resolved a fault. */
static bool is_slow(const struct range *block, bool loads, unsigned int round)
{
    const struct range words[] = {{block->base, STEP}, {block->base + STEP, STEP}};
    uint64_t took[2];

    for (unsigned int i = 0; i < 2; i++) {
        const uint64_t start = clock_ticks();

        use(&words[i], loads, round);
        took[i] = clock_ticks() - start;
    }
    return took[0] > 4 * took[1] + 100;
}

TEST(bg, ram_survives_set_way_operations, .rule = "BG-33", .bus = BUS_EMPTY,
     .profiles = UNMAPPED | WINDOWS,
     TITLE("after DC CISW, CSW and ISW all RAM reads as written and accepts stores"))
{
    const struct range ram = spare_ram();
    const uint64_t blocks = ram.size / SPARE_BLOCK;

    for (enum op op = 0; op < OPS; op++) {
        unsigned int lost_loads = 0, lost_stores = 0, slow = 0;

        fill(&ram, op);
        flush_first_level(op);
        for (uint64_t n = 0; n < blocks; n++) {
            const struct range block = {ram.base + n * SPARE_BLOCK, SPARE_BLOCK};
            const bool loads = (n + op) % 2; /* each block is first loaded from, then stored to */

            slow += is_slow(&block, loads, loads ? op : op + OPS);
            lost_loads += use(&block, loads, loads ? op : op + OPS);
        }
        mmu_touch_ram(); /* restored, so that nothing later depends on what was lost */
        end_flush();
        for (uint64_t n = op % 2; n < blocks; n += 2) {
            const struct range block = {ram.base + n * SPARE_BLOCK, SPARE_BLOCK};

            lost_stores += damage(&block, op + OPS, 0);
        }
        report_note("%s: %u wrong loads, %u lost stores; %u of %lu blocks faulted", names[op],
                    lost_loads, lost_stores, slow, blocks);
        expect_eq(lost_loads, 0);
        expect_eq(lost_stores, 0);
    }
}

static long balloon(unsigned int op, xen_pfn_t gfn)
{
    struct xen_memory_reservation reservation = {
        .nr_extents = 1,
        .domid = DOMID_SELF,
    };

    set_xen_guest_handle(reservation.extent_start, &gfn);
    return xen_memory(op, &reservation);
}

/*
 * One page of @block is given back to Xen and populated again; false if there is no point in
 * repeating it.
 */
static bool check_hole(const struct range *block, uint64_t page, unsigned int round)
{
    fill(block, round);
    if (!expect_eq(balloon(XENMEM_decrease_reservation, page / PAGE), 1))
        return false;
    expect_eq(damage(block, round, page), 0);
    /* The positive control: the page is gone, and background is in its place. */
    if (background_covers(page, 8))
        expect_eq(mmio_read64(page), background_value(page, 8));
    if (!expect_eq(balloon(XENMEM_populate_physmap, page / PAGE), 1))
        return false;
    for (uint64_t at = page; at < page + PAGE; at += STEP)
        ram_store(at, pattern(at, round));
    return expect_eq(damage(block, round, 0), 0);
}

TEST(bg, ram_survives_ballooning, .rule = "BG-33", .bus = BUS_EMPTY, .profiles = UNMAPPED | WINDOWS,
     TITLE("while a page is ballooned out and back in, the rest of its 2 MiB block keeps its data"))
{
    const struct range ram = spare_ram();

    for (uint64_t n = 0; n < ram.size / SPARE_BLOCK; n++) {
        const struct range block = {ram.base + n * SPARE_BLOCK, SPARE_BLOCK};
        /* A different page each time: first, last, and in between. */
        const uint64_t page = block.base + (n * 73 % 512) * PAGE;

        if (!check_hole(&block, page, n + 100))
            return;
    }
}
