/* SPDX-License-Identifier: BSD-2-Clause */
/* Accesses with EL0's rights and from EL0: BG-17. */
#include "guest/control/background.h"
#include "guest/test/access.h"
#include "protocol/test.h"
#include "runtime/cpu/mmu.h"

#define STORED 0x8f7e6d5c4b3a2918ull

TEST(bg, unprivileged_forms_are_plain, .rule = "BG-17", .bus = BUS_EMPTY,
     TITLE("LDTR and STTR do what LDR and STR do"))
{
    struct access_place place;

    for (size_t i = 0; background_place(i, &place); i++) {
        place.va = mmu_scratch(place.ipa, MMU_SCRATCH_USER);
        for_each_form(form, form->group == ACCESS_USER) expect_form(form, &place, STORED);
    }
    mmu_scratch(0, MMU_SCRATCH_NONE);
}

/* Signed loads to Wt are checked for BG-06. */
static bool runs_at_el0(const struct access_form *form)
{
    if (form->kind == ACCESS_SIGNED_LOAD && form->width == 32)
        return false;
    return form->group == ACCESS_PLAIN || form->group == ACCESS_POST ||
           form->group == ACCESS_ORDERED || form->group == ACCESS_PAIR;
}

TEST(bg, el0_is_like_el1, .rule = "BG-17", .bus = BUS_EMPTY,
     TITLE("ordinary, post-indexed, ordered and pair accesses from EL0 do what they do from "
           "EL1; an abort reports that it is from EL0"))
{
    struct access_place place;

    for (size_t i = 0; background_place(i, &place); i++) {
        place.va = mmu_scratch(place.ipa, MMU_SCRATCH_USER);
        place.el0 = true;
        for_each_form(form, runs_at_el0(form)) expect_form(form, &place, STORED);
    }
    mmu_scratch(0, MMU_SCRATCH_NONE);
}
