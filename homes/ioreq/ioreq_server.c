/* SPDX-License-Identifier: BSD-2-Clause */
#include "homes/ioreq/ioreq_server.h"

#include <stdio.h>

#include "homes/ioreq/control_page.h"
#include "homes/ioreq/dm_op.h"
#include "homes/ioreq/event.h"
#include "homes/ioreq/foreign.h"
#include "homes/ioreq/foreign_cache.h"
#include "homes/ioreq/guest_end.h"
#include "homes/ioreq/rig_line.h"
#include "runtime/panic.h"
#include "runtime/time/clock.h"

#include <xen/errno.h>

#define DRAIN_LIMIT (100 * CLOCK_MS)
#define DRAIN_STEP  (100 * CLOCK_US)

static struct server {
    ioreq_handler *handler; /* NULL: the handle is free */
    ioservid_t id;
    bool enabled;
    bool dead;          /* plays it */
    unsigned int ports; /* how many of .port are bound */
    evtchn_port_t port[IOREQ_VCPUS];
} servers[IOREQ_SERVERS];

static uint8_t pages[IOREQ_SERVERS][FOREIGN_PAGE] __attribute__((aligned(FOREIGN_PAGE)));
static void *slots[IOREQ_SERVERS]; /* where the page of requests is */
static domid_t guest;
static unsigned int vcpus;
static uint64_t served = ~0ull; /* mask of vCPUs */

static struct control_times nowhere;
struct control_times *ioreq_server_times = &nowhere;

void ioreq_server_record_times(struct control_times *times)
{
    ioreq_server_times = times ? times : &nowhere;
}

void ioreq_server_init(domid_t domid)
{
    int rc = dm_op_nr_vcpus(domid, &vcpus);

    if (rc)
        panic_by("DM-03", "domain %u: Xen does not tell its vCPUs (%d)", domid, rc);
    if (vcpus != guest_vcpus(domid)) {
        rig_line("DM-03", "nr_vcpus says %u, getdomaininfo %u", vcpus, guest_vcpus(domid));
        vcpus = guest_vcpus(domid);
    }
    if (vcpus > IOREQ_VCPUS)
        panic("domain %u has %u vCPUs, more than %u", domid, vcpus, IOREQ_VCPUS);
    guest = domid;
}

static volatile struct ioreq *slot_of(unsigned int handle, unsigned int vcpu)
{
    return (volatile struct ioreq *)slots[handle] + vcpu;
}

int ioreq_server_create(unsigned int handle, ioreq_handler *handler)
{
    struct server *server = &servers[handle];
    int rc;

    *server = (struct server){0};
    rc = dm_op_create_ioreq_server(guest, &server->id);
    if (rc)
        return rc;
    /* Before enabling: only an enabled server with a page gets its event channels shown. */
    rc = foreign_map_requests(guest, server->id, pages[handle], &slots[handle]);
    if (rc) {
        dm_op_destroy_ioreq_server(guest, server->id);
        return rc;
    }
    server->handler = handler;
    return 0;
}

int ioreq_server_map(unsigned int handle, uint64_t base, uint64_t size)
{
    return dm_op_map_range(guest, servers[handle].id, base, size);
}

int ioreq_server_unmap(unsigned int handle, uint64_t base, uint64_t size)
{
    return dm_op_unmap_range(guest, servers[handle].id, base, size);
}

int ioreq_server_claim(unsigned int handle, uint64_t sbdf, uint64_t count)
{
    return dm_op_map_functions(guest, servers[handle].id, sbdf, count);
}

int ioreq_server_release(unsigned int handle, uint64_t sbdf, uint64_t count)
{
    return dm_op_unmap_functions(guest, servers[handle].id, sbdf, count);
}

static int set_state(struct server *server, bool enabled)
{
    int rc = dm_op_set_ioreq_server_state(guest, server->id, enabled);

    if (!rc)
        server->enabled = enabled;
    return rc;
}

/* Each vCPU must be shown a port, and none another's. */
static void check_ports(unsigned int handle)
{
    for (unsigned int vcpu = 0; vcpu < vcpus; vcpu++) {
        const evtchn_port_t port = slot_of(handle, vcpu)->vp_eport;

        if (!port && !vcpu)
            rig_line("DM-02", "an enabled server's page shows no event channel");
        else if (vcpu && (!port || port == slot_of(handle, vcpu - 1)->vp_eport))
            rig_line("IOREQ-18", "vCPU %u has no slot of its own: event channel %u", vcpu, port);
    }
}

static int bind_ports(unsigned int handle)
{
    struct server *server = &servers[handle];
    int rc = 0;

    check_ports(handle);

    while (!rc && server->ports < vcpus) {
        rc = event_bind(guest, slot_of(handle, server->ports)->vp_eport,
                        &server->port[server->ports]);
        if (!rc)
            server->ports++;
    }
    return rc;
}

static void close_ports(unsigned int handle)
{
    struct server *server = &servers[handle];

    while (server->ports)
        event_close(server->port[--server->ports]);
}

int ioreq_server_enable(unsigned int handle)
{
    int rc = set_state(&servers[handle], true);

    return rc ? rc : bind_ports(handle);
}

int ioreq_server_rebind(unsigned int handle)
{
    if (!servers[handle].enabled)
        return -XEN_ENOENT;
    close_ports(handle);
    return bind_ports(handle);
}

int ioreq_server_mask(unsigned int handle, bool masked)
{
    const struct server *server = &servers[handle];
    int rc = 0;

    if (!server->enabled)
        return -XEN_ENOENT;
    for (unsigned int i = 0; i < server->ports && !rc; i++)
        rc = (masked ? event_mask : event_unmask)(server->port[i]);
    return rc;
}

int ioreq_server_disable(unsigned int handle)
{
    return set_state(&servers[handle], false);
}

