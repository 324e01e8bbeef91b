/* SPDX-License-Identifier: BSD-2-Clause */
/* Event channels of one's own, SCHEDOP_poll, and their limits: HYP-01, HYP-04. */
#include "guest/test/report.h"
#include "protocol/test.h"
#include "runtime/cpu/vcpu.h"
#include "runtime/time/clock.h"
#include "runtime/xen.h"
#include "suites/hyp/event_reset.h"

#include <xen/errno.h>
#include <xen/vcpu.h>

#define PORTS_MAX 4096 /* of the two-level ABI */
#define PORTS_DOMU \
    1023 /* the last one of a dom0less domU; before Xen 4.18 as many as the ABI has */
#define POLL_MAX 128
#define TIMEOUT  CLOCK_MS

static long alloc(evtchn_port_t *port)
{
    struct evtchn_alloc_unbound op = {.dom = DOMID_SELF, .remote_dom = DOMID_SELF};
    long rc = xen_event_channel(EVTCHNOP_alloc_unbound, &op);

    *port = op.port;
    return rc;
}

static long on_port(unsigned int op, evtchn_port_t port)
{
    struct evtchn_close close = {port}; /* as evtchn_send and evtchn_unmask are */

    return xen_event_channel(op, &close);
}

static uint32_t status_of(evtchn_port_t port, struct evtchn_status *status)
{
    *status = (struct evtchn_status){.dom = DOMID_SELF, .port = port, .status = 99};
    expect_eq(xen_event_channel(EVTCHNOP_status, status), 0);
    return status->status;
}

static long poll_ports(evtchn_port_t *ports, unsigned int count)
{
    struct sched_poll poll = {.nr_ports = count,
                              .timeout = clock_to_ns(clock_physical()) + TIMEOUT};

    set_xen_guest_handle(poll.ports, ports);
    return xen_sched(SCHEDOP_poll, &poll);
}

TEST(hyp, a_channel_to_oneself, .rule = "HYP-01",
     TITLE("alloc_unbound, bind_interdomain, status, send, unmask, bind_vcpu and close agree with "
           "each other"))
{
    struct shared_info *shared = xen_shared_info();
    struct evtchn_bind_interdomain bind = {.remote_dom = DOMID_SELF};
    struct evtchn_bind_vcpu to = {.vcpu = vcpu_count() - 1};
    struct evtchn_status status;
    evtchn_port_t first;

    if (!expect_eq(alloc(&first), 0))
        return;
    expect_eq(status_of(first, &status), EVTCHNSTAT_unbound);
    expect_eq(on_port(EVTCHNOP_send, first), 0); /* to nobody */
    bind.remote_port = first;
    if (!expect_eq(xen_event_channel(EVTCHNOP_bind_interdomain, &bind), 0))
        return;
    expect(bind.local_port != first);
    expect_eq(xen_event_channel(EVTCHNOP_bind_interdomain, &bind), -(uint64_t)XEN_EINVAL);
    expect_eq(status_of(first, &status), EVTCHNSTAT_interdomain);
    expect_eq(status.u.interdomain.port, bind.local_port);
    expect_eq(status_of(bind.local_port, &status), EVTCHNSTAT_interdomain);
    expect_eq(status.u.interdomain.port, first);

    xen_event_take(shared, first);
    xen_event_take(shared, bind.local_port);
    expect_eq(on_port(EVTCHNOP_send, first), 0);
    expect_eq((uint64_t)xen_event_take(shared, first), 0);
    expect_eq((uint64_t)xen_event_take(shared, bind.local_port), 1);
    expect_eq(on_port(EVTCHNOP_send, bind.local_port), 0);
    expect_eq((uint64_t)xen_event_take(shared, first), 1);
    expect_eq(on_port(EVTCHNOP_unmask, first), 0);
    to.port = first;
    expect_eq(xen_event_channel(EVTCHNOP_bind_vcpu, &to), 0);
    expect_eq(status_of(first, &status), EVTCHNSTAT_interdomain);
    expect_eq(status.vcpu, to.vcpu);

    expect_eq(on_port(EVTCHNOP_close, first), 0);
    expect_eq(on_port(EVTCHNOP_close, first), -(uint64_t)XEN_EINVAL);
    expect_eq(status_of(first, &status), EVTCHNSTAT_closed);
    expect_eq(status_of(bind.local_port, &status), EVTCHNSTAT_unbound);
    expect_eq(on_port(EVTCHNOP_close, bind.local_port), 0);
}

