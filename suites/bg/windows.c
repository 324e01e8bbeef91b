/* SPDX-License-Identifier: BSD-2-Clause */
/* Several windows, each with a value in byte lanes: BG-29, BG-30. */
#include "guest/control/background.h"
#include "guest/control/settings.h"
#include "guest/test/access.h"
#include "guest/test/report.h"
#include "protocol/test.h"
#include "runtime/cpu/mmu.h"

TEST(bg, each_window_has_its_value, .rule = "BG-29", .bus = BUS_EMPTY, .profiles = WINDOWS,
     TITLE("every window returns its own value, in any order of access"))
{
    const struct access_form *load = access_form(ACCESS_LOAD, 8, 64);
    unsigned int distinct = 0;

    for (unsigned int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < settings.window_count; i++) {
            const struct background_window *w = &settings.windows[i];

            expect_load(load, mmu_device(w->range.base), w->value);
        }
    for (size_t i = 1; i < settings.window_count; i++)
        distinct += settings.windows[i].value != settings.windows[0].value;
    if (!distinct)
        report_error("the scenario gives every window the same value: nothing can be told apart");
}

TEST(bg, values_have_byte_lanes, .rule = "BG-30", .bus = BUS_EMPTY, .profiles = WINDOWS,
     TITLE("a window reads as memory filled with its 8 bytes, at every size and offset"))
{
    for (size_t i = 0; i < settings.window_count; i++)
        for_each_access(form, form->kind == ACCESS_LOAD) for (unsigned int offset = 0; offset < 16;
                                                              offset += form->size)
        {
            uint64_t at = settings.windows[i].range.base + offset;

            expect_load(form, mmu_device(at), background_value(at, form->size));
        }
    /* Unaligned, through Normal memory: one access of the full size at that address (BG-18). */
    for (size_t i = 0; i < settings.window_count; i++)
        for_each_access(form,
                        form->kind == ACCESS_LOAD && form->size > 1) for (unsigned int offset = 1;
                                                                          offset < 8; offset++)
        {
            uint64_t at = settings.windows[i].range.base + offset;

            expect_load(form, mmu_nc(at), background_value(at, form->size));
        }
}
