/* SPDX-License-Identifier: BSD-2-Clause */
/* Buffered servers, get_info and the frame of requests: DM-02. */
#include "guest/control/control_client.h"
#include "guest/control/settings.h"
#include "guest/test/report.h"
#include "protocol/test.h"
#include "suites/dm/dom0_call.h"

#include <string.h>
#include <xen/errno.h>
#include <xen/hvm/hvm_op.h>
#include <xen/hvm/ioreq.h>

#define OWN       0x5a5a /* stands for the server of the test */
#define NOBODYS   6      /* a server that no test of ours ever has */
#define IOREQ     XENMEM_resource_ioreq_server_frame_ioreq(0)
#define BUFIOREQ  XENMEM_resource_ioreq_server_frame_bufioreq
#define FRAMES    2 /* the resource's size: a buffered ring, and requests of 128 vCPUs */
#define FAR_FRAME (1ull << 32)

struct acquire_data {
    struct xen_mem_acquire_resource acquire;
    xen_pfn_t gfn[4];
};

/* Makes the call of @acquire; with a list of @frames all of which are dom0's spare page. */
static long acquire(struct xen_mem_acquire_resource *acquire)
{
    const uint64_t arg[3] = {XENMEM_acquire_resource, dom0_address(0)};
    struct acquire_data data = {.acquire = *acquire};
    long rc;

    for (unsigned int i = 0; i < sizeof(data.gfn) / sizeof(data.gfn[0]); i++)
        data.gfn[i] = dom0_spare();
    if (!acquire->frame_list.p && acquire->nr_frames)
        set_xen_guest_handle(data.acquire.frame_list,
                             (void *)dom0_address(offsetof(struct acquire_data, gfn)));
    rc = dom0_call(__HYPERVISOR_memory_op, arg, &data, sizeof(data));
    *acquire = data.acquire;
    return rc;
}

/* Takes what is at dom0's spare page away. */
static long release(void)
{
    const uint64_t arg[3] = {XENMEM_remove_from_physmap, dom0_address(0)};
    struct xen_remove_from_physmap remove = {.domid = DOMID_SELF, .gpfn = dom0_spare()};

    return dom0_call(__HYPERVISOR_memory_op, arg, &remove, sizeof(remove));
}

static long enable(ioservid_t id, bool on)
{
    struct xen_dm_op op = {.op = XEN_DMOP_set_ioreq_server_state,
                           .u.set_ioreq_server_state = {.id = id, .enabled = on}};

    return dom0_dm_op(&op);
}

TEST(dm, no_buffered_servers, .rule = "DM-02", .bus = BUS_SERVED, .needs = CONTROL_PAGE | BARE_DOM0,
     TITLE("a server with a buffered ring of whatever kind is refused; one without is number 1"))
{
    static const uint8_t kinds[] = {HVM_IOREQSRV_BUFIOREQ_LEGACY, HVM_IOREQSRV_BUFIOREQ_ATOMIC, 3,
                                    0x80, 0xff};
    ioservid_t id;

    for (unsigned int i = 0; i < sizeof(kinds); i++) {
        struct xen_dm_op op = {.op = XEN_DMOP_create_ioreq_server,
                               .u.create_ioreq_server.handle_bufioreq = kinds[i]};

        expect_eq(dom0_dm_op(&op), -XEN_EINVAL);
    }
    if (!dom0_server_create(&id))
        return;
    expect_eq(id, 1); /* the bus server is number 0 */
    dom0_server_destroy(id);
}

TEST(dm, a_server_has_no_gfns, .rule = "DM-02", .bus = BUS_SERVED,
     .needs = CONTROL_PAGE | BARE_DOM0,
     TITLE("get_info without XEN_DMOP_no_gfns is -EOPNOTSUPP; with it, it names no buffered port"))
{
    struct xen_dm_op op = {.op = XEN_DMOP_get_ioreq_server_info};
    ioservid_t id;

    if (!dom0_server_create(&id))
        return;
    op.u.get_ioreq_server_info.id = id;
    expect_eq(dom0_dm_op(&op), -XEN_EOPNOTSUPP);
    op.u.get_ioreq_server_info.flags = XEN_DMOP_no_gfns;
    expect_eq(dom0_dm_op(&op), 0);
    expect_eq(op.u.get_ioreq_server_info.bufioreq_port, 0);
    dom0_server_destroy(id);
}