/* An event of @vcpu, whose slot has no request: did it go to another's? That one had no event. */
static void look_elsewhere(unsigned int handle, unsigned int vcpu)
{
    for (unsigned int other = 0; other < vcpus; other++)
        if (other != vcpu && slot_of(handle, other)->state == STATE_IOREQ_READY &&
            slot_of(handle, other)->vp_eport == slot_of(handle, vcpu)->vp_eport)
            rig_line("IOREQ-18", "a request of vCPU %u is in the slot of vCPU %u", vcpu, other);
}

static void serve_slot(unsigned int handle, unsigned int vcpu)
{
    volatile struct ioreq *slot = slot_of(handle, vcpu);
    struct control_times *const times = ioreq_server_times;
    struct ioreq request;
    uint64_t data;

    if (slot->state != STATE_IOREQ_READY) {
        look_elsewhere(handle, vcpu); /* or else: binding a port makes it pending */
        return;
    }
    times->picked_up = clock_physical();
    times->raised = 0;
    __atomic_thread_fence(__ATOMIC_ACQUIRE);
    request = *(const struct ioreq *)slot;
    slot->state = STATE_IOREQ_INPROCESS;

    if (request.type == IOREQ_TYPE_INVALIDATE) {
        foreign_forget();
        control_page_invalidated(handle);
    } else {
        data = servers[handle].handler(handle, &request, vcpu);
        if (!servers[handle].handler)
            return; /* it abandoned its server */
        slot->data = data;
    }
    times->answered = clock_physical();
    times->count++;
    __atomic_thread_fence(__ATOMIC_RELEASE);
    slot->state = STATE_IORESP_READY;
    event_send(servers[handle].port[vcpu]);
}

void ioreq_server_serve(void)
{
    for (unsigned int handle = 0; handle < IOREQ_SERVERS; handle++) {
        for (unsigned int vcpu = 0; vcpu < servers[handle].ports; vcpu++) {
            if (event_take(servers[handle].port[vcpu]) && served >> vcpu & 1 &&
                !servers[handle].dead)
                serve_slot(handle, vcpu);
        }
    }
}

unsigned int ioreq_server_serve_only(uint64_t mask)
{
    unsigned int waiting = 0;

    served = mask;
    for (unsigned int handle = 0; handle < IOREQ_SERVERS; handle++) {
        for (unsigned int vcpu = 0; vcpu < servers[handle].ports; vcpu++) {
            if (slot_of(handle, vcpu)->state != STATE_IOREQ_READY)
                continue;
            waiting++;
            if (served >> vcpu & 1)
                serve_slot(handle, vcpu); /* its event was taken already */
        }
    }
    return waiting;
}

void ioreq_server_play_dead(unsigned int handle, bool dead)
{
    servers[handle].dead = dead;
    for (unsigned int vcpu = 0; !dead && vcpu < servers[handle].ports; vcpu++)
        serve_slot(handle, vcpu);
}

static bool is_idle(unsigned int handle)
{
    for (unsigned int vcpu = 0; vcpu < vcpus; vcpu++) {
        if (slot_of(handle, vcpu)->state != STATE_IOREQ_NONE)
            return false;
    }
    return true;
}

/* Answers what is under way and lets the vCPUs take their answers. */
static bool drain(unsigned int handle)
{
    const uint64_t deadline = clock_deadline(DRAIN_LIMIT);

    while (!is_idle(handle)) {
        if (clock_expired(deadline))
            return false;
        event_wait(clock_deadline(DRAIN_STEP));
        ioreq_server_serve();
    }
    return true;
}

static int destroy(unsigned int handle)
{
    struct server *server = &servers[handle];
    int rc;

    close_ports(handle);
    rc = dm_op_destroy_ioreq_server(guest, server->id);
    if (rc)
        return rc;
    server->handler = NULL;
    return foreign_unmap_requests(slots[handle]);
}

int ioreq_server_destroy(unsigned int handle)
{
    struct server *server = &servers[handle];
    const bool was_enabled = server->enabled;
    int rc = was_enabled ? set_state(server, false) : 0;

    if (rc)
        return rc;
    if (!drain(handle)) {
        printf("doorbell backend: error: a vCPU does not take the answer of server %u\n", handle);
        set_state(server, was_enabled);
        return -XEN_EBUSY;
    }
    return destroy(handle);
}

/* Answers what waits, even what a test wants to wait. */
static void answer_all(unsigned int handle)
{
    served = ~0ull;
    servers[handle].dead = false;
    for (unsigned int vcpu = 0; vcpu < servers[handle].ports; vcpu++)
        serve_slot(handle, vcpu);
}

bool ioreq_server_leave(void)
{
    bool left = true;

    for (unsigned int handle = 0; handle < IOREQ_SERVERS; handle++) {
        if (!servers[handle].handler)
            continue;
        if (servers[handle].enabled && set_state(&servers[handle], false)) {
            left = false;
            continue;
        }
        answer_all(handle);
        left &= drain(handle) && !destroy(handle);
    }
    return left;
}

int ioreq_server_confirm(unsigned int handle)
{
    return dm_op_set_ioreq_server_state(guest, servers[handle].id, servers[handle].enabled);
}

void ioreq_server_abandon(unsigned int handle)
{
    int rc = destroy(handle);

    if (rc)
        panic_by("DM-01", "Xen refuses to destroy server %u (%d)", handle, rc);
}

bool ioreq_server_exists(unsigned int handle)
{
    return servers[handle].handler;
}

bool ioreq_server_is_answered(unsigned int handle)
{
    for (unsigned int vcpu = 0; vcpu < vcpus; vcpu++)
        if (slot_of(handle, vcpu)->state == STATE_IORESP_READY)
            return true;
    return false;
}
