/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The table of access forms (guest/test/access_forms.def) on a served range: what the guest gets
 * and what request the backend gets. IOREQ-04, IOREQ-06 to IOREQ-10.
 */
#include "guest/control/background.h"
#include "guest/control/control_client.h"
#include "guest/control/settings.h"
#include "guest/test/access.h"
#include "guest/test/report.h"
#include "protocol/test.h"
#include "runtime/cpu/mmu.h"

#define STORED 0x8f7e6d5c4b3a2918ull

static uint64_t echo_value(uint64_t ipa, unsigned int size)
{
    return control_echo(ipa, size, CONTROL_BUS_TAG);
}

static struct access_place echo_place(uint64_t offset)
{
    uint64_t ipa = settings.echo.base + settings.echo.size / 2 + offset;

    return (struct access_place){
        .ipa = ipa, .va = mmu_device(ipa), .answers = true, .memory = echo_value};
}

static bool is_signed_w(const struct access_form *form)
{
    return form->kind == ACCESS_SIGNED_LOAD && form->width == 32;
}

/*
 * Runs @form at @place; it must reach the backend as one request that describes the access exactly.
 */
static bool check_forwarded(const struct access_form *form, const struct access_place *place)
{
    unsigned int unused = 64 - 8 * form->size;
    bool is_store = form->kind == ACCESS_STORE || form->kind == ACCESS_STORE_ZERO;
    uint64_t data = form->kind == ACCESS_STORE ? STORED << unused >> unused : 0;
    struct control_log entry;

    if (!control_do(CONTROL_LOG_RESET, 0, 0, 0))
        return false;
    report_about(form->kind == ACCESS_SIGNED_LOAD ? "IOREQ-06" : NULL);
    expect_form(form, place, STORED);
    report_about(NULL);
    if (!expect_eq(control_log_total(), 1))
        return true;
    entry = control_log_entry(0);
    expect_eq(entry.addr, place->ipa);
    expect_eq(entry.size, form->size);
    expect_eq(entry.is_write, is_store);
    expect_eq(entry.data, data);
    return true;
}

TEST(ioreq, every_form_is_one_request, .rule = "IOREQ-04", .bus = BUS_SERVED,
     TITLE("with any register, offset, ordering or exception level an access is one request "
           "with the right answer"))
{
    struct access_place place = echo_place(0x40), user = place;

    for_each_form(form, (form->group == ACCESS_REGISTER || form->group == ACCESS_OFFSET ||
                         form->group == ACCESS_ORDERED) &&
                            !is_signed_w(form))
    {
        if (!check_forwarded(form, &place))
            return;
    }
    user.va = mmu_scratch(user.ipa, MMU_SCRATCH_USER);
    for_each_form(form, form->group == ACCESS_USER) check_forwarded(form, &user);
    user.el0 = true;
    for_each_access(form, !is_signed_w(form)) check_forwarded(form, &user);
    mmu_scratch(0, MMU_SCRATCH_NONE);
}

TEST(ioreq, unaligned_is_one_request, .rule = "IOREQ-04", .bus = BUS_SERVED,
     TITLE("an unaligned access through Normal memory is one request at its own address"))
{
    for_each_access(form, form->size > 1 && form->kind != ACCESS_SIGNED_LOAD)
    {
        struct access_place place = echo_place(form->size - 1);

        place.va = mmu_nc(place.ipa);
        if (!check_forwarded(form, &place))
            return;
    }
}

TEST(ioreq, refused_forms_are_not_forwarded, .rule = "IOREQ-04", .bus = BUS_SERVED,
     TITLE("a form that aborts (pairs, atomics, vectors and others) is not forwarded and has no "
           "effect; a pre-indexed one that does not is forwarded as itself"))
{
    struct access_place place = echo_place(0);

    for_each_form(form, form->group >= ACCESS_PRE && form->group <= ACCESS_ZERO)
    {
        struct probe p;

        if (!control_do(CONTROL_LOG_RESET, 0, 0, 0))
            return;
        access_prepare(&p, form, place.va, STORED);
        probe_run(&p, form->code);
        expect(p.faulted || form->status || form->group < ACCESS_VECTOR);
        if (!p.faulted) {
            if (form->group == ACCESS_PRE && !check_forwarded(form, &place))
                return;
            continue;
        }
        expect_eq(ESR_EC(p.after.esr), EC_DABT_SAME);
        expect_eq(probe_changed(&p), 0);
        expect_eq(control_log_total(), 0);
    }
}