TEST(hyp, virqs_and_ipis, .rule = "HYP-01",
     TITLE("bind_virq binds once, bind_ipi as often as one likes; both can be closed and had "
           "again, neither moved"))
{
    struct evtchn_bind_virq virq = {.virq = VIRQ_TIMER, .vcpu = 0};
    struct evtchn_bind_ipi ipi = {.vcpu = vcpu_count() - 1};
    struct evtchn_bind_vcpu to = {.vcpu = 0};
    struct evtchn_status status;

    for (unsigned int round = 0; round < 2; round++) {
        if (!expect_eq(xen_event_channel(EVTCHNOP_bind_virq, &virq), 0))
            return;
        expect_eq(status_of(virq.port, &status), EVTCHNSTAT_virq);
        expect_eq(status.u.virq, VIRQ_TIMER);
        expect_eq(on_port(EVTCHNOP_send, virq.port), -(uint64_t)XEN_EINVAL);
        expect_eq(xen_event_channel(EVTCHNOP_bind_virq, &virq), -(uint64_t)XEN_EEXIST);
        to.port = virq.port; /* of one vCPU, as an IPI is */
        expect_eq(xen_event_channel(EVTCHNOP_bind_vcpu, &to), -(uint64_t)XEN_EINVAL);
        expect_eq(on_port(EVTCHNOP_close, virq.port), 0);
    }
    for (unsigned int round = 0; round < 2; round++) {
        if (!expect_eq(xen_event_channel(EVTCHNOP_bind_ipi, &ipi), 0))
            return;
        expect_eq(status_of(ipi.port, &status), EVTCHNSTAT_ipi);
        expect_eq(status.vcpu, ipi.vcpu);
        to.port = ipi.port;
        expect_eq(xen_event_channel(EVTCHNOP_bind_vcpu, &to), -(uint64_t)XEN_EINVAL);
        expect_eq(on_port(EVTCHNOP_send, ipi.port), 0);
        expect_eq(on_port(EVTCHNOP_close, ipi.port), 0);
    }
}

TEST(hyp, status_tells_of_xens_ports, .rule = "HYP-01", .bus = BUS_SERVED,
     TITLE("EVTCHNOP_status tells of every port below the first free one, those of Xen's requests "
           "to a "
           "device model too"))
{
    struct evtchn_status status;
    unsigned int open = 0;
    evtchn_port_t first;

    if (!expect_eq(alloc(&first), 0))
        return;
    for (evtchn_port_t port = 1; port < first; port++)
        open += status_of(port, &status) != EVTCHNSTAT_closed;
    expect(open > vcpu_count()); /* one of each vCPU, and ours */
    expect_eq(on_port(EVTCHNOP_close, first), 0);
}

/* Closed, or Xen's own, which a domain cannot close. */
static void check_closed(evtchn_port_t port)
{
    struct evtchn_status status = {.dom = DOMID_SELF, .port = port};
    const long rc = xen_event_channel(EVTCHNOP_status, &status);

    /* Before Xen 4.19 it does not tell of Xen's own. */
    if ((rc == 0 && status.status == EVTCHNSTAT_closed) || rc == -XEN_EACCES)
        return;
    if (!expect_eq(on_port(EVTCHNOP_close, port), -(uint64_t)XEN_EINVAL))
        report_note("port %u is still there", port);
}

/* The event of the control page is among them: only where nobody asks the backend for anything
 * after it. */
