/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The table of access forms (guest/test/access_forms.def) on background and, in profile trap or
 * outside all windows, on addresses that nothing serves: BG-08, BG-09, BG-11 to BG-16, BG-20,
 * BG-21. guest/test/access.h says what each group of forms has to do.
 */
#include "guest/control/background.h"
#include "guest/test/access.h"
#include "guest/test/report.h"
#include "protocol/test.h"
#include "runtime/cpu/mmu.h"
#include "runtime/time/clock.h"

#define STORED 0x8f7e6d5c4b3a2918ull

static void check_group(enum access_group group, bool watched)
{
    struct access_place place;

    for (size_t i = 0; background_place(i, &place); i++) {
        place.watched = watched;
        for_each_form(form, form->group == group) expect_form(form, &place, STORED);
    }
}

/* The same through Normal memory. */
static void check_group_normal(enum access_group group)
{
    struct access_place place;

    for (size_t i = 0; background_place(i, &place); i++) {
        place.va = mmu_nc(place.ipa);
        for_each_form(form, form->group == group) expect_form(form, &place, STORED);
    }
}

static uint8_t ram[512] __attribute__((aligned(16)));

static uint64_t ram_value(uint64_t address, unsigned int size)
{
    uint64_t value = 0;

    __builtin_memcpy(&value, (const void *)address, size);
    return value;
}

TEST(bg, the_cpu_agrees_with_the_table, .rule = "BG-08", .bus = BUS_EMPTY,
     TITLE("on RAM, without the hypervisor, every access form does what the table says"))
{
    uint64_t middle = (uint64_t)&ram[sizeof(ram) / 2];
    struct access_place place = {.ipa = middle, .va = middle, .answers = true, .memory = ram_value};

    for_each_form(form, form->group < ACCESS_VECTOR && form->group != ACCESS_USER)
    {
        for (size_t i = 0; i < sizeof(ram); i++)
            ram[i] = (uint8_t)(0x91 + 0x25 * i);
        if (!expect_form(form, &place, STORED))
            continue;
        if (form->kind == ACCESS_STORE && !form->status && form->group != ACCESS_ATOMIC)
            expect_eq(ram_value(middle, form->size),
                      STORED << (64 - 8 * form->size) >> (64 - 8 * form->size));
        if (form->kind == ACCESS_STORE_ZERO)
            expect_eq(ram_value(middle, form->size), 0);
    }
}

TEST(bg, only_rt_changes, .rule = "BG-08", .bus = BUS_EMPTY,
     TITLE("with every Rt, base register and offset, a load changes only Rt"))
{
    check_group(ACCESS_REGISTER, false);
    check_group(ACCESS_OFFSET, false);
}

TEST(bg, only_rt_changes_ever, .rule = "BG-08", .bus = BUS_EMPTY, .profiles = WINDOWS,
     TITLE("10,000 loads and stores in a row change nothing but Rt"))
{
    static const enum access_kind kinds[] = {ACCESS_LOAD, ACCESS_STORE};
    struct access_place place;
    struct probe p;

    background_place(0, &place);
    for (unsigned int i = 0; i < 2; i++) {
        const struct access_form *form = access_form(kinds[i], 8, 64);
        uint64_t rt = i ? 0 : 1ull << form->rt;
        unsigned int wrong = 0;

        access_prepare(&p, form, place.va, STORED);
        for (unsigned int k = 0; k < 5000; k++) {
            probe_run(&p, form->code);
            wrong += p.faulted || probe_changed(&p) != rt;
        }
        expect_eq(wrong, 0);
    }
}

TEST(bg, the_instruction_completes_once, .rule = "BG-09", .bus = BUS_EMPTY,
     .profiles = UNMAPPED | WINDOWS,
     TITLE("the instructions before and after an access run exactly once"))
{
    struct access_place place;
    struct probe p;

    for (size_t i = 0; background_place(i, &place); i++) {
        if (!place.answers)
            continue;
        probe_prepare(&p, place.va);
        p.before.x[2] = p.before.x[3] = 0;
        probe_run_watched(&p, probe_counted, 100 * CLOCK_US);
        expect_eq(p.handler.vector, 0); /* the SVC's; 0x80: interrupted, the access repeats */
        expect_eq(ESR_EC(p.after.esr), EC_SVC);
        expect_eq(p.after.pc - p.before.pc, sizeof(probe_counted));
        expect_eq(p.after.x[2], 1);
        expect_eq(p.after.x[3], 1);
        expect_eq(probe_changed(&p) & ~0xeull, 0);
    }
}

TEST(bg, post_index_is_emulated, .rule = "BG-11", .bus = BUS_EMPTY,
     TITLE("post-indexed LDR and STR transfer their data and write back, with any base register "
           "and offset"))
{
    check_group(ACCESS_POST, false);
}

TEST(bg, pre_index_or_clean_abort, .rule = "BG-12", .bus = BUS_EMPTY,
     TITLE("pre-indexed accesses and signed post-indexed loads are emulated correctly or have "
           "no effect at all"))
{
    check_group(ACCESS_PRE, false);
}

TEST(bg, pairs_or_clean_abort, .rule = "BG-13", .bus = BUS_EMPTY,
     TITLE("LDP, LDNP, LDPSW and STP are emulated correctly or have no effect at all"))
{
    check_group(ACCESS_PAIR, false);
}

TEST(bg, exclusives_never_hang, .rule = "BG-14", .bus = BUS_EMPTY,
     TITLE("exclusives and, if the CPU has them, LSE atomics complete, correctly or without any "
           "effect"))
{
    unsigned int atomics = 0;

    check_group(ACCESS_EXCLUSIVE, true);
    check_group(ACCESS_ATOMIC, true);
    for_each_form(form, form->group == ACCESS_ATOMIC) atomics++;
    if (!atomics)
        report_note("this CPU has no LSE atomics: only exclusives were checked");
}

TEST(bg, vectors_abort_cleanly, .rule = "BG-15", .bus = BUS_EMPTY,
     TITLE("SIMD and FP loads and stores abort, and change no V register"))
{
    check_group(ACCESS_VECTOR, false);
}

TEST(bg, ordered_accesses_are_plain, .rule = "BG-16", .bus = BUS_EMPTY,
     TITLE("LDAR, STLR and, if the CPU has it, LDAPR do what LDR and STR do"))
{
    check_group(ACCESS_ORDERED, false);
}

TEST(bg, zva_aborts, .rule = "BG-20", .bus = BUS_EMPTY,
     TITLE("DC ZVA takes an exception, through Device and through Normal memory"))
{
    check_group(ACCESS_ZERO, false);
    check_group_normal(ACCESS_ZERO);
}

TEST(bg, prefetch_never_faults, .rule = "BG-21", .bus = BUS_EMPTY,
     TITLE("PRFM does nothing, wherever it points"))
{
    check_group(ACCESS_PREFETCH, false);
    check_group_normal(ACCESS_PREFETCH);
}
