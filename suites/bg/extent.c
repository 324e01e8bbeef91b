/* SPDX-License-Identifier: BSD-2-Clause */
/* Where background begins and ends: BG-24, BG-26. */
#include "access.h"
#include "background.h"
#include "bus.h"
#include "mmu.h"
#include "report.h"
#include "settings.h"
#include "test.h"

TEST(bg, edges_are_like_the_middle, .rule = "BG-24", .bus = BUS_EMPTY,
     .profiles = UNMAPPED | WINDOWS,
     .title = "the first and last bytes of a region answer loads and stores of all sizes")
{
    struct range region;

    for (size_t i = 0; background_region(i, &region); i++) {
        uint64_t end = region.base + region.size;

        for_each_access(form, form->kind == ACCESS_LOAD) for (unsigned int distance = form->size;
                                                              distance <= 8; distance += form->size)
        {
            uint64_t low = region.base + distance - form->size, high = end - distance;

            expect_load(form, mmu_device(low), background_value(low, form->size));
            expect_load(form, mmu_device(high), background_value(high, form->size));
        }
        for_each_access(form, form->kind == ACCESS_STORE)
        {
            expect_store(form, mmu_device(region.base), 0);
            expect_store(form, mmu_device(end - form->size), 0);
        }
    }
}

/* One load and one store of each size at @ipa, by what the profile says of it. */
static void check_at(uint64_t ipa)
{
    for_each_access(form, form->kind == ACCESS_LOAD || form->kind == ACCESS_STORE)
    {
        if (!background_covers(ipa, form->size))
            expect_abort(form, mmu_device(ipa));
        else if (form->kind == ACCESS_LOAD)
            expect_load(form, mmu_device(ipa), background_value(ipa, form->size));
        else
            expect_store(form, mmu_device(ipa), 0);
    }
}

TEST(bg, holes_follow_the_profile, .rule = "BG-26", .bus = BUS_EMPTY,
     .title = "outside all windows an access aborts; unmapped answers in every hole")
{
    uint64_t hole;

    for (size_t i = 0; background_hole(i, &hole); i++)
        check_at(hole);
    /* Just outside each window, where no other window follows. */
    for (size_t i = 0; i < settings.window_count; i++) {
        const struct range *range = &settings.windows[i].range;

        check_at(range->base - 8);
        check_at(range->base + range->size);
    }
}

TEST(bg, trap_means_abort, .rule = "BG-26", .bus = BUS_EMPTY, .profiles = TRAP,
     .title = "by default an access to the empty ECAM, BAR or echo range aborts")
{
    check_at(bus.ecam.base);
    check_at(bus.ecam.base + bus.ecam.size - 8);
    check_at(bus.mem.base);
    if (settings.has_echo)
        check_at(settings.echo.base);
}
