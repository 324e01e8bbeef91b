/* SPDX-License-Identifier: BSD-2-Clause */
#include "homes/ioreq/echo_server.h"

#include <stddef.h>

#include "homes/ioreq/ioreq_server.h"
#include "homes/ioreq/server_ops.h"

#include <xen/errno.h>

/* By handle; the bus server's tag is CONTROL_BUS_TAG, 0. */
static struct {
    bool used;
    uint8_t tag;
} servers[IOREQ_SERVERS];

static bool override;
static uint64_t override_value;
static void (*hold)(void);

/* Configuration space echoes, too: as if it were an echo range. */
static uint64_t echo_address(const struct ioreq *request)
{
    return request->type == IOREQ_TYPE_PCI_CONFIG
               ? control_function(request->addr >> 32, (uint32_t)request->addr)
               : request->addr;
}

uint64_t echo_access(unsigned int server, const struct ioreq *request, unsigned int vcpu)
{
    server_ops.log(server, request, vcpu);
    if (hold && server == IOREQ_BUS) {
        void (*const hook)(void) = hold;

        hold = NULL;
        hook();
    }
    return override ? override_value
                    : server_ops.echo(echo_address(request), request->size, servers[server].tag);
}

void echo_hold(void (*hook)(void))
{
    hold = hook;
}

void echo_override(bool on, uint64_t value)
{
    override = on;
    override_value = value;
}

int echo_server_add(echo_change *map, uint64_t base, uint64_t size, uint64_t tag,
                    unsigned int *handle)
{
    unsigned int i = IOREQ_BUS + 1;
    int rc;

    if (!size || base + (size - 1) < base || tag > UINT8_MAX)
        return -XEN_EINVAL;
    while (i < IOREQ_SPLIT && servers[i].used)
        i++;
    if (i == IOREQ_SPLIT)
        return -XEN_ENOSPC;
    rc = ioreq_server_create(i, echo_access);
    if (rc)
        return rc;
    servers[i].used = true;
    servers[i].tag = tag;
    rc = map(i, base, size);
    if (!rc)
        rc = ioreq_server_enable(i);
    if (rc)
        echo_server_remove(i);
    *handle = i;
    return rc;
}

static bool is_ours(uint64_t handle)
{
    return handle < IOREQ_SERVERS && servers[handle].used;
}

int echo_server_change(echo_change *change, uint64_t handle, uint64_t base, uint64_t size)
{
    return is_ours(handle) ? change(handle, base, size) : -XEN_ENOENT;
}

int echo_server_remove(uint64_t handle)
{
    int rc;

    if (!is_ours(handle))
        return -XEN_ENOENT;
    rc = ioreq_server_destroy(handle);
    if (!rc)
        servers[handle].used = false;
    return rc;
}