TEST(hyp, a_reset_closes_all, .rule = "HYP-01", .needs = CONTROL_PAGE, .alone = true,
     TITLE("EVTCHNOP_reset closes every port but Xen's own, bound or not, as often as one likes"))
{
    struct evtchn_bind_interdomain bind = {.remote_dom = DOMID_SELF};
    struct evtchn_bind_virq virq = {.virq = VIRQ_TIMER};
    evtchn_port_t last;

    if (!event_reset_allowed())
        return;
    for (unsigned int round = 0; round < 2; round++) {
        expect_eq(alloc(&bind.remote_port), 0);
        expect_eq(xen_event_channel(EVTCHNOP_bind_interdomain, &bind), 0);
        expect_eq(xen_event_channel(EVTCHNOP_bind_virq, &virq), 0);
        expect_eq(alloc(&last), 0);
        event_reset();
        for (evtchn_port_t port = 1; port <= last; port++)
            check_closed(port);
    }
}

/* Closes all ports of ours from @port on. */
static void close_from(evtchn_port_t port, evtchn_port_t end)
{
    for (; port < end; port++)
        on_port(EVTCHNOP_close, port);
}

TEST(hyp, the_last_port_works, .rule = "HYP-04",
     TITLE("ports can be had up to a limit, are all different, the last one works, the next is "
           "-ENOSPC; "
           "and again after they were closed"))
{
    evtchn_port_t first, last = 0, port, again;
    struct evtchn_status status;
    unsigned int count = 1;
    long rc;

    if (!expect_eq(alloc(&first), 0))
        return;
    for (port = first; (rc = alloc(&port)) == 0 && count < PORTS_MAX; count++) {
        report_checked();
        if (last && port <= last) {
            report_fail(__FILE__, __LINE__, "port %u comes after port %u", port, last);
            break;
        }
        last = port;
    }
    expect_eq(rc, -(uint64_t)XEN_ENOSPC);
    expect(last == PORTS_DOMU || last == PORTS_MAX - 1);
    expect_eq(status_of(last, &status), EVTCHNSTAT_unbound);
    expect_eq(on_port(EVTCHNOP_close, last), 0);
    expect_eq(alloc(&again), 0);
    expect_eq(again, last);
    expect_eq(alloc(&again), -(uint64_t)XEN_ENOSPC);
    close_from(first, last + 1);
    expect_eq(alloc(&again), 0);
    expect_eq(again, first);
    expect_eq(on_port(EVTCHNOP_close, again), 0);
}

TEST(hyp, polling_many_ports, .rule = "HYP-04",
     TITLE("SCHEDOP_poll of 128 ports sees the last one and times out without it; of 129 it is "
           "-EINVAL; of "
           "a port that is not there, too"))
{
    static evtchn_port_t ports[POLL_MAX + 1];
    struct shared_info *shared = xen_shared_info();
    struct evtchn_bind_interdomain bind = {.remote_dom = DOMID_SELF};
    evtchn_port_t quiet;
    uint64_t start;

    if (!expect_eq(alloc(&quiet), 0))
        return;
    bind.remote_port = quiet;
    if (!expect_eq(xen_event_channel(EVTCHNOP_bind_interdomain, &bind), 0))
        return;
    xen_event_take(shared, quiet);
    xen_event_take(shared, bind.local_port);
    for (unsigned int i = 0; i <= POLL_MAX; i++)
        ports[i] = quiet;
    ports[POLL_MAX - 1] = bind.local_port;
    start = clock_ns();
    expect_eq(poll_ports(ports, POLL_MAX), 0);
    expect(clock_ns() - start >= TIMEOUT);
    expect_eq(on_port(EVTCHNOP_send, quiet), 0);
    start = clock_ns();
    expect_eq(poll_ports(ports, POLL_MAX), 0);
    expect(clock_ns() - start < TIMEOUT);
    expect_eq(poll_ports(ports, POLL_MAX + 1), -(uint64_t)XEN_EINVAL);
    xen_event_take(shared, bind.local_port);
    ports[0] = 0x7fffffff;
    expect_eq(poll_ports(ports, POLL_MAX), -(uint64_t)XEN_EINVAL);
    expect_eq(poll_ports(NULL, 1), -(uint64_t)XEN_EFAULT);
    expect_eq(on_port(EVTCHNOP_close, quiet), 0);
    expect_eq(on_port(EVTCHNOP_close, bind.local_port), 0);
}
