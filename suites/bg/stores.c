/* SPDX-License-Identifier: BSD-2-Clause */
/* Stores to background are ignored: BG-10. */
#include "guest/control/background.h"
#include "guest/test/access.h"
#include "guest/test/report.h"
#include "protocol/test.h"
#include "runtime/cpu/mmu.h"

#define CANARY_WORDS 8192
#define MARK         0x0dd0bed5c0ffee11ull /* found nowhere else in memory */

static uint64_t canary[CANARY_WORDS];

static uint64_t canary_word(size_t index)
{
    return 0xc0de000000000000ull ^ index * 0x9e3779b97f4a7c15ull;
}

TEST(bg, writes_are_ignored, .rule = "BG-10", .bus = BUS_EMPTY, .profiles = UNMAPPED | WINDOWS,
     TITLE("stores of every size complete and change neither the constant nor RAM"))
{
    struct range region;
    size_t damaged = 0;

    for (size_t i = 0; i < CANARY_WORDS; i++)
        canary[i] = canary_word(i);
    for (size_t i = 0; background_region(i, &region); i++)
        for_each_access(form, form->kind == ACCESS_STORE)
        {
            /* An address whose low bits, taken for an address in RAM, are the canary's. */
            uint64_t inside = region.base + (uint64_t)canary % region.size / 8 * 8;
            const uint64_t at[] = {region.base, inside, region.base + region.size - form->size};

            for (size_t k = 0; k < sizeof(at) / sizeof(at[0]); k++) {
                const struct access_form *load = access_form(ACCESS_LOAD, form->size, form->width);

                expect_store(form, mmu_device(at[k]), MARK);
                expect_load(load, mmu_device(at[k]), background_value(at[k], form->size));
            }
        }
    for (size_t i = 0; i < CANARY_WORDS; i++)
        damaged += canary[i] != canary_word(i);
    expect_eq(damaged, 0);
}
