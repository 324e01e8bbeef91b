/* SPDX-License-Identifier: BSD-2-Clause */
#include "suites/life/small_domain_client.h"

#include <string.h>

#include "guest/control/control_client.h"
#include "guest/test/report.h"
#include "runtime/smp.h"
#include "runtime/time/timeout.h"
#include "suites/dm/dom0_call.h"

#include <xen/errno.h>
#include <xen/hvm/ioreq.h>

#define PAGE  4096
#define LIMIT (20 * CLOCK_MS)

/* Machine code, because the vCPU runs it before there is anything else. x2: where the result goes.
 */
static const uint32_t reads[] = {
    0xd2a80002, /*     mov  x2, #0x40000000 */
    0xf2820002, /*     movk x2, #SMALL_RESULT */
    0xb9400001, /* 1:  ldr  w1, [x0] */
    0xb9000041, /*     str  w1, [x2] */
    0x11000463, /*     add  w3, w3, #1 */
    0xb9000443, /*     str  w3, [x2, #4] */
    0x17fffffc, /*     b    1b */
};
static const uint32_t ends[] = {
    0xd2a80002, /*     mov  x2, #0x40000000 */
    0xf2820002, /*     movk x2, #SMALL_RESULT */
    0xb9400001, /*     ldr  w1, [x0] */
    0xb9000041, /*     str  w1, [x2]           struct sched_shutdown */
    0xaa0203e1, /*     mov  x1, x2 */
    0xd2800040, /*     mov  x0, #SCHEDOP_shutdown */
    0xd28003b0, /*     mov  x16, #__HYPERVISOR_sched_op */
    0xd401d422, /*     hvc  #0xea1 */
    0x14000000, /* 1:  b    1b */
};

bool small_make(struct small_domain *domain, domid_t domid, enum program program)
{
    const void *const code = program == PROGRAM_READS ? reads : ends;
    const size_t size = program == PROGRAM_READS ? sizeof(reads) : sizeof(ends);

    *domain = (struct small_domain){.domid = domid, .page = domid % 2 ? 2 : 0};
    memcpy((void *)control_hypercall()->data, code, size);
    return expect_eq(control_call(CONTROL_DOMAIN_MAKE, domid, size, SMALL_WINDOW, NULL), 0);
}

long small_domctl(struct xen_domctl *op, uint32_t cmd, domid_t domid)
{
    const uint64_t arg[3] = {dom0_address(0)};

    op->cmd = cmd;
    op->interface_version = control_hypercall()->domctl_version;
    op->domain = domid;
    return dom0_call(__HYPERVISOR_domctl, arg, op, sizeof(*op));
}

bool small_start(const struct small_domain *domain)
{
    struct xen_domctl op = {0};

    return expect_eq(small_domctl(&op, XEN_DOMCTL_unpausedomain, domain->domid), 0);
}

bool small_unmake(const struct small_domain *domain)
{
    return expect_eq(control_call(CONTROL_DOMAIN_UNMAKE, domain->domid, 0, 0, NULL), 0);
}

int small_end_reason(const struct small_domain *domain)
{
    struct xen_domctl op = {0};
    const long rc = small_domctl(&op, XEN_DOMCTL_getdomaininfo, domain->domid);
    const uint32_t flags = op.u.getdomaininfo.flags;

    if (rc || op.u.getdomaininfo.domain != domain->domid)
        return rc ? (int)rc : -XEN_ESRCH;
    if (!(flags & XEN_DOMINF_shutdown))
        return -XEN_EAGAIN;
    return flags >> XEN_DOMINF_shutdownshift & XEN_DOMINF_shutdownmask;
}

long small_dm_op(const struct small_domain *domain, struct xen_dm_op *op)
{
    const struct dm_buffers how = {.domid = domain->domid};

    return dom0_dm_op_by(&how, op);
}

/* Shows the page of requests at dom0's spare page. */
static long acquire(const struct small_domain *domain)
{
    const uint64_t arg[3] = {XENMEM_acquire_resource, dom0_address(0)};
    struct {
        struct xen_mem_acquire_resource acquire;
        xen_pfn_t gfn;
    } data = {
        .acquire = {.domid = domain->domid,
                    .type = XENMEM_resource_ioreq_server,
                    .id = domain->server,
                    .nr_frames = 1,
                    .frame = XENMEM_resource_ioreq_server_frame_ioreq(0)},
        .gfn = dom0_spare() + domain->page,
    };

    set_xen_guest_handle(data.acquire.frame_list, (void *)dom0_address(sizeof(data.acquire)));
    return dom0_call(__HYPERVISOR_memory_op, arg, &data, sizeof(data));
}

static long remove_page(unsigned int page)
{
    const uint64_t arg[3] = {XENMEM_remove_from_physmap, dom0_address(0)};
    struct xen_remove_from_physmap remove = {.domid = DOMID_SELF, .gpfn = dom0_spare() + page};

    return dom0_call(__HYPERVISOR_memory_op, arg, &remove, sizeof(remove));
}

static bool peek(unsigned int page, size_t at, uint32_t *word)
{
    uint64_t result[4] = {0};
    const bool ok = expect_eq(control_call(CONTROL_PEEK, page * PAGE + at, 0, 0, result), 0);

    *word = (uint32_t)result[0];
    return ok;
}