/* The echo data at @place must have both signs. */
static void check_signed(unsigned int width)
{
    unsigned int negative = 0, loads = 0;

    for (unsigned int offset = 0; offset < 64; offset += 16) {
        struct access_place place = echo_place(offset);

        for_each_access(form, form->kind == ACCESS_SIGNED_LOAD && form->width == width)
        {
            expect_form(form, &place, 0);
            negative += echo_value(place.ipa, form->size) >> (8 * form->size - 1);
            loads++;
        }
    }
    if (!negative || negative == loads)
        report_error("all of the echo data has one sign: nothing can be told apart");
}

TEST(ioreq, sign_extension_to_x, .rule = "IOREQ-06", .bus = BUS_SERVED,
     TITLE("LDRSB, LDRSH and LDRSW to Xt extend the backend's data to 64 bits"))
{
    check_signed(64);
}

TEST(ioreq, sign_extension_to_w, .rule = "IOREQ-06", .bus = BUS_SERVED,
     TITLE("LDRSB and LDRSH to Wt extend the backend's data to 32 bits and clear bits 63:32"))
{
    check_signed(32);
}

TEST(ioreq, post_indexed_loads, .rule = "IOREQ-07", .bus = BUS_SERVED,
     TITLE("a post-indexed load delivers the backend's data to its register, at its size"))
{
    struct access_place place = echo_place(0);

    for_each_form(form, form->group == ACCESS_POST && form->kind <= ACCESS_DISCARD)
    {
        if (!check_forwarded(form, &place))
            return;
    }
}

TEST(ioreq, post_indexed_stores, .rule = "IOREQ-08", .bus = BUS_SERVED,
     TITLE("a post-indexed store sends its register at its size, and writes back"))
{
    struct access_place place = echo_place(0);

    for_each_form(form, form->group == ACCESS_POST && form->kind > ACCESS_DISCARD)
    {
        if (!check_forwarded(form, &place))
            return;
    }
}

TEST(ioreq, straddling_accesses_are_not_forwarded, .rule = "IOREQ-09", .bus = BUS_SERVED,
     TITLE("an access across either end of a served range behaves as one that nothing serves"))
{
    struct access_place inside = echo_place(0);

    if (!control_do(CONTROL_LOG_RESET, 0, 0, 0))
        return;
    expect_across(settings.echo.base);
    expect_across(settings.echo.base + settings.echo.size);
    expect_eq(control_log_total(), 0);
    check_forwarded(access_form(ACCESS_LOAD, 8, 64), &inside); /* the positive control */
}

TEST(ioreq, cache_maintenance_stays, .rule = "IOREQ-10", .bus = BUS_SERVED,
     TITLE("DC and IC by address do nothing inside a served range, up to its last byte"))
{
    const uint64_t offsets[] = {0, settings.echo.size / 2, settings.echo.size - 1};

    if (!access_maintains_caches()) {
        report_skip("DC and IC do nothing on this host");
        return;
    }
    if (!control_do(CONTROL_LOG_RESET, 0, 0, 0))
        return;
    for (size_t i = 0; i < sizeof(offsets) / sizeof(offsets[0]); i++)
        for_each_form(form, form->group == ACCESS_CACHE)
        {
            struct access_place place = echo_place(0);

            place.ipa = settings.echo.base + offsets[i];
            place.va = mmu_nc(place.ipa);
            expect_form(form, &place, 0);
        }
    expect_eq(control_log_total(), 0);
}
