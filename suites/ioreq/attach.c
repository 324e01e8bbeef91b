/* SPDX-License-Identifier: BSD-2-Clause */
/* Before and after the attach: IOREQ-01, IOREQ-02. */
#include "guest/control/bus.h"
#include "guest/control/control_client.h"
#include "guest/control/settings.h"
#include "guest/test/access.h"
#include "guest/test/report.h"
#include "protocol/test.h"
#include "runtime/cpu/mmu.h"
#include "runtime/mmio.h"
#include "suites/ioreq/echo.h"

#define SWEEP_STEPS 16

TEST(ioreq, nothing_before_enable, .rule = "IOREQ-01", .bus = BUS_EMPTY, .attach = ON_REQUEST,
     TITLE("creating a server and mapping its ranges changes nothing until it is enabled"))
{
    expect_unserved(settings.echo.base);
    if (!control_do(CONTROL_STAGE, STAGE_CREATED, 0, 0))
        return;
    expect_unserved(settings.echo.base);
    if (!control_do(CONTROL_STAGE, STAGE_MAPPED, 0, 0))
        return;
    expect_unserved(settings.echo.base);
    if (!control_do(CONTROL_STAGE, STAGE_ENABLED, 0, 0))
        return;
    /* The positive control: the same place answers now. */
    expect_load(access_form(ACCESS_LOAD, 8, 64), mmu_device(settings.echo.base),
                control_echo(settings.echo.base, 8, CONTROL_BUS_TAG));
}

TEST(ioreq, the_whole_range_is_served, .rule = "IOREQ-02", .bus = BUS_SERVED,
     TITLE("every part of a mapped range answers, at every size, and keeps answering"))
{
    uint64_t step = settings.echo.size / SWEEP_STEPS;

    for (uint64_t offset = 0; offset < settings.echo.size; offset += step)
        for_each_access(form, form->kind == ACCESS_LOAD)
        {
            uint64_t first = settings.echo.base + offset;
            uint64_t last = first + step - form->size;

            expect_load(form, mmu_device(first), control_echo(first, form->size, CONTROL_BUS_TAG));
            expect_load(form, mmu_device(last), control_echo(last, form->size, CONTROL_BUS_TAG));
        }
    /* Both ends of the ECAM: present at the start; absent, but answered by the server, at the end.
     */
    expect(mmio_read32(bus.ecam.base) != UINT32_MAX);
    expect_eq(mmio_read32(bus.ecam.base + bus.ecam.size - 4), UINT32_MAX);
}