static bool bind(struct small_domain *domain, evtchn_port_t remote)
{
    const uint64_t arg[3] = {EVTCHNOP_bind_interdomain, dom0_address(0)};
    struct evtchn_bind_interdomain call = {.remote_dom = domain->domid, .remote_port = remote};
    const long rc = dom0_call(__HYPERVISOR_event_channel_op, arg, &call, sizeof(call));

    domain->port = call.local_port;
    return expect_eq(rc, 0);
}

bool small_attach(struct small_domain *domain)
{
    struct xen_dm_op create = {.op = XEN_DMOP_create_ioreq_server};
    struct xen_dm_op map = {.op = XEN_DMOP_map_io_range_to_ioreq_server,
                            .u.map_io_range_to_ioreq_server = {.type = XEN_DMOP_IO_RANGE_MEMORY,
                                                               .start = SMALL_WINDOW,
                                                               .end = SMALL_WINDOW + PAGE - 1}};
    struct xen_dm_op enable = {.op = XEN_DMOP_set_ioreq_server_state,
                               .u.set_ioreq_server_state.enabled = 1};
    uint32_t remote;

    if (!expect_eq(small_dm_op(domain, &create), 0))
        return false;
    domain->server = create.u.create_ioreq_server.id;
    map.u.map_io_range_to_ioreq_server.id = domain->server;
    enable.u.set_ioreq_server_state.id = domain->server;
    return expect_eq(acquire(domain), 0) && expect_eq(small_dm_op(domain, &map), 0) &&
           expect_eq(small_dm_op(domain, &enable), 0) &&
           peek(domain->page, offsetof(struct ioreq, vp_eport), &remote) && bind(domain, remote);
}

bool small_forget(const struct small_domain *domain)
{
    const uint64_t arg[3] = {EVTCHNOP_close, dom0_address(0)};
    struct evtchn_close call = {.port = domain->port};
    const bool closed =
        expect_eq(dom0_call(__HYPERVISOR_event_channel_op, arg, &call, sizeof(call)), 0);

    return expect_eq(remove_page(domain->page), 0) && closed;
}

bool small_detach(const struct small_domain *domain)
{
    struct xen_dm_op op = {.op = XEN_DMOP_destroy_ioreq_server,
                           .u.destroy_ioreq_server.id = domain->server};

    return small_forget(domain) && expect_eq(small_dm_op(domain, &op), 0);
}

/* The word that holds .state, and where in it that is. */
#define STATE_AT    28
#define STATE_SHIFT 16
#define STATE_MASK  (0xfu << STATE_SHIFT)

bool small_asks(const struct small_domain *domain)
{
    const struct timeout timeout = timeout_start(LIMIT, "a small domain's access");
    uint32_t word;

    do {
        if (!peek(domain->page, STATE_AT, &word))
            return false;
        if ((word & STATE_MASK) >> STATE_SHIFT == STATE_IOREQ_READY)
            return true;
        smp_relax();
    } while (!timeout_expired(&timeout));
    return expect_in_time(false, &timeout);
}

static bool poke(unsigned int page, size_t at, uint32_t word)
{
    return expect_eq(control_call(CONTROL_POKE, page * PAGE + at, word, 0, NULL), 0);
}

bool small_answer(const struct small_domain *domain, uint32_t data)
{
    const uint64_t arg[3] = {EVTCHNOP_send, dom0_address(0)};
    struct evtchn_send send = {.port = domain->port};
    uint32_t word;

    if (!peek(domain->page, STATE_AT, &word))
        return false;
    word = (word & ~STATE_MASK) | STATE_IORESP_READY << STATE_SHIFT;
    return poke(domain->page, offsetof(struct ioreq, data), data) &&
           poke(domain->page, offsetof(struct ioreq, data) + 4, 0) &&
           poke(domain->page, STATE_AT, word) &&
           expect_eq(dom0_call(__HYPERVISOR_event_channel_op, arg, &send, sizeof(send)), 0);
}

/* Shows the page of its result at dom0's next spare page. */
static long show_result(const struct small_domain *domain)
{
    const uint64_t arg[3] = {XENMEM_add_to_physmap_batch, dom0_address(0)};
    struct {
        struct xen_add_to_physmap_batch batch;
        xen_ulong_t index;
        xen_pfn_t gfn;
        int error;
    } data = {
        .batch = {.domid = DOMID_SELF,
                  .space = XENMAPSPACE_gmfn_foreign,
                  .size = 1,
                  .u.foreign_domid = domain->domid},
        .index = (CONTROL_DOMAIN_BASE + SMALL_RESULT) / PAGE,
        .gfn = dom0_spare() + domain->page + 1,
    };
    const size_t list = sizeof(data.batch);
    long rc;

    set_xen_guest_handle(data.batch.idxs, (void *)dom0_address(list));
    set_xen_guest_handle(data.batch.gpfns, (void *)dom0_address(list + 8));
    set_xen_guest_handle(data.batch.errs, (void *)dom0_address(list + 16));
    rc = dom0_call(__HYPERVISOR_memory_op, arg, &data, sizeof(data));
    return rc ? rc : data.error;
}

bool small_result(const struct small_domain *domain, uint32_t *word, uint32_t *count)
{
    return expect_eq(show_result(domain), 0) && peek(domain->page + 1, 0, word) &&
           peek(domain->page + 1, 4, count) && expect_eq(remove_page(domain->page + 1), 0);
}
