/* SPDX-License-Identifier: BSD-2-Clause */
/* homes/ioreq/dm_op.h by libxendevicemodel. */
#include "homes/ioreq/dm_op.h"

#include "homes/linux_dm/xen_libs.h"

#include <xen/errno.h>

int dm_op_create_ioreq_server(domid_t domid, ioservid_t *id)
{
    return xen_libs_result(
        xendevicemodel_create_ioreq_server(xen_libs.model, domid, HVM_IOREQSRV_BUFIOREQ_OFF, id));
}

int dm_op_destroy_ioreq_server(domid_t domid, ioservid_t id)
{
    return xen_libs_result(xendevicemodel_destroy_ioreq_server(xen_libs.model, domid, id));
}

int dm_op_set_ioreq_server_state(domid_t domid, ioservid_t id, bool enabled)
{
    return xen_libs_result(
        xendevicemodel_set_ioreq_server_state(xen_libs.model, domid, id, enabled));
}

int dm_op_map_range(domid_t domid, ioservid_t id, uint64_t base, uint64_t size)
{
    return xen_libs_result(xendevicemodel_map_io_range_to_ioreq_server(
        xen_libs.model, domid, id, true, base, base + (size - 1)));
}

int dm_op_unmap_range(domid_t domid, ioservid_t id, uint64_t base, uint64_t size)
{
    return xen_libs_result(xendevicemodel_unmap_io_range_from_ioreq_server(
        xen_libs.model, domid, id, true, base, base + (size - 1)));
}

/* The library names one function at a time. */
typedef int change_function(xendevicemodel_handle *model, domid_t domid, ioservid_t id,
                            uint16_t segment, uint8_t bus, uint8_t device, uint8_t function);

static int change_functions(change_function *change, domid_t domid, ioservid_t id, uint64_t sbdf,
                            uint64_t count)
{
    int rc = sbdf >> 32 || count > UINT32_MAX || sbdf + count > 1ull << 32 ? -XEN_EINVAL : 0;

    for (uint64_t at = sbdf; !rc && at < sbdf + count; at++)
        rc = xen_libs_result(
            change(xen_libs.model, domid, id, at >> 16, at >> 8 & 0xff, at >> 3 & 0x1f, at & 7));
    return rc;
}

int dm_op_map_functions(domid_t domid, ioservid_t id, uint64_t sbdf, uint64_t count)
{
    return change_functions(xendevicemodel_map_pcidev_to_ioreq_server, domid, id, sbdf, count);
}

int dm_op_unmap_functions(domid_t domid, ioservid_t id, uint64_t sbdf, uint64_t count)
{
    return change_functions(xendevicemodel_unmap_pcidev_from_ioreq_server, domid, id, sbdf, count);
}

int dm_op_set_irq_level(domid_t domid, uint32_t intid, bool level)
{
    return xen_libs_result(xendevicemodel_set_irq_level(xen_libs.model, domid, intid, level));
}

int dm_op_nr_vcpus(domid_t domid, unsigned int *vcpus)
{
    return xen_libs_result(xendevicemodel_nr_vcpus(xen_libs.model, domid, vcpus));
}
