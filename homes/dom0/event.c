/* SPDX-License-Identifier: BSD-2-Clause */
#include "homes/ioreq/event.h"

#include <stddef.h>

#include "homes/dom0/poll.h"
#include "homes/dom0/xen_time.h"
#include "runtime/panic.h"

#include <xen/errno.h>

/* Ten servers of four vCPUs, the control page, the domU's end. */
#define PORTS 42

static struct shared_info *shared;
static evtchn_port_t ports[PORTS];
static unsigned int port_count;

void event_init(struct shared_info *of_domain)
{
    shared = of_domain ? of_domain : xen_shared_info();
    xen_time_init();
}

struct shared_info *event_shared_info(void)
{
    return shared;
}

static void close_port(evtchn_port_t port)
{
    struct evtchn_close close = {.port = port};

    xen_event_channel(EVTCHNOP_close, &close);
}

static int watch(evtchn_port_t port)
{
    if (port_count == PORTS) {
        close_port(port);
        return -XEN_ENOSPC;
    }
    ports[port_count++] = port;
    return 0;
}

int event_bind(domid_t domid, evtchn_port_t remote, evtchn_port_t *port)
{
    struct evtchn_bind_interdomain bind = {.remote_dom = domid, .remote_port = remote};
    int rc = xen_event_channel(EVTCHNOP_bind_interdomain, &bind);

    *port = bind.local_port;
    return rc ? rc : watch(*port);
}

int event_bind_virq(uint32_t virq, evtchn_port_t *port)
{
    struct evtchn_bind_virq bind = {.virq = virq, .vcpu = 0};
    int rc = xen_event_channel(EVTCHNOP_bind_virq, &bind);

    *port = bind.port;
    return rc ? rc : watch(*port);
}

void event_close(evtchn_port_t port)
{
    for (unsigned int i = 0; i < port_count; i++) {
        if (ports[i] == port) {
            ports[i] = ports[--port_count];
            break;
        }
    }
    close_port(port);
    event_take(port); /* Xen gives the number out again */
}

int event_mask(evtchn_port_t port)
{
    xen_event_mask(shared, port);
    return 0;
}

int event_unmask(evtchn_port_t port)
{
    struct evtchn_unmask unmask = {.port = port};

    return (int)xen_event_channel(EVTCHNOP_unmask, &unmask);
}

bool event_take(evtchn_port_t port)
{
    return xen_event_take(shared, port);
}

void event_send(evtchn_port_t port)
{
    struct evtchn_send send = {.port = port};
    long rc = xen_event_channel(EVTCHNOP_send, &send);

    if (rc)
        panic_by("HYP-01", "Xen refuses to send an event (%ld)", rc);
}

void event_wait(uint64_t deadline)
{
    struct sched_poll poll = {
        .nr_ports = port_count,
        .timeout = deadline == DEADLINE_NEVER ? 0 : xen_time(deadline),
    };
    long rc;

    set_xen_guest_handle(poll.ports, ports);
    rc = xen_sched(SCHEDOP_poll, &poll);
    if (rc)
        panic_by("HYP-01", "Xen refuses to wait (%ld)", rc);
}
