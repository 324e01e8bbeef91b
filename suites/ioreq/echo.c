/* SPDX-License-Identifier: BSD-2-Clause */
#include "suites/ioreq/echo.h"

#include "guest/control/background.h"
#include "guest/control/control_client.h"
#include "guest/test/access.h"
#include "guest/test/report.h"
#include "runtime/cpu/mmu.h"

void expect_echo(uint64_t ipa, uint8_t tag)
{
    for_each_access(form, form->kind == ACCESS_LOAD)
        expect_load(form, mmu_device(ipa), control_echo(ipa, form->size, tag));
}

void expect_unserved(uint64_t ipa)
{
    for_each_access(form, form->kind == ACCESS_LOAD)
    {
        if (background_covers(ipa, form->size))
            expect_load(form, mmu_device(ipa), background_value(ipa, form->size));
        else
            expect_abort(form, mmu_device(ipa));
    }
}

uint64_t echo_server_start(uint64_t base, uint64_t size, uint8_t tag)
{
    uint64_t result[4];
    int rc = control_call(CONTROL_SERVER_ADD, base, size, tag, result);

    if (rc)
        report_error("the backend could not add a server (%d)", rc);
    return rc ? 0 : result[0];
}
