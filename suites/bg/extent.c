/* SPDX-License-Identifier: BSD-2-Clause */
/* Where background begins and ends: BG-24, BG-26. */
#include "guest/control/background.h"
#include "guest/control/bus.h"
#include "guest/control/settings.h"
#include "guest/test/access.h"
#include "guest/test/report.h"
#include "protocol/test.h"
#include "runtime/cpu/mmu.h"

TEST(bg, edges_are_like_the_middle, .rule = "BG-24", .bus = BUS_EMPTY,
     .profiles = UNMAPPED | WINDOWS,
     TITLE("the first and last bytes of a region answer loads and stores of all sizes"))
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

/* One load and one store of each size at @ipa, which must do what the profile says. */
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
     TITLE("outside all windows an access aborts; with profile unmapped every hole is background"))
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
     TITLE("by default an access to the empty ECAM, BAR or echo range aborts"))
{
    check_at(bus.ecam.base);
    check_at(bus.ecam.base + bus.ecam.size - 8);
    check_at(bus.mem.base);
    if (settings.has_echo)
        check_at(settings.echo.base);
}

TEST(bg, straddling_accesses_abort, .rule = "BG-25", .bus = BUS_EMPTY,
     .profiles = UNMAPPED | WINDOWS,
     TITLE("an access across a window's border aborts as a whole; with profile unmapped there "
           "are no borders"))
{
    struct range region;

    for (size_t i = 0; background_region(i, &region); i++) {
        expect_across(region.base);
        expect_across(region.base + region.size);
    }
}

/* One load and one store of each size at @ipa, which may be beyond the aliases. */
static void check_far(uint64_t ipa, bool answers)
{
    struct access_place place = {.ipa = ipa,
                                 .va = mmu_scratch(ipa, MMU_SCRATCH_KERNEL),
                                 .answers = answers,
                                 .memory = background_value};

    for_each_access(form, form->kind == ACCESS_LOAD || form->kind == ACCESS_STORE)
        expect_form(form, &place, 0);
    mmu_scratch(0, MMU_SCRATCH_NONE);
}

TEST(bg, all_addresses_are_background, .rule = "BG-35", .bus = BUS_EMPTY,
     TITLE("with profile unmapped background extends from address 0 to the CPU's last address; "
           "else both ends abort"))
{
    static const unsigned int sizes[] = {32, 36, 40, 42, 44, 48};
    bool answers = background_covers(0, 8);
    unsigned int bits;
    uint64_t mmfr0;

    __asm__("mrs %0, id_aa64mmfr0_el1" : "=r"(mmfr0));
    bits = sizes[(mmfr0 & 0xf) < 5 ? mmfr0 & 0xf : 5];
    check_far(0, answers);
    for (unsigned int bit = 35; bit < bits; bit++)
        check_far(1ull << bit, answers);
    check_far((1ull << bits) - 8, answers);
    if (bits < 48) /* beyond what the CPU can address, it faults by itself */
        check_far(1ull << bits, false);
}
