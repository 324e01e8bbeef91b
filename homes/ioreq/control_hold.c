/* SPDX-License-Identifier: BSD-2-Clause */
#include "homes/ioreq/control_hold.h"

#include <stddef.h>
#include <stdio.h>

#include "homes/ioreq/args.h"
#include "homes/ioreq/bus_server.h"
#include "homes/ioreq/dom0_home.h"
#include "homes/ioreq/echo_server.h"
#include "homes/ioreq/ioreq_server.h"
#include "homes/ioreq/server_ops.h"
#include "protocol/control.h"
#include "runtime/image.h"
#include "runtime/time/clock.h"

#include <xen/errno.h>

static enum control_hold armed;
static uint64_t answer_after;
static const char *watched;

/* Ends the run: the vCPU did not come back in time. */
static void watchdog_expired(struct deadline *deadline)
{
    (void)deadline;
    printf("doorbell backend: watchdog: the vCPU did not come back from %s\n", watched);
    image_exit(0);
}

static struct deadline watchdog = {.run = watchdog_expired};

static void watch(const char *what)
{
    watched = what;
    dom0_home_after(&watchdog, CONTROL_WATCHDOG_NS);
}

/* HOLD_DESTROY_ANSWERED: right after the answer. */
static void destroy_answered(struct deadline *deadline)
{
    (void)deadline;
    if (!ioreq_server_is_answered(IOREQ_BUS))
        printf("doorbell backend: error: the vCPU was faster than the destruction\n");
    bus_server_abandon();
    watch("a server destroyed after its answer (IOREQ-16)");
}

static struct deadline destruction = {.run = destroy_answered};

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
        dom0_home_after(&destruction, 0);
        break;
    case HOLD_NONE:
    case HOLD_WAIT:
        break;
    }
    armed = HOLD_NONE;
    server_ops.hold(deadline);
}

int control_hold(uint64_t action, uint64_t ns)
{
    if (action > HOLD_WAIT || ns > ATTACH_NS_MAX)
        return -XEN_EINVAL;
    armed = action;
    answer_after = ns;
    echo_hold(action == HOLD_NONE ? NULL : under_request);
    return 0;
}

void control_hold_relax(void)
{
    dom0_home_cancel(&watchdog);
}
