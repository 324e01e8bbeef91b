/* SPDX-License-Identifier: BSD-2-Clause */
/* Memory given back and populated again, in large and in small: HYP-03, HYP-05. */
#include "guest/control/background.h"
#include "guest/control/spare_ram.h"
#include "guest/test/report.h"
#include "guest/test/try_access.h"
#include "protocol/test.h"
#include "runtime/cpu/mmu.h"
#include "runtime/xen.h"
#include "suites/hyp/ticks.h"

#include <string.h>

#include <xen/errno.h>

#define PAGE 4096ul
#define MANY 1024u
#define DIRT 0xd1d1d1d1d1d1d1d1

static xen_pfn_t gfns[MANY];

/* The structure is at an address of more than 32 bits, which a continuation must not lose. */
static long change(unsigned int op, unsigned int count)
{
    static struct xen_memory_reservation reservation __attribute__((aligned(64)));

    reservation = (struct xen_memory_reservation){.nr_extents = count, .domid = DOMID_SELF};
    set_xen_guest_handle(reservation.extent_start, gfns);
    return xen_memory(op, (void *)mmu_scratch((unsigned long)&reservation, MMU_SCRATCH_KERNEL));
}

static long pages(void)
{
    domid_t self = DOMID_SELF;

    return xen_memory(XENMEM_current_reservation, &self);
}

/* @page is not memory: a load aborts, or reads what nobody serves. */
static bool is_gone(uint64_t page)
{
    uint64_t value;
    bool read = try_read(page, 8, &value);

    return background_covers(page, 8) ? read && value == background_value(page, 8) : !read;
}

static void check_gone(uint64_t page, const char *what)
{
    report_checked();
    if (!is_gone(page))
        report_fail_rule("HYP-05", __FILE__, __LINE__, "%s, the page at %#lx is still there", what,
                         page);
}

/* Whether it is memory, so that one may write to it. */
static bool check_there(uint64_t page)
{
    report_checked();
    if (is_gone(page))
        report_fail(__FILE__, __LINE__, "the page at %#lx is not there", page);
    return !is_gone(page);
}

/* So that those who come after find @count pages from @base on, whatever went wrong. */
static void restore(uint64_t base, unsigned int count)
{
    for (uint64_t page = base; page < base + count * PAGE; page += PAGE)
        if (is_gone(page)) {
            gfns[0] = page / PAGE;
            change(XENMEM_populate_physmap, 1);
        }
}

static void check_zero(uint64_t page)
{
    uint64_t bits = 0;

    report_checked();
    for (uint64_t at = page; at < page + PAGE; at += 8)
        bits |= ram_load(at);
    if (bits)
        report_fail(__FILE__, __LINE__, "the page at %#lx has %#lx in it", page, bits);
}

static void dirty(uint64_t page)
{
    for (uint64_t at = page; at < page + PAGE; at += 8)
        ram_store(at, DIRT);
}

static void check_given_back(uint64_t page)
{
    const long before = pages();

    gfns[0] = page / PAGE;
    dirty(page);
    if (!expect_eq(change(XENMEM_decrease_reservation, 1), 1))
        return;
    check_gone(page, "given back");
    expect_eq(pages(), before - 1);
    expect_eq(xen_hypercall(__HYPERVISOR_xen_version, XENVER_capabilities, page, 0, 0, 0),
              -(uint64_t)XEN_EFAULT);
    __asm__ volatile("dc civac, %0; dc cvac, %0; ic ivau, %0; dsb sy; isb" ::"r"(page - 8)
                     : "memory");
    check_gone(page, "after cache operations");
    expect_eq(change(XENMEM_decrease_reservation, 1), 0);
    expect_eq(change(XENMEM_populate_physmap, 1), 1);
    expect_eq(pages(), before);
    if (check_there(page))
        dirty(page);
}

#define ORDER_DOMU 9 /* of the largest extent: memop-max-order (xen-command-line) */

TEST(hyp, extents_have_a_limit, .rule = "HYP-04",
     TITLE("no extent of a memory operation is larger than a domU's may be: nothing of it is done"))
{
    const uint64_t size = PAGE << (ORDER_DOMU + 1);
    struct xen_memory_reservation reservation = {
        .nr_extents = 1, .extent_order = ORDER_DOMU + 1, .domid = DOMID_SELF};
    const long before = pages();

    gfns[0] = (spare_ram().base + size - 1) / size * (size / PAGE);
    set_xen_guest_handle(reservation.extent_start, gfns);
    expect_eq(xen_memory(XENMEM_decrease_reservation, &reservation), 0);
    if (!expect_eq(pages(), before))
        xen_memory(XENMEM_populate_physmap, &reservation);
    reservation.extent_order = 63;
    expect_eq(xen_memory(XENMEM_decrease_reservation, &reservation), 0);
    expect_eq(xen_memory(XENMEM_populate_physmap, &reservation), 0);
    expect_eq(pages(), before);
}

