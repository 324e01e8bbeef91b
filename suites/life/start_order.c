/* SPDX-License-Identifier: BSD-2-Clause */
/* The order of a domU's start and its device model's attach: LIFE-01. */
#include "guest/control/bus.h"
#include "guest/control/control_client.h"
#include "guest/control/settings.h"
#include "guest/test/report.h"
#include "protocol/test.h"

TEST(life, starts_when_it_is_told_to, .rule = "LIFE-01", .bus = BUS_SERVED, .attach = TIMED,
     .needs = BY_DOMCTL | CONTROL_PAGE | BARE_DOM0,
     TITLE("the attach comes before the first instruction, or after it, as the times of both say"))
{
    const bool attached_first = settings.schedule[0] < settings.start;

    expect_eq(control_attached_at() < settings.started, attached_first);
}
