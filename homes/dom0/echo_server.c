/* SPDX-License-Identifier: BSD-2-Clause */
#include "homes/dom0/echo_server.h"

#include "homes/dom0/bus_server.h"
#include "homes/dom0/control_page.h"
#include "device_model/faults/fault_layer.h"
#include "homes/dom0/ioreq_server.h"

#include <xen/errno.h>

/* By handle; the bus server's tag is CONTROL_BUS_TAG, 0. */
static struct {
    bool used;
    uint8_t tag;
} servers[IOREQ_SERVERS];

static bool override;
static uint64_t override_value;
static void (*hold)(void);

/* FAULT_POSTED_WRITES: the one that waits for a read to overtake it. */
static struct ioreq posted;

static void log_request(unsigned int server, const struct ioreq *request, unsigned int vcpu)
{
    if (!fault_is(FAULT_POSTED_WRITES))
        posted.size = 0; /* left over from when it was */
    if (fault_is(FAULT_POSTED_WRITES) && request->dir == IOREQ_WRITE && !posted.size) {
        posted = *request;
        return;
    }
    control_page_log(server, request, vcpu);
    if (posted.size)
        control_page_log(server, &posted, vcpu);
    posted.size = 0;
}

uint64_t echo_access(unsigned int server, const struct ioreq *request, unsigned int vcpu)
{
    static uint64_t answer;
    const uint64_t before = answer;

    log_request(server, request, vcpu);
    if (hold && server == BUS_SERVER) {
        void (*const hook)(void) = hold;

        hold = NULL;
        hook();
    }
    answer = control_echo(request->addr, request->size, servers[server].tag);
    if (fault_is(FAULT_STALE_ANSWER))
        return before;
    return override ? override_value : answer;
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

int echo_server_add(uint64_t base, uint64_t size, uint64_t tag, unsigned int *handle)
{
    unsigned int i = BUS_SERVER + 1;
    int rc;

    if (!size || base + (size - 1) < base || tag > UINT8_MAX)
        return -XEN_EINVAL;
    while (i < SPLIT_SERVER && servers[i].used)
        i++;
    if (i == SPLIT_SERVER)
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

static bool is_ours(uint64_t handle)
{
    return handle < IOREQ_SERVERS && servers[handle].used;
}

int echo_server_map(uint64_t handle, uint64_t base, uint64_t size)
{
    return is_ours(handle) ? ioreq_server_map(handle, base, size) : -XEN_ENOENT;
}

int echo_server_unmap(uint64_t handle, uint64_t base, uint64_t size)
{
    if (fault_is(FAULT_UNMAP_IGNORED))
        return 0;
    return is_ours(handle) ? ioreq_server_unmap(handle, base, size) : -XEN_ENOENT;
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
