/* SPDX-License-Identifier: BSD-2-Clause */
/* What a dm_op refuses, field by field, and that nothing changes then: DM-01. */
#include "guest/control/control_client.h"
#include "guest/control/settings.h"
#include "guest/test/report.h"
#include "protocol/test.h"
#include "suites/dm/dom0_call.h"
#include "suites/ioreq/echo.h"

#include <string.h>
#include <xen/errno.h>

#define PAGE    0x1000ull
#define OWN     0x5a5a /* stands for the server of the test */
#define NOBODYS 6      /* a server that no test of ours ever has */
#define SERVERS 8
#define TAG     0x27
#define OPS_END 48 /* beyond the last operation that any architecture has */

#define FREE_AT                                                                      \
    (settings.echo.base + settings.echo.size + 16 * PAGE) /* a range for .own to map \
                                                           */

/* Operations that Arm has, by size; and one of each that is right but for what a test spoils. */
static const struct {
    uint32_t op;
    uint32_t size;
} known[] = {
    {XEN_DMOP_create_ioreq_server, sizeof(struct xen_dm_op_create_ioreq_server)},
    {XEN_DMOP_get_ioreq_server_info, sizeof(struct xen_dm_op_get_ioreq_server_info)},
    {XEN_DMOP_map_io_range_to_ioreq_server, sizeof(struct xen_dm_op_ioreq_server_range)},
    {XEN_DMOP_unmap_io_range_from_ioreq_server, sizeof(struct xen_dm_op_ioreq_server_range)},
    {XEN_DMOP_set_ioreq_server_state, sizeof(struct xen_dm_op_set_ioreq_server_state)},
    {XEN_DMOP_destroy_ioreq_server, sizeof(struct xen_dm_op_destroy_ioreq_server)},
    {XEN_DMOP_set_irq_level, sizeof(struct xen_dm_op_set_irq_level)},
    {XEN_DMOP_nr_vcpus, sizeof(struct xen_dm_op_nr_vcpus)},
};

#define KNOWN (sizeof(known) / sizeof(known[0]))

static bool is_known(uint32_t op)
{
    for (unsigned int i = 0; i < KNOWN; i++)
        if (known[i].op == op)
            return true;
    return false;
}

/* Checks that @op, handed over as @how says, gives @wanted and comes back as it was. */
static void expect_refused(const struct dm_buffers *how, const struct xen_dm_op *op, long wanted,
                           const char *what)
{
    struct xen_dm_op after = *op;
    const long rc = dom0_dm_op_by(how, &after);

    report_checked();
    if (rc != wanted)
        report_fail(__FILE__, __LINE__, "operation %u, %s: expected %ld, returned %ld", op->op,
                    what, wanted, rc);
    else if (memcmp(&after, op, sizeof(after)))
        report_fail(__FILE__, __LINE__, "operation %u, %s: refused, but its buffer was written",
                    op->op, what);
}

