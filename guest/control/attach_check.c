/* SPDX-License-Identifier: BSD-2-Clause */
#include "guest/control/attach_check.h"

#include <stdbool.h>

#include "guest/control/settings.h"
#include "guest/test/report.h"
#include "guest/test/try_access.h"
#include "protocol/control.h"

#define WORD 4

/* No function is there: ones, as of background. So it is only seen where there is none. */
static void check_ecam(const struct range *ecam)
{
    const uint64_t at = ecam->base + ecam->size - WORD;
    uint64_t value;

    if (!try_read(at, WORD, &value))
        report_rig("IOREQ-02", "the ECAM's last word, %#lx, is not served: it aborts", at);
    else if (value != UINT32_MAX)
        report_rig("IOREQ-02", "the ECAM's last word, %#lx, reads %#lx", at, value);
}

static void check_echo(const struct range *echo)
{
    const uint64_t at = echo->base + echo->size - WORD;
    const uint64_t wanted = control_echo(at, WORD, CONTROL_BUS_TAG);
    uint64_t value;

    if (!try_read(at, WORD, &value))
        report_rig("IOREQ-02", "a range's last word, %#lx, is not served: it aborts", at);
    else if (value != wanted)
        report_rig("IOREQ-02", "a range's last word, %#lx, reads %#lx", at, value);
}

void attach_check(const struct range *ecam)
{
    static bool done;

    if (done || !settings.has_echo)
        return;
    done = true;
    check_echo(&settings.echo);
    if (settings.scope.profile == TRAP)
        check_ecam(ecam);
}
