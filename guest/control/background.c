/* SPDX-License-Identifier: BSD-2-Clause */
#include "guest/control/background.h"

#include "guest/control/bus.h"
#include "guest/control/settings.h"
#include "runtime/cpu/mmu.h"
#include "runtime/gic.h"

static bool inside(const struct range *range, uint64_t ipa, unsigned int size)
{
    return ipa >= range->base && ipa - range->base <= range->size - size;
}

static const struct background_window *window_of(uint64_t ipa, unsigned int size)
{
    for (size_t i = 0; i < settings.window_count; i++)
        if (inside(&settings.windows[i].range, ipa, size))
            return &settings.windows[i];
    return NULL;
}

bool background_covers(uint64_t ipa, unsigned int size)
{
    switch (settings.scope.profile) {
    case UNMAPPED:
        return true;
    case WINDOWS:
        return window_of(ipa, size);
    case VPCI:
        return inside(&bus.ecam, ipa, size);
    case BARE:
        return inside(&bus.ecam, ipa, size) || inside(&bus.mem, ipa, size);
    }
    return false;
}

uint64_t background_value(uint64_t ipa, unsigned int size)
{
    const struct background_window *window =
        settings.scope.profile == WINDOWS ? window_of(ipa, size) : NULL;
    uint64_t value = 0;

    for (unsigned int i = 0; i < size; i++) {
        uint64_t lane = window ? window->value >> (8 * ((ipa - window->range.base + i) % 8)) : 0xff;

        value |= (lane & 0xff) << (8 * i);
    }
    return value;
}

bool background_region(size_t index, struct range *out)
{
    const struct range *const unclaimed[] = {&bus.ecam, &bus.mem, &settings.echo};

    if (settings.scope.profile == WINDOWS && index < settings.window_count) {
        *out = settings.windows[index].range;
        return true;
    }
    if (settings.scope.profile == VPCI && !index) {
        *out = bus.ecam;
        return true;
    }
    if (settings.scope.profile == UNMAPPED && index < sizeof(unclaimed) / sizeof(unclaimed[0])) {
        *out = *unclaimed[index];
        return out->size;
    }
    return false;
}

bool background_hole(size_t index, uint64_t *ipa)
{
    const void *fdt = dt_boot();
    struct range ram = {0}, bank;

    for (unsigned int i = 0; dt_ram(fdt, i, &bank); i++)
        if (bank.base + bank.size > ram.base + ram.size)
            ram = bank;
    switch (index) {
    case 0:
        *ipa = gic_distributor().base - 0x1000;
        return true;
    case 1: /* what follows all that a GIC of ours can occupy */
        *ipa = gic_distributor().base + 0x2000000;
        return true;
    case 2:
        *ipa = ram.base + ram.size;
        return true;
    }
    return false;
}

#define HOLE_ABOVE_RAM 2

/* The window that tells most: one whose value does not repeat itself. */
static struct range telling_window(void)
{
    size_t i = 0;

    while (i + 1 < settings.window_count &&
           settings.windows[i].value >> 32 == (uint32_t)settings.windows[i].value)
        i++;
    return settings.windows[i].range;
}

bool background_place(size_t index, struct access_place *out)
{
    struct range region = settings.scope.profile == WINDOWS ? telling_window() : bus.ecam;
    uint64_t ipa = region.base + region.size / 2;

    if (index > 1 || (index == 1 && !background_hole(HOLE_ABOVE_RAM, &ipa)))
        return false;
    if (index == 1)
        ipa += 0x800;
    ipa &= ~15ull;
    *out = (struct access_place){.ipa = ipa,
                                 .va = mmu_device(ipa),
                                 .answers = background_covers(ipa, 16),
                                 .memory = background_value};
    return true;
}

void expect_unclaimed(uint64_t ipa)
{
    const struct access_form *form = access_form(ACCESS_LOAD, 4, 32);

    if (background_covers(ipa, 4))
        expect_load(form, mmu_device(ipa), background_value(ipa, 4));
    else
        expect_abort(form, mmu_device(ipa));
}

#define STORED 0x8f7e6d5c4b3a2918ull

static void run_across(const char *file, int line, const struct access_form *form, uint64_t border)
{
    const unsigned int before[] = {1, form->size / 2, form->size - 1};

    for (unsigned int i = 0; i < (form->size > 2 ? 3 : 1); i++) {
        uint64_t ipa = border - before[i];
        struct access_place place = {.ipa = ipa,
                                     .va = mmu_nc(ipa),
                                     .answers = background_covers(ipa, form->size),
                                     .memory = background_value};

        access_check(file, line, form, &place, STORED);
    }
}

void background_across(const char *file, int line, uint64_t border)
{
    for_each_access(form,
                    form->size > 1 && (form->kind == ACCESS_LOAD || form->kind == ACCESS_STORE))
        run_across(file, line, form, border);
}
