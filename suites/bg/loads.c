/* SPDX-License-Identifier: BSD-2-Clause */
/* What a load from background returns, by size, extension and register: BG-01 to BG-07. */
#include "guest/control/background.h"
#include "guest/test/access.h"
#include "guest/test/report.h"
#include "guest/test/try_access.h"
#include "protocol/test.h"
#include "runtime/cpu/mmu.h"

#define BACKGROUND (UNMAPPED | WINDOWS)

/* Runs @form at the start, middle and end of every background region. */
static void load_everywhere(const struct access_form *form)
{
    struct range region;

    for (size_t i = 0; background_region(i, &region); i++) {
        const uint64_t at[] = {region.base, region.base + region.size / 2,
                               region.base + region.size - form->size};

        for (size_t k = 0; k < sizeof(at) / sizeof(at[0]); k++)
            expect_load(form, mmu_device(at[k]), background_value(at[k], form->size));
    }
}

#define RETRY 0xffff0001u

static bool says_retry(const struct range *region)
{
    return background_value(region->base, 4) == RETRY;
}

/* The rule that a wrong answer at @ipa, amid @region or at its ends, is about; NULL: BG-01. */
static const char *rule_at(const struct range *region, uint64_t ipa)
{
    const uint64_t wanted = background_value(ipa, 4);
    struct range other;
    uint64_t value;

    if (!try_read(ipa, 4, &value))
        return ipa == region->base + region->size / 2 ? "BG-26" : "BG-24";
    if (says_retry(region))
        return "ECAM-08";
    for (size_t i = 0; background_region(i, &other); i++)
        if (value == background_value(other.base + ipa % 8, 4) && value != wanted)
            return "BG-29"; /* another window's value */
    return wanted == UINT32_MAX ? NULL : "BG-30";
}

/* The middle of @region, then its ends. */
static void load_words(const struct access_form *form, const struct range *region)
{
    const uint64_t at[] = {region->base + region->size / 2, region->base,
                           region->base + region->size - form->size};

    for (size_t k = 0; k < sizeof(at) / sizeof(at[0]); k++) {
        report_about(rule_at(region, at[k]));
        expect_load(form, mmu_device(at[k]), background_value(at[k], form->size));
    }
}

TEST(bg, words_read_the_constant, .rule = "BG-01", .bus = BUS_EMPTY, .profiles = BACKGROUND,
     TITLE("a 32-bit load at the start, middle and end of a region returns its constant"))
{
    const struct access_form *form = access_form(ACCESS_LOAD, 4, 32);
    struct range region;

    /* The windows that say retry come last: all that they get wrong is theirs. */
    for (unsigned int retry = 0; retry < 2; retry++)
        for (size_t i = 0; background_region(i, &region); i++)
            if (says_retry(&region) == retry)
                load_words(form, &region);
    report_about(NULL);
}

TEST(bg, other_sizes_read_the_constant, .rule = "BG-02", .bus = BUS_EMPTY, .profiles = BACKGROUND,
     TITLE("8, 16 and 64-bit loads return the constant cut to their size"))
{
    for_each_access(form, form->kind == ACCESS_LOAD && form->size != 4) load_everywhere(form);
}

TEST(bg, w_loads_clear_the_upper_half, .rule = "BG-03", .bus = BUS_EMPTY, .profiles = BACKGROUND,
     TITLE("a load to Wt clears bits 63:32, whatever they held"))
{
    struct range region;
    struct probe p;

    for (size_t i = 0; background_region(i, &region); i++)
        for_each_access(form, form->kind == ACCESS_LOAD && form->width == 32)
        {
            probe_prepare(&p, mmu_device(region.base));
            p.before.x[1] = ~0ull;
            probe_run(&p, form->code);
            expect(!p.faulted);
            expect_eq(p.after.x[1] >> 32, 0);
        }
}

TEST(bg, sign_extension_to_x, .rule = "BG-04", .bus = BUS_EMPTY, .profiles = BACKGROUND,
     TITLE("LDRSB, LDRSH and LDRSW to Xt sign-extend to 64 bits"))
{
    for_each_access(form, form->kind == ACCESS_SIGNED_LOAD && form->width == 64)
        load_everywhere(form);
}

TEST(bg, sign_extension_to_w, .rule = "BG-06", .bus = BUS_EMPTY, .profiles = BACKGROUND,
     TITLE("LDRSB and LDRSH to Wt sign-extend to 32 bits and clear bits 63:32"))
{
    for_each_access(form, form->kind == ACCESS_SIGNED_LOAD && form->width == 32)
        load_everywhere(form);
}

TEST(bg, xzr_discards_and_stores_zero, .rule = "BG-07", .bus = BUS_EMPTY, .profiles = BACKGROUND,
     TITLE("loads to and stores from XZR complete and change no register"))
{
    struct range region;

    for_each_access(form, form->kind == ACCESS_DISCARD) load_everywhere(form);
    for (size_t i = 0; background_region(i, &region); i++)
        for_each_access(form, form->kind == ACCESS_STORE_ZERO)
        {
            expect_store(form, mmu_device(region.base), 0);
            expect_load(access_form(ACCESS_LOAD, 8, 64), mmu_device(region.base),
                        background_value(region.base, 8));
        }
}
