/* SPDX-License-Identifier: BSD-2-Clause */
/* The event channels between Xen and a device model: DM-05. */
#include "guest/control/bus.h"
#include "guest/control/control_client.h"
#include "guest/control/settings.h"
#include "guest/test/report.h"
#include "protocol/test.h"
#include "runtime/mmio.h"
#include "runtime/smp.h"
#include "suites/dm/dom0_call.h"
#include "suites/ioreq/echo.h"

#include <xen/errno.h>

#define PORTS 24 /* numbers that are looked at: all that a boot of ours uses */
#define LIMIT CLOCK_S

/* dom0 binds to @remote, a port of ours; *@local is its own. */
static long bind(evtchn_port_t remote, evtchn_port_t *local)
{
    const uint64_t arg[3] = {EVTCHNOP_bind_interdomain, dom0_address(0)};
    struct evtchn_bind_interdomain call = {.remote_dom = dom0_guest(), .remote_port = remote};
    const long rc = dom0_call(__HYPERVISOR_event_channel_op, arg, &call, sizeof(call));

    *local = call.local_port;
    return rc;
}

static long close_in_dom0(evtchn_port_t port)
{
    const uint64_t arg[3] = {EVTCHNOP_close, dom0_address(0)};
    struct evtchn_close call = {.port = port};

    return dom0_call(__HYPERVISOR_event_channel_op, arg, &call, sizeof(call));
}

/* The status of our @port, or -1 if there is no such port. */
static int status_of(evtchn_port_t port)
{
    struct evtchn_status status = {.dom = DOMID_SELF, .port = port};

    return xen_event_channel(EVTCHNOP_status, &status) ? -1 : (int)status.status;
}

TEST(dm, a_port_is_bound_once, .rule = "DM-05", .bus = BUS_SERVED,
     .needs = CONTROL_PAGE | BARE_DOM0,
     TITLE("a second binder of a server's port is refused, and the server is served as before"))
{
    evtchn_port_t local;

    for (evtchn_port_t port = 1; port < PORTS; port++) {
        if (status_of(port) != EVTCHNSTAT_interdomain)
            continue;
        if (!expect_eq(bind(port, &local), -XEN_EINVAL))
            close_in_dom0(local);
    }
    expect_echo(settings.echo.base, CONTROL_BUS_TAG);
}

/* The ports that a server of the test has brought, of those up to PORTS; *@count of them. */
static void expect_xens(const int before[PORTS], unsigned int *count)
{
    for (evtchn_port_t port = 1; port < PORTS; port++) {
        struct evtchn_close close = {.port = port};
        struct evtchn_send send = {.port = port};
        struct evtchn_bind_vcpu move = {.port = port, .vcpu = 0};
        const int status = status_of(port); /* until 4.18 not told to the guest */

        if (status == before[port])
            continue;
        ++*count;
        expect_eq(xen_event_channel(EVTCHNOP_close, &close), -XEN_EINVAL);
        expect_eq(xen_event_channel(EVTCHNOP_send, &send), -XEN_EINVAL);
        expect_eq(xen_event_channel(EVTCHNOP_bind_vcpu, &move), -XEN_EINVAL);
        expect_eq(status_of(port), status);
    }
}

TEST(
    dm, the_guest_cannot_use_xens_ports, .rule = "DM-05", .bus = BUS_SERVED,
    .needs = CONTROL_PAGE | BARE_DOM0,
    TITLE("the guest can neither close nor move nor signal the ports of a server, which are Xen's"))
{
    unsigned int found = 0;
    int before[PORTS];
    ioservid_t id;

    for (evtchn_port_t port = 1; port < PORTS; port++)
        before[port] = status_of(port);
    if (!dom0_server_create(&id))
        return;
    expect_xens(before, &found);
    expect_eq(found, settings.scope.vcpus);
    dom0_server_destroy(id);
    for (evtchn_port_t port = 1; port < PORTS; port++)
        expect_eq(status_of(port), before[port]);
}

TEST(dm, ports_are_bound_again, .rule = "DM-05", .bus = BUS_SERVED, .needs = CONTROL_PAGE,
     TITLE("after its event channels were closed and bound again a server answers as before"))
{
    for (unsigned int i = 0; i < 3; i++) {
        if (!expect_eq(control_call(CONTROL_REBIND, 0, 0, 0, NULL), 0)) {
            bus_reset(); /* nobody would answer */
            return;
        }
        expect_echo(settings.echo.base, CONTROL_BUS_TAG);
        expect_echo(settings.echo.base + settings.echo.size - 8, CONTROL_BUS_TAG);
    }
}

static void read_word(void *arg)
{
    *(uint32_t *)arg = mmio_read32(settings.echo.base + 4 * vcpu_self());
}

/* An access by vCPU 1, so that one which is lost is no hang. */
static void expect_other_is_served(void)
{
    static uint32_t word;

    word = 0;
    if (!smp_run(1, read_word, &word))
        report_error("vCPU 1 does not start");
    if (expect_eq(smp_join(1, LIMIT), SMP_DONE))
        expect_eq(word, control_echo(settings.echo.base + 4, 4, CONTROL_BUS_TAG));
}

TEST(dm, masked_ports_are_served, .rule = "DM-05", .bus = BUS_SERVED,
     .needs = CONTROL_PAGE | BARE_DOM0, .vcpus = 2,
     TITLE("a device model that has masked its ports and waits by SCHEDOP_poll misses no request"))
{
    if (!control_do(CONTROL_MASK, true, 0, 0))
        return;
    expect_other_is_served();
    control_do(CONTROL_MASK, false, 0, 0);
    expect_other_is_served();
}

TEST(dm, masks_of_the_guest_do_not_matter, .rule = "DM-05", .bus = BUS_SERVED,
     .needs = CONTROL_PAGE, .vcpus = 2,
     TITLE("the guest masks all of its ports, Xen's among them, and its accesses are answered"))
{
    struct shared_info *shared = xen_shared_info();

    for (evtchn_port_t port = 1; port < PORTS; port++)
        xen_event_mask(shared, port);
    expect_other_is_served();
    __atomic_store_n(&shared->evtchn_mask[0], 0, __ATOMIC_SEQ_CST); /* all of PORTS */
    expect_other_is_served();
}

TEST(dm, bound_again_under_a_request, .rule = "DM-05", .bus = BUS_SERVED, .needs = CONTROL_PAGE,
     .vcpus = 2,
     TITLE("a request that waits while its event channel is bound again gets its own answer"))
{
    static uint32_t word;
    uint64_t result[4];

    word = 0;
    if (!control_do(CONTROL_SERVE, 1, 0, 0)) /* vCPU 0 alone */
        return;
    if (!smp_run(1, read_word, &word))
        report_error("vCPU 1 does not start");
    expect_eq(smp_join(1, CLOCK_MS), SMP_STUCK); /* it waits in Xen */
    control_do(CONTROL_REBIND, 0, 0, 0);
    expect_echo(settings.echo.base, CONTROL_BUS_TAG);
    if (expect_eq(control_call(CONTROL_SERVE, ~0ull, 0, 0, result), 0))
        expect_eq(result[0], 1);
    expect_eq(smp_join(1, LIMIT), SMP_DONE);
    expect_eq(word, control_echo(settings.echo.base + 4, 4, CONTROL_BUS_TAG));
}
