/* SPDX-License-Identifier: BSD-2-Clause */
/* The fields of a request, and which part of the answer reaches the guest: IOREQ-04, IOREQ-05. */
#include "guest/control/control_client.h"
#include "guest/control/settings.h"
#include "guest/test/access.h"
#include "guest/test/report.h"
#include "protocol/test.h"
#include "runtime/cpu/mmu.h"

#define STORED 0x8f7e6d5c4b3a2918ull

/* The one request logged since the reset is @form at @ipa with @data. */
static void check_request(const struct access_form *form, uint64_t ipa, bool is_write,
                          uint64_t data)
{
    struct control_log entry = control_log_entry(0);

    if (!expect_eq(control_log_total(), 1))
        return;
    expect_eq(entry.addr, ipa);
    expect_eq(entry.size, form->size);
    expect_eq(entry.count, 1);
    expect_eq(entry.is_write, is_write);
    expect_eq(entry.data, data);
    expect_eq(entry.vcpu, 0);
}

TEST(ioreq, requests_say_what_was_done, .rule = "IOREQ-04", .bus = BUS_SERVED,
     TITLE("a request has the IPA, size, direction, count 1 and data masked to the size"))
{
    uint64_t ipa = settings.echo.base + 0x128;

    for_each_access(form, form->kind == ACCESS_LOAD || form->kind == ACCESS_SIGNED_LOAD)
    {
        struct probe p;

        if (!control_do(CONTROL_LOG_RESET, 0, 0, 0))
            return;
        probe_prepare(&p, mmu_device(ipa));
        probe_run(&p, form->code);
        expect(!p.faulted);
        check_request(form, ipa, false, 0);
    }
    for_each_access(form, form->kind == ACCESS_STORE)
    {
        if (!control_do(CONTROL_LOG_RESET, 0, 0, 0))
            return;
        expect_store(form, mmu_device(ipa), STORED);
        check_request(form, ipa, true, STORED << (64 - 8 * form->size) >> (64 - 8 * form->size));
    }
    for_each_access(form, form->kind == ACCESS_STORE_ZERO)
    {
        if (!control_do(CONTROL_LOG_RESET, 0, 0, 0))
            return;
        expect_store(form, mmu_device(ipa), 0);
        check_request(form, ipa, true, 0);
    }
}

TEST(ioreq, answers_are_cut_to_size, .rule = "IOREQ-05", .bus = BUS_SERVED,
     TITLE("bits of the answer above the access size never reach the guest"))
{
    if (!control_do(CONTROL_ANSWER, 1, ~0ull, 0))
        return;
    for_each_access(form, form->kind == ACCESS_LOAD)
        expect_load(form, mmu_device(settings.echo.base), ~0ull);
    control_do(CONTROL_ANSWER, 0, 0, 0);
}
