/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/fakes/fake_xen.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "homes/ioreq/control_page.h"
#include "homes/ioreq/dm_op.h"
#include "homes/ioreq/event.h"
#include "homes/ioreq/foreign.h"
#include "homes/ioreq/foreign_cache.h"
#include "homes/ioreq/guest_end.h"
#include "runtime/panic.h"
#include "runtime/time/clock.h"

#include <xen/errno.h>

#define FIRST_PORT 10

struct fake_xen fake_xen;

static volatile struct ioreq *slots;
static bool pending[FAKE_VCPUS];
static uint64_t now;

static int note(char what)
{
    const size_t length = strlen(fake_xen.log);

    if (length < sizeof(fake_xen.log) - 1)
        fake_xen.log[length] = what;
    return fake_xen.gone ? -XEN_ENOENT : 0;
}

void fake_xen_reset(void)
{
    fake_xen = (struct fake_xen){.vcpus_run = true};
    memset(pending, 0, sizeof(pending));
}

volatile struct ioreq *fake_xen_request(unsigned int vcpu, uint64_t addr)
{
    slots[vcpu].addr = addr;
    slots[vcpu].size = 4;
    slots[vcpu].dir = IOREQ_READ;
    slots[vcpu].type = IOREQ_TYPE_COPY;
    slots[vcpu].state = STATE_IOREQ_READY;
    pending[vcpu] = true;
    return &slots[vcpu];
}

void fake_xen_run_vcpus(void)
{
    for (unsigned int vcpu = 0; vcpu < FAKE_VCPUS; vcpu++)
        if (slots[vcpu].state == STATE_IORESP_READY)
            slots[vcpu].state = STATE_IOREQ_NONE;
}

int dm_op_create_ioreq_server(domid_t domid, ioservid_t *id)
{
    (void)domid;
    *id = 3;
    return note('c');
}

int dm_op_destroy_ioreq_server(domid_t domid, ioservid_t id)
{
    (void)domid, (void)id;
    return note('x');
}

int dm_op_set_ioreq_server_state(domid_t domid, ioservid_t id, bool enabled)
{
    (void)domid, (void)id;
    for (unsigned int vcpu = 0; enabled && vcpu < FAKE_VCPUS; vcpu++)
        slots[vcpu].vp_eport = FIRST_PORT + vcpu;
    return note(enabled ? 'e' : 'd');
}

static int change(uint64_t size)
{
    (void)size;
    return note('m');
}

int dm_op_map_range(domid_t domid, ioservid_t id, uint64_t base, uint64_t size)
{
    (void)domid, (void)id, (void)base;
    return change(size);
}

int dm_op_unmap_range(domid_t domid, ioservid_t id, uint64_t base, uint64_t size)
{
    (void)domid, (void)id, (void)base;
    return change(size);
}

int dm_op_map_functions(domid_t domid, ioservid_t id, uint64_t sbdf, uint64_t count)
{
    (void)domid, (void)id, (void)sbdf;
    return change(count);
}

int dm_op_unmap_functions(domid_t domid, ioservid_t id, uint64_t sbdf, uint64_t count)
{
    (void)domid, (void)id, (void)sbdf;
    return change(count);
}

int dm_op_nr_vcpus(domid_t domid, unsigned int *vcpus)
{
    (void)domid;
    *vcpus = FAKE_VCPUS;
    return fake_xen.gone ? -XEN_ESRCH : 0;
}

unsigned int guest_vcpus(domid_t domid)
{
    (void)domid;
    return FAKE_VCPUS;
}

int foreign_map_requests(domid_t domid, ioservid_t id, void *page, void **at)
{
    (void)domid, (void)id;
    memset(page, 0, FOREIGN_PAGE);
    slots = *at = page;
    return 0;
}

int foreign_unmap_requests(void *at)
{
    (void)at;
    return 0;
}

void foreign_forget(void)
{
    note('f');
}

void control_page_invalidated(unsigned int server)
{
    (void)server;
}

int event_bind(domid_t domid, evtchn_port_t remote, evtchn_port_t *port)
{
    (void)domid;
    *port = remote;
    return 0;
}

void event_close(evtchn_port_t port)
{
    (void)port;
}

int event_mask(evtchn_port_t port)
{
    (void)port;
    return -XEN_EOPNOTSUPP;
}

int event_unmask(evtchn_port_t port)
{
    return event_mask(port);
}

bool event_take(evtchn_port_t port)
{
    const bool was = pending[port - FIRST_PORT];

    pending[port - FIRST_PORT] = false;
    return was;
}

void event_send(evtchn_port_t port)
{
    (void)port;
    note('a');
    if (fake_xen.vcpus_run)
        fake_xen_run_vcpus();
}

void event_wait(uint64_t deadline)
{
    now = deadline;
}

uint64_t clock_physical(void)
{
    return now;
}

uint64_t clock_deadline(uint64_t ns)
{
    return now + ns;
}

bool clock_expired(uint64_t deadline)
{
    return now >= deadline;
}

static void __attribute__((noreturn)) give_up(const char *format, va_list args)
{
    vfprintf(stderr, format, args);
    abort();
}

void panic(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    give_up(format, args);
}

void panic_by(const char *rule, const char *format, ...)
{
    va_list args;

    (void)rule;
    va_start(args, format);
    give_up(format, args);
}
