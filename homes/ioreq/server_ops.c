/* SPDX-License-Identifier: BSD-2-Clause */
#include "homes/ioreq/server_ops.h"

#include "homes/ioreq/control_page.h"
#include "homes/ioreq/event.h"
#include "homes/ioreq/ioreq_server.h"
#include "protocol/control.h"
#include "runtime/time/clock.h"

static void hold(uint64_t deadline)
{
    while (!clock_expired(deadline))
        event_wait(deadline);
}

static struct control_times *times(struct control_page *page)
{
    return &page->times;
}

static uint64_t overlay(uint64_t kind)
{
    return kind;
}

#define DEFAULTS                                                                         \
    {                                                                                    \
        ioreq_server_map, ioreq_server_unmap, ioreq_server_enable, ioreq_server_disable, \
            control_echo, control_page_log, hold, times, overlay,                        \
    }

struct server_ops server_ops = DEFAULTS;
const struct server_ops server_ops_default = DEFAULTS;