TEST(hyp, given_back_is_gone, .rule = "HYP-05",
     TITLE("a page given back is gone at once, for loads and for Xen itself; populated again it is "
           "there"))
{
    /* The first one may be part of a large mapping, which is no more when it comes to the second.
     */
    check_given_back(spare_ram().base + 3 * PAGE);
    check_given_back(spare_ram().base + 4 * PAGE);
}

TEST(
    hyp, removed_is_gone, .rule = "HYP-05",
    TITLE(
        "a frame that XENMEM_add_to_physmap shows is there until XENMEM_remove_from_physmap, which "
        "then finds nothing more"))
{
    const uint64_t page = spare_ram().base + 6 * PAGE;
    struct xen_add_to_physmap add = {
        .domid = DOMID_SELF, .space = XENMAPSPACE_grant_table, .gpfn = page / PAGE};
    struct xen_remove_from_physmap remove = {.domid = DOMID_SELF, .gpfn = page / PAGE};

    gfns[0] = page / PAGE;
    if (!expect_eq(change(XENMEM_decrease_reservation, 1), 1))
        return;
    expect_eq(xen_memory(XENMEM_add_to_physmap, &add), 0);
    check_there(page);
    expect_eq(xen_memory(XENMEM_remove_from_physmap, &remove), 0);
    check_gone(page, "removed");
    expect_eq(xen_memory(XENMEM_remove_from_physmap, &remove), -(uint64_t)XEN_ENOENT);
    expect_eq(change(XENMEM_populate_physmap, 1), 1);
    if (check_there(page))
        dirty(page);
}

TEST(hyp, the_highest_gfn, .rule = "HYP-01",
     TITLE("XENMEM_maximum_gpfn is the highest gfn that the domain has ever had"))
{
    const xen_pfn_t home = spare_ram().base / PAGE + 7;
    domid_t self = DOMID_SELF;
    const long before = xen_memory(XENMEM_maximum_gpfn, &self);

    expect((uint64_t)before >= home);
    gfns[0] = home;
    if (!expect_eq(change(XENMEM_decrease_reservation, 1), 1))
        return;
    expect_eq(xen_memory(XENMEM_maximum_gpfn, &self), (uint64_t)before);
    gfns[0] = before + 3;
    expect_eq(change(XENMEM_populate_physmap, 1), 1);
    expect_eq(xen_memory(XENMEM_maximum_gpfn, &self), (uint64_t)before + 3);
    expect_eq(change(XENMEM_decrease_reservation, 1), 1);
    gfns[0] = home;
    expect_eq(change(XENMEM_populate_physmap, 1), 1);
}

TEST(
    hyp, shared_info_has_one_place, .rule = "HYP-01",
    TITLE("shared_info cannot be mapped a second time before it is removed from its place, and can "
          "be then"))
{
    const xen_pfn_t home = (unsigned long)xen_shared_info() / PAGE;
    const uint64_t page = spare_ram().base + 6 * PAGE;
    struct xen_add_to_physmap add = {
        .domid = DOMID_SELF, .space = XENMAPSPACE_shared_info, .gpfn = page / PAGE};
    struct xen_remove_from_physmap remove = {.domid = DOMID_SELF, .gpfn = home};

    gfns[0] = page / PAGE;
    if (!expect_eq(change(XENMEM_decrease_reservation, 1), 1))
        return;
    expect_eq(xen_memory(XENMEM_add_to_physmap, &add), -(uint64_t)XEN_EBUSY);
    check_gone(page, "not mapped");
    add.gpfn = home;
    if (expect_eq(xen_memory(XENMEM_remove_from_physmap, &remove), 0))
        expect_eq(xen_memory(XENMEM_add_to_physmap, &add), 0);
    expect(!is_gone(home * PAGE));
    expect_eq(change(XENMEM_populate_physmap, 1), 1);
}

