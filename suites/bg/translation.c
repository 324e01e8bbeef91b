/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Accesses to background other than aligned loads and stores: unaligned ones, cache maintenance,
 * instruction fetches, the CPU's own table walks: BG-18, BG-19, BG-22, BG-23.
 */
#include "guest/control/background.h"
#include "guest/control/control_client.h"
#include "guest/control/settings.h"
#include "guest/test/access.h"
#include "guest/test/report.h"
#include "protocol/test.h"
#include "runtime/cpu/mmu.h"
#include "runtime/time/clock.h"

#define STORED         0x8f7e6d5c4b3a2918ull
#define DFSC           0x3f
#define DFSC_ALIGNMENT 0x21
#define SPSR_BTYPE     (3ull << 10) /* set by the branch */

/* @form at every unaligned address from @aligned on, through Normal memory. */
static void run_unaligned(const struct access_form *form, const struct access_place *aligned)
{
    for (unsigned int by = 1; by < form->size; by++) {
        struct access_place place = *aligned;

        place.ipa += by;
        place.va = mmu_nc(place.ipa);
        expect_form(form, &place, STORED);
    }
}

TEST(bg, unaligned_is_one_access, .rule = "BG-18", .bus = BUS_EMPTY,
     TITLE(
         "through Normal memory an unaligned access is one access of its full size at its address"))
{
    struct access_place place;

    for (size_t i = 0; background_place(i, &place); i++)
        for_each_access(form, form->kind != ACCESS_SIGNED_LOAD) run_unaligned(form, &place);
}

TEST(bg, unaligned_device_access_faults, .rule = "BG-18", .bus = BUS_EMPTY,
     TITLE("through Device memory an unaligned access takes the CPU's own alignment fault"))
{
    static uint64_t ram[2];
    struct access_place place;
    struct probe p;

    probe_prepare(&p, mmu_device((uint64_t)ram + 1));
    probe_run(&p, access_form(ACCESS_LOAD, 4, 32)->code);
    if (!p.faulted) { /* not even for RAM */
        report_skip("this host aligns no Device access");
        return;
    }
    for (size_t i = 0; background_place(i, &place); i++)
        for_each_access(form, form->size > 1)
        {
            access_prepare(&p, form, place.va + 1, STORED);
            probe_run(&p, form->code);
            expect(p.faulted);
            expect_eq(ESR_EC(p.after.esr), EC_DABT_SAME);
            expect_eq(ESR_ISS(p.after.esr) & DFSC, DFSC_ALIGNMENT);
            expect_eq(p.after.far, place.va + 1);
            expect_eq(probe_changed(&p), 0);
        }
}

TEST(bg, cache_maintenance_is_ignored, .rule = "BG-19", .bus = BUS_EMPTY,
     TITLE("DC and IC by address do nothing on background, and abort where nothing answers"))
{
    struct access_place place;

    if (!access_maintains_caches()) {
        report_skip("DC and IC do nothing on this host");
        return;
    }
    for (size_t i = 0; background_place(i, &place); i++) {
        place.va = mmu_nc(place.ipa);
        for_each_form(form, form->group == ACCESS_CACHE) expect_form(form, &place, 0);
    }
}

static void expect_fetch_abort(uint64_t ipa)
{
    struct probe p;

    probe_prepare(&p, mmu_scratch(ipa, MMU_SCRATCH_CODE));
    probe_run_watched(&p, probe_branch, 100 * CLOCK_US);
    mmu_scratch(0, MMU_SCRATCH_NONE);
    expect(p.faulted);
    expect_eq(ESR_EC(p.after.esr), EC_IABT_SAME);
    expect_eq(p.after.far, p.before.x[0]);
    expect_eq(p.after.pc, p.before.x[0]);
    p.after.pstate &= ~SPSR_BTYPE;
    expect_eq(probe_changed(&p), 0);
}

TEST(bg, fetches_abort, .rule = "BG-22", .bus = BUS_EMPTY,
     TITLE("an instruction fetch from background takes a prefetch abort at its address"))
{
    struct access_place place;

    for (size_t i = 0; background_place(i, &place); i++)
        expect_fetch_abort(place.ipa);
}

/* All loads and stores at an address whose last table would be at @ipa. */
static void expect_walk_abort(uint64_t ipa)
{
    uint64_t va = mmu_scratch(ipa, MMU_SCRATCH_TABLE);

    for_each_form(form, form->group == ACCESS_PLAIN || form->group == ACCESS_POST)
        expect_abort(form, va);
    mmu_scratch(0, MMU_SCRATCH_NONE);
}

TEST(bg, walks_abort, .rule = "BG-23", .bus = BUS_EMPTY,
     TITLE("an access whose stage-1 table lies in background aborts"))
{
    const struct access_form *load = access_form(ACCESS_LOAD, 4, 32);
    struct access_place place;

    for (size_t i = 0; background_place(i, &place); i++) {
        expect_walk_abort(place.ipa);
        /* The positive control: the same address, with a table in RAM. */
        place.va = mmu_scratch(place.ipa, MMU_SCRATCH_KERNEL);
        expect_form(load, &place, 0);
        mmu_scratch(0, MMU_SCRATCH_NONE);
    }
}

TEST(bg, the_server_sees_no_walk_and_no_fetch, .rule = "BG-23", .bus = BUS_SERVED,
     .needs = CONTROL_PAGE,
     TITLE("table walks and fetches in a served range abort too, and are not forwarded"))
{
    if (!control_do(CONTROL_LOG_RESET, 0, 0, 0))
        return;
    expect_walk_abort(settings.echo.base);
    expect_fetch_abort(settings.echo.base);
    expect_eq(control_log_total(), 0);
}
