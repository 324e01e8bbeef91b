/* SPDX-License-Identifier: BSD-2-Clause */
#include "suites/dm/dom0_call.h"

#include <string.h>

#include "guest/control/control_client.h"
#include "guest/test/report.h"

/* What a dm_op's data are: the list of buffers, behind it the operation. */
#define BUFFERS 4
struct dm_data {
    struct xen_dm_op_buf buffer[BUFFERS];
    struct xen_dm_op op;
};

_Static_assert(sizeof(struct dm_data) <= CONTROL_DATA, "fits");

domid_t dom0_guest(void)
{
    return control_hypercall()->domid;
}

uint64_t dom0_spare(void)
{
    return control_hypercall()->spare;
}

uint64_t dom0_address(size_t offset)
{
    return control_hypercall()->base + offset;
}

long dom0_call(unsigned int nr, const uint64_t arg[3], void *data, size_t size)
{
    volatile struct control_hypercall *call = control_hypercall();

    call->nr = nr;
    for (unsigned int i = 0; i < 3; i++)
        call->arg[i] = arg[i];
    memcpy((void *)call->data, data, size);
    if (!control_do(CONTROL_HYPERCALL, 0, 0, 0))
        return DOM0_LOST;
    memcpy(data, (const void *)call->data, size);
    return call->value;
}

long dom0_dm_op_by(const struct dm_buffers *how, struct xen_dm_op *op)
{
    const uint64_t first = how->buffer ? how->buffer : dom0_address(offsetof(struct dm_data, op));
    const uint64_t arg[3] = {
        how->domid || how->domid_is_dom0s ? how->domid : dom0_guest(),
        how->count || how->none ? how->count : 1,
        how->list ? how->list : dom0_address(0),
    };
    struct dm_data data = {.op = *op};
    long rc;

    for (unsigned int i = 0; i < BUFFERS; i++) {
        set_xen_guest_handle(data.buffer[i].h, (void *)first);
        data.buffer[i].size = how->size || how->empty ? how->size : sizeof(*op);
    }
    rc = dom0_call(__HYPERVISOR_dm_op, arg, &data, sizeof(data));
    *op = data.op;
    return rc;
}

long dom0_dm_op(struct xen_dm_op *op)
{
    static const struct dm_buffers ordinary;

    return dom0_dm_op_by(&ordinary, op);
}

bool dom0_server_create(ioservid_t *id)
{
    struct xen_dm_op op = {.op = XEN_DMOP_create_ioreq_server};
    const long rc = dom0_dm_op(&op);

    *id = op.u.create_ioreq_server.id;
    if (rc)
        report_error("dom0 cannot create a server (%ld)", rc);
    return !rc;
}

void dom0_server_destroy(ioservid_t id)
{
    struct xen_dm_op op = {.op = XEN_DMOP_destroy_ioreq_server, .u.destroy_ioreq_server.id = id};
    const long rc = dom0_dm_op(&op);

    if (rc)
        report_error("dom0 cannot destroy server %u (%ld)", id, rc);
}
