/* SPDX-License-Identifier: BSD-2-Clause */
/* IOREQ servers take precedence over background: BG-31. */
#include "guest/control/background.h"
#include "guest/control/bus.h"
#include "guest/control/settings.h"
#include "guest/test/access.h"
#include "guest/test/report.h"
#include "protocol/test.h"
#include "runtime/cpu/mmu.h"

#include "protocol/control.h"

/* Loads of all sizes at @ipa: the backend's echo data if @served, else what the profile says. */
static void check_loads(uint64_t ipa, bool served)
{
    if (served)
        expect_load(access_form(ACCESS_LOAD, 4, 32), mmu_device(ipa),
                    control_echo(ipa, 4, CONTROL_BUS_TAG));
    report_about(served ? "IOREQ-02" : NULL); /* it wins: now, at every size */
    for_each_access(form, form->kind == ACCESS_LOAD)
    {
        uint64_t va = mmu_device(ipa);

        if (served)
            expect_load(form, va, control_echo(ipa, form->size, CONTROL_BUS_TAG));
        else if (background_covers(ipa, form->size))
            expect_load(form, va, background_value(ipa, form->size));
        else
            expect_abort(form, va);
    }
    report_about(NULL);
}

TEST(
    bg, a_server_wins_then_background_returns, .rule = "BG-31", .bus = BUS_EMPTY,
    .attach = ON_REQUEST,
    TITLE(
        "an enabled server's range takes precedence as a whole; without it the background is back"))
{
    const uint64_t ends[] = {settings.echo.base, settings.echo.base + settings.echo.size - 8};

    for (unsigned int round = 0; round < 3; round++) {
        if (round == 1 && !bus_require(BUS_SERVED))
            return;
        if (round == 2 && !bus_require(BUS_EMPTY))
            return;
        for (unsigned int i = 0; i < 2; i++)
            check_loads(ends[i], round == 1);
    }
}