TEST(dm, buffers_are_checked, .rule = "DM-01", .bus = BUS_SERVED, .needs = CONTROL_PAGE | BARE_DOM0,
     TITLE("no buffer, too many, short and unreadable ones are refused; surplus is not looked at"))
{
    static const struct {
        const char *what;
        struct dm_buffers how;
        int wanted;
    } cases[] = {
        {"no buffers", {.none = true}, -XEN_ENODATA},
        {"three buffers", {.count = 3}, -XEN_E2BIG},
        {"2^32 - 1 buffers", {.count = UINT32_MAX}, -XEN_E2BIG},
        {"an unreadable list", {.list = DOM0_NOWHERE}, -XEN_EFAULT},
        {"an unreadable buffer", {.buffer = DOM0_NOWHERE}, -XEN_EFAULT},
        {"an empty buffer", {.empty = true}, -XEN_EFAULT},
        {"a buffer of 7 bytes", {.size = 7}, -XEN_EFAULT},
        {"domain DOMID_SELF", {.domid = DOMID_SELF}, -XEN_ESRCH},
        {"its own domain", {.domid_is_dom0s = true}, -XEN_EPERM},
        {"a domain that is not there", {.domid = 77}, -XEN_ESRCH},
        {"domain DOMID_INVALID", {.domid = DOMID_INVALID}, -XEN_ESRCH},
    };
    const struct dm_buffers two = {.count = 2}, large = {.size = CONTROL_DATA};
    struct xen_dm_op op = {.op = XEN_DMOP_nr_vcpus};

    for (unsigned int i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        expect_refused(&cases[i].how, &op, cases[i].wanted, cases[i].what);
    for (unsigned int i = 0; i < KNOWN; i++) {
        const struct dm_buffers cut = {.size = offsetof(struct xen_dm_op, u) + known[i].size - 1};

        op = (struct xen_dm_op){.op = known[i].op};
        expect_refused(&cut, &op, -XEN_EFAULT, "a byte short");
    }
    op = (struct xen_dm_op){.op = XEN_DMOP_nr_vcpus};
    expect_eq(dom0_dm_op_by(&two, &op), 0);
    expect_eq(dom0_dm_op_by(&large, &op), 0);
}

TEST(dm, other_operations_are_unsupported, .rule = "DM-01", .bus = BUS_SERVED,
     .needs = CONTROL_PAGE | BARE_DOM0,
     TITLE("every operation that Arm does not have is -EOPNOTSUPP, whatever its arguments"))
{
    static const uint32_t far[] = {0x100, 0x7fffffff, 0x80000001, UINT32_MAX};
    static const struct dm_buffers ordinary;
    struct xen_dm_op op;

    memset(&op, 0, sizeof(op));
    for (op.op = 0; op.op < OPS_END; op.op++)
        if (!is_known(op.op))
            expect_refused(&ordinary, &op, -XEN_EOPNOTSUPP, "which Arm lacks");
    for (unsigned int i = 0; i < sizeof(far) / sizeof(far[0]); i++) {
        op.op = far[i];
        expect_refused(&ordinary, &op, -XEN_EOPNOTSUPP, "which nobody has");
    }
}

/* Of operations with a server: what is wrong, with the server's number in .u's first two bytes. */
#define INFO(...)                                                                        \
    {                                                                                    \
        .op = XEN_DMOP_get_ioreq_server_info, .u.get_ioreq_server_info = { __VA_ARGS__ } \
    }
#define RANGE(which, ...)                                                                        \
    {                                                                                            \
        .op = XEN_DMOP_##which##_ioreq_server, .u.map_io_range_to_ioreq_server = { __VA_ARGS__ } \
    }
#define MAP(...)   RANGE(map_io_range_to, __VA_ARGS__)
#define UNMAP(...) RANGE(unmap_io_range_from, __VA_ARGS__)
#define STATE(...)                                                                         \
    {                                                                                      \
        .op = XEN_DMOP_set_ioreq_server_state, .u.set_ioreq_server_state = { __VA_ARGS__ } \
    }
#define DESTROY(...)                                                                   \
    {                                                                                  \
        .op = XEN_DMOP_destroy_ioreq_server, .u.destroy_ioreq_server = { __VA_ARGS__ } \
    }
#define CREATE(...)                                                                  \
    {                                                                                \
        .op = XEN_DMOP_create_ioreq_server, .u.create_ioreq_server = { __VA_ARGS__ } \
    }
#define MEMORY .type = XEN_DMOP_IO_RANGE_MEMORY

/* .start and .end are relative to FREE_AT. */
static const struct refusal {
    const char *what;
    int wanted;
    struct xen_dm_op op;
} refusals[] = {
    {"pad[0]", -XEN_EINVAL, CREATE(.pad = {1})},
    {"pad[1]", -XEN_EINVAL, CREATE(.pad = {0, 1})},
    {"pad[2]", -XEN_EINVAL, CREATE(.pad = {0, 0, 0x80})},
    {"a server nobody has", -XEN_ENOENT, INFO(.id = NOBODYS, .flags = XEN_DMOP_no_gfns)},
    {"server 8", -XEN_ENOENT, INFO(.id = SERVERS, .flags = XEN_DMOP_no_gfns)},
    {"server 65535", -XEN_ENOENT, INFO(.id = 0xffff, .flags = XEN_DMOP_no_gfns)},
    {"flags 2", -XEN_EINVAL, INFO(.id = OWN, .flags = 2)},
    {"flags 0x8001", -XEN_EINVAL, INFO(.id = OWN, .flags = 0x8001)},
    {"pad", -XEN_EINVAL, MAP(.id = OWN, .pad = 1, MEMORY, .end = PAGE - 1)},
    {"pad 0x8000", -XEN_EINVAL, MAP(.id = OWN, .pad = 0x8000, MEMORY, .end = PAGE - 1)},
    {"type 3", -XEN_EINVAL, MAP(.id = OWN, .type = 3, .end = PAGE - 1)},
    {"type 0x101", -XEN_EINVAL, MAP(.id = OWN, .type = 0x101, .end = PAGE - 1)},
    {"type 2^32 - 1", -XEN_EINVAL, MAP(.id = OWN, .type = UINT32_MAX, .end = PAGE - 1)},
    {"end before start", -XEN_EINVAL, MAP(.id = OWN, MEMORY, .start = 8, .end = 7)},
    {"end far before start", -XEN_EINVAL, MAP(.id = OWN, MEMORY, .start = 8 * PAGE)},
    {"a server nobody has", -XEN_ENOENT, MAP(.id = NOBODYS, MEMORY, .end = PAGE - 1)},
    {"server 8", -XEN_ENOENT, MAP(.id = SERVERS, MEMORY, .end = PAGE - 1)},
    {"server 65535", -XEN_ENOENT, MAP(.id = 0xffff, MEMORY, .end = PAGE - 1)},
    {"pad", -XEN_EINVAL, UNMAP(.id = OWN, .pad = 1, MEMORY, .end = PAGE - 1)},
    {"type 3", -XEN_EINVAL, UNMAP(.id = OWN, .type = 3, .end = PAGE - 1)},
    {"end before start", -XEN_EINVAL, UNMAP(.id = OWN, MEMORY, .start = 8, .end = 7)},
    {"what is not mapped", -XEN_ENOENT, UNMAP(.id = OWN, MEMORY, .end = PAGE - 1)},
    {"half of it mapped", -XEN_ENOENT,
     UNMAP(.id = OWN, MEMORY, .start = PAGE - 8, .end = PAGE + 7)},
    {"another type's", -XEN_ENOENT,
     UNMAP(.id = OWN, .type = XEN_DMOP_IO_RANGE_PCI, .start = PAGE, .end = 2 * PAGE - 1)},
    {"a server nobody has", -XEN_ENOENT, UNMAP(.id = NOBODYS, MEMORY, .end = PAGE - 1)},
    {"server 65535", -XEN_ENOENT, UNMAP(.id = 0xffff, MEMORY, .end = PAGE - 1)},
    {"pad", -XEN_EINVAL, STATE(.id = OWN, .enabled = 1, .pad = 1)},
    {"a server nobody has", -XEN_ENOENT, STATE(.id = NOBODYS, .enabled = 1)},
    {"server 8", -XEN_ENOENT, STATE(.id = SERVERS, .enabled = 1)},
    {"server 65535", -XEN_ENOENT, STATE(.id = 0xffff)},
    {"pad", -XEN_EINVAL, DESTROY(.id = OWN, .pad = 1)},
    {"a server nobody has", -XEN_ENOENT, DESTROY(.id = NOBODYS)},
    {"server 8", -XEN_ENOENT, DESTROY(.id = SERVERS)},
    {"server 65535", -XEN_ENOENT, DESTROY(.id = 0xffff)},
};

/* Maps (or unmaps) the second page at FREE_AT. */
static long change_range(uint32_t what, ioservid_t id)
{
    struct xen_dm_op op = {.op = what,
                           .u.map_io_range_to_ioreq_server = {
                               .id = id,
                               .type = XEN_DMOP_IO_RANGE_MEMORY,
                               .start = FREE_AT + PAGE,
                               .end = FREE_AT + 2 * PAGE - 1,
                           }};

    return dom0_dm_op(&op);
}

/* The row's operation about server @id, with each of its fields as it is to be. */
static struct xen_dm_op instance(const struct refusal *row, ioservid_t id)
{
    struct xen_dm_op op = row->op;
    struct xen_dm_op_ioreq_server_range *range = &op.u.map_io_range_to_ioreq_server;

    if (op.op != XEN_DMOP_create_ioreq_server && range->id == OWN)
        range->id = id;
    if (op.op == XEN_DMOP_map_io_range_to_ioreq_server ||
        op.op == XEN_DMOP_unmap_io_range_from_ioreq_server) {
        range->start += FREE_AT;
        range->end += FREE_AT;
    }
    return op;
}

TEST(dm, fields_are_checked, .rule = "DM-01", .bus = BUS_SERVED, .needs = CONTROL_PAGE | BARE_DOM0,
     TITLE("padding, servers, types and ranges that are wrong are refused, and nothing changes"))
{
    static const struct dm_buffers ordinary;
    ioservid_t id, next;

    if (!dom0_server_create(&id))
        return;
    expect_eq(change_range(XEN_DMOP_map_io_range_to_ioreq_server, id), 0);
    report_about("IOREQ-12"); /* a server's ranges do not overlap */
    expect_eq(change_range(XEN_DMOP_map_io_range_to_ioreq_server, id), -XEN_EEXIST);
    report_about(NULL);
    for (unsigned int i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
        const struct xen_dm_op op = instance(&refusals[i], id);

        expect_refused(&ordinary, &op, refusals[i].wanted, refusals[i].what);
    }
    for (unsigned int i = 0; i < KNOWN; i++) {
        const struct xen_dm_op op = {.op = known[i].op, .pad = i % 2 ? 1 : 0x80000000};

        expect_refused(&ordinary, &op, -XEN_EINVAL, "padding of its header");
    }
    /* The server is there, disabled, with the one range; and no other one has come. */
    expect_unserved(FREE_AT);
    expect_unserved(FREE_AT + PAGE);
    if (dom0_server_create(&next)) {
        expect_eq(next, id + 1);
        dom0_server_destroy(next);
    }
    expect_eq(change_range(XEN_DMOP_unmap_io_range_from_ioreq_server, id), 0);
    report_about("IOREQ-14"); /* what is unmapped is gone */
    expect_eq(change_range(XEN_DMOP_unmap_io_range_from_ioreq_server, id), -XEN_ENOENT);
    report_about(NULL);
    dom0_server_destroy(id);
    expect_echo(settings.echo.base, CONTROL_BUS_TAG);
}

TEST(dm, ports_are_not_memory, .rule = "DM-01", .bus = BUS_SERVED,
     .needs = CONTROL_PAGE | BARE_DOM0,
     TITLE("a range of ports is accepted, and takes no access to the memory of the same address"))
{
    const uint64_t server = echo_server_start(FREE_AT, PAGE, TAG);
    struct xen_dm_op op = {.op = XEN_DMOP_map_io_range_to_ioreq_server,
                           .u.map_io_range_to_ioreq_server = {
                               .type = XEN_DMOP_IO_RANGE_PORT,
                               .start = FREE_AT + PAGE,
                               .end = FREE_AT + 2 * PAGE - 1,
                           }};
    ioservid_t next;

    if (!server)
        return;
    if (dom0_server_create(&next)) {
        op.u.map_io_range_to_ioreq_server.id = next - 1; /* .server's: the lowest that is free */
        expect_eq(dom0_dm_op(&op), 0);
        dom0_server_destroy(next);
    }
    expect_echo(FREE_AT, TAG);
    expect_unserved(FREE_AT + PAGE);
    control_do(CONTROL_SERVER_REMOVE, server, 0, 0);
}

TEST(dm, the_guest_itself_may_not, .rule = "DM-01", .bus = BUS_SERVED,
     .needs = CONTROL_PAGE | BARE_DOM0,
     TITLE("a dm_op of the domU, on itself or on dom0, is refused"))
{
    static struct xen_dm_op op;
    static struct xen_dm_op_buf buffer = {.size = sizeof(op)};
    const domid_t domids[] = {dom0_guest(), DOMID_SELF, 0, 77};

    op = (struct xen_dm_op){.op = XEN_DMOP_nr_vcpus};
    set_xen_guest_handle(buffer.h, &op);
    for (unsigned int i = 0; i < sizeof(domids) / sizeof(domids[0]); i++) {
        const long rc =
            xen_hypercall(__HYPERVISOR_dm_op, domids[i], 1, (unsigned long)&buffer, 0, 0);

        report_checked();
        if (rc != -XEN_EPERM && rc != -XEN_ESRCH)
            report_fail(__FILE__, __LINE__, "domain %u: expected -EPERM or -ESRCH, returned %ld",
                        domids[i], rc);
    }
    expect_eq(op.u.nr_vcpus.vcpus, 0);
}
