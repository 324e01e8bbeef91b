/* SPDX-License-Identifier: BSD-2-Clause */
#include "guest/control/late_device.h"

#include "guest/control/control_client.h"
#include "guest/control/model_arrival.h"
#include "guest/control/settings.h"
#include "guest/test/report.h"
#include "runtime/time/clock.h"

#define DELAY (50 * CLOCK_US) /* of our backend, so that it happens while the caller looks */

static uint64_t asked_at;

void late_device_ask(bool come)
{
    asked_at = clock_physical();
    if (settings.has_control)
        control_do(CONTROL_SLOT, come ? SLOT_INSERT : SLOT_PRESS, DELAY, 0);
    else if (settings.scope.has & HYPERVISOR)
        (void)arrival_go_on(); /* of dom0's script; the running test has the error */
    else
        report_ask(come ? "plug" : "unplug");
}

void late_device_pull(void)
{
    control_do(CONTROL_SLOT, SLOT_PULL, DELAY, 0);
}

uint64_t late_device_asked_at(void)
{
    return settings.scope.has & BARE_DOM0 ? control_slot_at() : asked_at;
}
