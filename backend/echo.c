/* SPDX-License-Identifier: BSD-2-Clause */
#include "echo.h"

#include "bus_server.h"
#include "control_page.h"
#include "ioreq_server.h"

#include <xen/errno.h>

/* By handle; the bus server's tag is CONTROL_BUS_TAG, 0. */
static struct {
    bool used;
    uint8_t tag;
} servers[IOREQ_SERVERS];

static bool override;
static uint64_t override_value;

uint64_t echo_access(unsigned int server, const struct ioreq *request, unsigned int vcpu)
{
    control_page_log(server, request, vcpu);
    return override ? override_value
                    : control_echo(request->addr, request->size, servers[server].tag);
}

void echo_override(bool on, uint64_t value)
{
    override = on;
    override_value = value;
}

int echo_server_add(uint64_t base, uint64_t size, uint64_t tag, unsigned int *handle)
{
    unsigned int i = BUS_SERVER + 1;
    int rc;

    if (!size || base + (size - 1) < base || tag > UINT8_MAX)
        return -XEN_EINVAL;
    while (i < IOREQ_SERVERS && servers[i].used)
        i++;
    if (i == IOREQ_SERVERS)
        return -XEN_ENOSPC;
    rc = ioreq_server_create(i, echo_access);
    if (rc)
        return rc;
    servers[i].used = true;
    servers[i].tag = tag;
    rc = ioreq_server_map(i, base, size);
    if (!rc)
        rc = ioreq_server_enable(i);
    if (rc)
        echo_server_remove(i);
    *handle = i;
    return rc;
}

int echo_server_remove(uint64_t handle)
{
    int rc;

    if (handle == BUS_SERVER || handle >= IOREQ_SERVERS || !servers[handle].used)
        return -XEN_ENOENT;
    rc = ioreq_server_destroy(handle);
    if (!rc)
        servers[handle].used = false;
    return rc;
}
