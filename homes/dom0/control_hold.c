/* SPDX-License-Identifier: BSD-2-Clause */
#include "homes/dom0/control_hold.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "protocol/control.h"
#include "homes/dom0/args.h"
#include "runtime/image.h"
#include "homes/dom0/bus_server.h"
#include "runtime/time/clock.h"
#include "homes/dom0/echo_server.h"
#include "homes/dom0/event.h"
#include "device_model/faults/fault_layer.h"
#include "homes/dom0/ioreq_server.h"

#include <xen/errno.h>

static enum control_hold armed;
static uint64_t answer_after;
static bool destroy_now; /* HOLD_DESTROY_ANSWERED: its request has been served */
static uint64_t watch_until = EVENT_NEVER;
static const char *watched;

static void watch(const char *what)
{
    watched = what;
    watch_until = clock_deadline(CONTROL_WATCHDOG_NS);
}

/* Runs while the request is in flight. */
static void under_request(void)
{
    const uint64_t deadline = clock_deadline(answer_after);

    switch (armed) {
    case HOLD_DISABLE:
        bus_server_advance(STAGE_MAPPED);
        break;
    case HOLD_DESTROY:
        bus_server_abandon();
        watch("a server destroyed under its request (IOREQ-15)");
        break;
    case HOLD_DESTROY_ANSWERED:
        destroy_now = true;
        break;
    case HOLD_NONE:
    case HOLD_WAIT:
        break;
    }
    armed = HOLD_NONE;
    while (!clock_expired(deadline))
        event_wait(deadline);
}

int control_hold(uint64_t action, uint64_t ns)
{
    if (action > HOLD_WAIT || ns > ATTACH_NS_MAX)
        return -XEN_EINVAL;
    armed = action;
    answer_after = fault_is(FAULT_NO_HOLD) ? 0 : ns;
    echo_hold(action == HOLD_NONE ? NULL : under_request);
    return 0;
}

void control_hold_relax(void)
{
    watch_until = EVENT_NEVER;
}

uint64_t control_hold_deadline(void)
{
    return watch_until;
}

void control_hold_serve(void)
{
    if (destroy_now) {
        destroy_now = false;
        if (!ioreq_server_is_answered(BUS_SERVER))
            printf("doorbell backend: error: the vCPU was faster than the destruction\n");
        bus_server_abandon();
        watch("a server destroyed after its answer (IOREQ-16)");
    }
    if (watch_until != EVENT_NEVER && clock_expired(watch_until)) {
        printf("doorbell backend: watchdog: the vCPU did not come back from %s\n", watched);
        image_exit(0);
    }
}