/* A field of 0 in .id and .domid stands for the test's server, and for us. */
static const struct {
    const char *what;
    int wanted;
    struct xen_mem_acquire_resource acquire;
} refused[] = {
    {"the buffered ring", -XEN_ENOENT, {.id = OWN, .nr_frames = 1, .frame = BUFIOREQ}},
    {"frame 2", -XEN_EINVAL, {.id = OWN, .nr_frames = 1, .frame = IOREQ + 1}},
    {"frame 2^31", -XEN_EINVAL, {.id = OWN, .nr_frames = 1, .frame = FAR_FRAME / 2}},
    {"frame 2^32 - 2", -XEN_EINVAL, {.id = OWN, .nr_frames = 1, .frame = FAR_FRAME - 2}},
    {"up to frame 2^32", -XEN_EINVAL, {.id = OWN, .nr_frames = 1, .frame = FAR_FRAME - 1}},
    {"frame 2^32 + 1", -XEN_EINVAL, {.id = OWN, .nr_frames = 1, .frame = FAR_FRAME + IOREQ}},
    {"frame 2^63 + 1", -XEN_EINVAL, {.id = OWN, .nr_frames = 1, .frame = 1ull << 63 | IOREQ}},
    {"frame 2^64 - 1", -XEN_EINVAL, {.id = OWN, .nr_frames = 1, .frame = ~0ull}},
    {"two frames", -XEN_EINVAL, {.id = OWN, .nr_frames = 2, .frame = IOREQ}},
    {"padding", -XEN_EINVAL, {.id = OWN, .nr_frames = 1, .frame = IOREQ, .pad = 1}},
    {"a server nobody has", -XEN_ENOENT, {.id = NOBODYS, .nr_frames = 1, .frame = IOREQ}},
    {"server 65535", -XEN_ENOENT, {.id = 0xffff, .nr_frames = 1, .frame = IOREQ}},
    {"server 65536", -XEN_EINVAL, {.id = 0x10000, .nr_frames = 1, .frame = IOREQ}},
    {"a domain that is not", -XEN_ESRCH, {.id = OWN, .nr_frames = 1, .frame = IOREQ, .domid = 77}},
    {"DOMID_SELF", -XEN_ESRCH, {.id = OWN, .nr_frames = 1, .frame = IOREQ, .domid = DOMID_SELF}},
};

TEST(dm, frames_are_checked, .rule = "DM-02", .bus = BUS_SERVED, .needs = CONTROL_PAGE | BARE_DOM0,
     TITLE("frames other than the one of requests are refused, whatever their number"))
{
    struct xen_mem_acquire_resource unknown = {.nr_frames = 1, .frame = IOREQ, .type = 77};
    ioservid_t id;
    long rc;

    if (!dom0_server_create(&id))
        return;
    for (unsigned int i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        struct xen_mem_acquire_resource row = refused[i].acquire;

        row.id = row.id == OWN ? id : row.id;
        row.domid = row.domid ? row.domid : dom0_guest();
        rc = acquire(&row);
        report_checked();
        if (rc != refused[i].wanted)
            report_fail(__FILE__, __LINE__, "%s: expected %d, returned %ld", refused[i].what,
                        refused[i].wanted, rc);
    }
    dom0_server_destroy(id);
    unknown.domid = dom0_guest();
    rc = acquire(&unknown);
    expect(rc == -XEN_EINVAL || rc == -XEN_EOPNOTSUPP); /* the latter until 4.17 */
}

TEST(dm, the_resource_has_a_size, .rule = "DM-02", .bus = BUS_SERVED,
     .needs = CONTROL_PAGE | BARE_DOM0,
     TITLE("acquire_resource without a list of frames returns how many there are"))
{
    struct xen_mem_acquire_resource size = {.domid = dom0_guest()};

    expect_eq(acquire(&size), 0);
    expect_eq(size.nr_frames, FRAMES);
}

TEST(dm, the_frame_of_requests, .rule = "DM-02", .bus = BUS_SERVED,
     .needs = CONTROL_PAGE | BARE_DOM0,
     TITLE("the frame can be had, again after its release, and shows each vCPU a port of its own "
           "once the server is enabled"))
{
    struct xen_mem_acquire_resource whole = {.domid = dom0_guest(), .nr_frames = 1, .frame = IOREQ};
    uint64_t port[4], before = 0;
    ioservid_t id;

    if (!dom0_server_create(&id))
        return;
    for (unsigned int i = 0; i < 2; i++) {
        struct xen_mem_acquire_resource row = whole;

        row.id = id;
        if (!expect_eq(acquire(&row), 0))
            break;
        expect_eq(enable(id, i), 0);
        for (unsigned int cpu = 0; cpu < settings.scope.vcpus; cpu++) {
            const size_t at = cpu * sizeof(struct ioreq) + offsetof(struct ioreq, vp_eport);

            if (!expect_eq(control_call(CONTROL_PEEK, at, 0, 0, port), 0))
                break;
            expect(i ? port[0] != before && port[0] : !port[0]);
            before = port[0];
        }
        expect_eq(release(), 0);
        expect_eq(control_call(CONTROL_PEEK, 0, 0, 0, port), -XEN_EFAULT);
    }
    expect_eq(enable(id, false), 0);
    dom0_server_destroy(id);
}
