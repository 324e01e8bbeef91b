/* SPDX-License-Identifier: BSD-2-Clause */
#include "homes/ioreq/dm_op.h"

#include <xen/hvm/hvm_op.h>

static int issue(domid_t domid, struct xen_dm_op *op)
{
    struct xen_dm_op_buf buffer = {.size = sizeof(*op)};

    set_xen_guest_handle(buffer.h, op);
    return xen_hypercall(__HYPERVISOR_dm_op, domid, 1, (unsigned long)&buffer, 0, 0);
}

int dm_op_create_ioreq_server(domid_t domid, ioservid_t *id)
{
    struct xen_dm_op op = {
        .op = XEN_DMOP_create_ioreq_server,
        .u.create_ioreq_server.handle_bufioreq = HVM_IOREQSRV_BUFIOREQ_OFF,
    };
    int rc = issue(domid, &op);

    *id = op.u.create_ioreq_server.id;
    return rc;
}

int dm_op_destroy_ioreq_server(domid_t domid, ioservid_t id)
{
    struct xen_dm_op op = {
        .op = XEN_DMOP_destroy_ioreq_server,
        .u.destroy_ioreq_server.id = id,
    };

    return issue(domid, &op);
}

int dm_op_set_ioreq_server_state(domid_t domid, ioservid_t id, bool enabled)
{
    struct xen_dm_op op = {
        .op = XEN_DMOP_set_ioreq_server_state,
        .u.set_ioreq_server_state = {.id = id, .enabled = enabled},
    };

    return issue(domid, &op);
}

static int change_range(uint32_t what, uint32_t type, domid_t domid, ioservid_t id, uint64_t base,
                        uint64_t size)
{
    struct xen_dm_op op = {
        .op = what,
        .u.map_io_range_to_ioreq_server =
            {
                .id = id,
                .type = type,
                .start = base,
                .end = base + (size - 1),
            },
    };

    return issue(domid, &op);
}

int dm_op_map_range(domid_t domid, ioservid_t id, uint64_t base, uint64_t size)
{
    return change_range(XEN_DMOP_map_io_range_to_ioreq_server, XEN_DMOP_IO_RANGE_MEMORY, domid, id,
                        base, size);
}

int dm_op_unmap_range(domid_t domid, ioservid_t id, uint64_t base, uint64_t size)
{
    return change_range(XEN_DMOP_unmap_io_range_from_ioreq_server, XEN_DMOP_IO_RANGE_MEMORY, domid,
                        id, base, size);
}

int dm_op_map_functions(domid_t domid, ioservid_t id, uint64_t sbdf, uint64_t count)
{
    return change_range(XEN_DMOP_map_io_range_to_ioreq_server, XEN_DMOP_IO_RANGE_PCI, domid, id,
                        sbdf, count);
}

int dm_op_unmap_functions(domid_t domid, ioservid_t id, uint64_t sbdf, uint64_t count)
{
    return change_range(XEN_DMOP_unmap_io_range_from_ioreq_server, XEN_DMOP_IO_RANGE_PCI, domid, id,
                        sbdf, count);
}

int dm_op_set_irq_level(domid_t domid, uint32_t intid, bool level)
{
    struct xen_dm_op op = {
        .op = XEN_DMOP_set_irq_level,
        .u.set_irq_level = {.irq = intid, .level = level},
    };

    return issue(domid, &op);
}

int dm_op_nr_vcpus(domid_t domid, unsigned int *vcpus)
{
    struct xen_dm_op op = {.op = XEN_DMOP_nr_vcpus};
    int rc = issue(domid, &op);

    *vcpus = op.u.nr_vcpus.vcpus;
    return rc;
}