TEST(hyp, given_back_before_set_way, .rule = "HYP-05", .alone = true,
     TITLE("a page given back stays gone after set/way operations and a switch of the cache, and "
           "the others "
           "keep their data"))
{
    const uint64_t page = spare_ram().base + 5 * PAGE;

    gfns[0] = page / PAGE;
    dirty(page - PAGE);
    dirty(page + PAGE);
    if (!expect_eq(change(XENMEM_decrease_reservation, 1), 1))
        return;
    __asm__ volatile("dc cisw, xzr; dsb sy; isb" ::: "memory");
    check_gone(page, "after DC CISW");
    __asm__ volatile(
        "mrs x9, sctlr_el1; bic x10, x9, #4; msr sctlr_el1, x10; isb; msr sctlr_el1, x9; isb" ::
            : "x9", "x10", "memory");
    check_gone(page, "after the cache was off");
    expect_eq(ram_load(page - 8), DIRT);
    expect_eq(ram_load(page + PAGE), DIRT);
    expect_eq(change(XENMEM_populate_physmap, 1), 1);
    dirty(page);
    expect_eq(ram_load(page + PAGE - 8), DIRT);
}

TEST(hyp, interrupted_batches, .rule = "HYP-03",
     TITLE("1024 pages given back and populated in one call each, while interrupts make Xen "
           "continue it: all "
           "of them, and counted right"))
{
    const uint64_t base = spare_ram().base + SPARE_BLOCK / 2;
    const long before = pages();
    struct timer_interrupt timer;
    unsigned int ticks;
    long gone, back;

    for (unsigned int i = 0; i < MANY; i++) {
        gfns[i] = base / PAGE + (i * 7 % MANY);
        dirty(gfns[i] * PAGE);
    }
    ticks_start(&timer);
    gone = change(XENMEM_decrease_reservation, MANY);
    expect_eq(gone, MANY);
    expect_eq(pages(), before - MANY);
    check_gone(base, "given back first");
    check_gone(base + (MANY - 1) * PAGE, "given back in between");
    check_gone(gfns[MANY - 1] * PAGE, "given back last");
    back = change(XENMEM_populate_physmap, MANY);
    ticks = ticks_stop(&timer);
    expect_eq(back, MANY);
    expect_eq(pages(), before);
    expect(ticks > 4);
    for (unsigned int i = 0; i < MANY && check_there(gfns[i] * PAGE); i++)
        dirty(gfns[i] * PAGE);
    restore(base, MANY);
}

TEST(hyp, populated_is_zero, .rule = "HYP-05", .alone = true,
     TITLE("pages that are populated are zero"))
{
    for (unsigned int i = 0; i < MANY; i++)
        gfns[i] = spare_ram().base / PAGE + i;
    for (unsigned int i = 0; i < MANY; i++)
        dirty(gfns[i] * PAGE);
    expect_eq(change(XENMEM_decrease_reservation, MANY), MANY);
    if (!expect_eq(change(XENMEM_populate_physmap, MANY), MANY))
        return;
    for (unsigned int i = 0; i < MANY; i++)
        check_zero(gfns[i] * PAGE);
}

TEST(hyp, batches_stop_where_they_fail, .rule = "HYP-03",
     TITLE(
         "a batch with a page that cannot be given back does what is before it, and says how much"))
{
    const uint64_t base = spare_ram().base;
    const long before = pages();

    for (unsigned int i = 0; i < 8; i++)
        gfns[i] = base / PAGE + i;
    gfns[5] = 0xfffffffffff;
    expect_eq(change(XENMEM_decrease_reservation, 8), 5);
    expect_eq(pages(), before - 5);
    check_gone(base + 4 * PAGE, "before the one that cannot be");
    expect(!is_gone(base + 6 * PAGE));
    expect_eq(change(XENMEM_populate_physmap, 8), 5);
    expect_eq(pages(), before);
    restore(base, 8);
}

TEST(hyp, failed_populate_keeps_nothing, .rule = "HYP-05", .alone = true,
     TITLE("a page that cannot be put where it is to go is not the domain's: it can be had at "
           "another address"))
{
    /* The last one: the tests after this one do without it. */
    const uint64_t page = spare_ram().base + spare_ram().size - PAGE;
    const long before = pages();

    gfns[0] = page / PAGE;
    if (!expect_eq(change(XENMEM_decrease_reservation, 1), 1))
        return;
    gfns[0] = 0xfffffffffff; /* beyond all that stage 2 can translate */
    expect_eq(change(XENMEM_populate_physmap, 1), 0);
    expect_eq(pages(), before - 1);
    gfns[0] = page / PAGE;
    expect_eq(change(XENMEM_populate_physmap, 1), 1);
    expect_eq(pages(), before);
}
