/* SPDX-License-Identifier: BSD-2-Clause */
#include "homes/dom0/control_server.h"

#include <stdio.h>

#include "homes/dom0/bus_server.h"
#include "runtime/time/clock.h"
#include "homes/dom0/control_hold.h"
#include "homes/dom0/control_page.h"
#include "homes/dom0/dm_op.h"
#include "homes/dom0/echo_server.h"
#include "homes/dom0/event.h"
#include "device_model/faults/fault_layer.h"
#include "homes/dom0/ioreq_server.h"
#include "runtime/panic.h"
#include "device_model/virtio/virtio_defer.h"
#include "device_model/faults/virtio_fault.h"
#include "device_model/faults/virtio_fault_ring.h"

#include <xen/errno.h>

/* How often to look whether the guest has come up; it has no event channel to tell us by. */
#define LOOK_EVERY (50 * CLOCK_US)

#define SPI_FIRST 32 /* INTID of SPI 0 */
#define SPIS      988

static enum {
    NO_PAGE,
    LOOKING,
    BOUND,
} state;

static domid_t guest;
static evtchn_port_t port;
static uint32_t served; /* the last request */
static uint64_t look_at, attach_at = EVENT_NEVER;
static uint64_t detach_at = EVENT_NEVER;
static uint64_t revive_at = EVENT_NEVER; /* plays dead until then */

void control_server_init(const struct args *args)
{
    guest = args->domid;
    if (args->attach == ATTACH_TIMED)
        attach_at = clock_deadline(args->attach_ns);
    if (args->has_control) {
        control_page_map(guest, args->control);
        state = LOOKING;
    }
}

uint64_t control_server_deadline(void)
{
    uint64_t first = control_hold_deadline();

    if (state == LOOKING && look_at < first)
        first = look_at;
    if (attach_at < first)
        first = attach_at;
    if (detach_at < first)
        first = detach_at;
    if (virtio_fault_deadline() < first)
        first = virtio_fault_deadline();
    if (virtio_defer_deadline() < first)
        first = virtio_defer_deadline();
    return revive_at < first ? revive_at : first;
}

static void revive_if_due(void)
{
    if (revive_at == EVENT_NEVER || !clock_expired(revive_at))
        return;
    revive_at = EVENT_NEVER;
    ioreq_server_play_dead(BUS_SERVER, false);
}

static void attach_if_due(void)
{
    int rc;

    if (attach_at == EVENT_NEVER || !clock_expired(attach_at))
        return;
    attach_at = EVENT_NEVER;
    if (bus_server_stage() == STAGE_ENABLED)
        return;
    rc = bus_server_advance(STAGE_ENABLED);
    if (rc)
        panic("the timed attach failed at stage %d (%d)", bus_server_stage(), rc);
}

static void detach_if_due(void)
{
    if (detach_at == EVENT_NEVER || !clock_expired(detach_at))
        return;
    detach_at = EVENT_NEVER;
    if (bus_server_stage() != STAGE_NONE)
        bus_server_remove();
}

/* As if the device model had died; a request that is in flight is answered first. */
static void vanish_if_due(void)
{
    if (fault_ring_vanishes() && bus_server_stage() != STAGE_NONE)
        bus_server_remove();
}

static int attach(uint64_t delay)
{
    if (bus_server_stage() == STAGE_ENABLED || attach_at != EVENT_NEVER)
        return -XEN_EBUSY;
    if (delay > ATTACH_NS_MAX)
        return -XEN_EINVAL;
    if (!delay)
        return bus_server_advance(STAGE_ENABLED);
    attach_at = clock_deadline(delay);
    return 0;
}

/* Undoes an attach, or one that is still to come. */
static int detach(uint64_t delay)
{
    const bool pending = attach_at != EVENT_NEVER;

    if (delay > ATTACH_NS_MAX)
        return -XEN_EINVAL;
    attach_at = EVENT_NEVER;
    detach_at = delay ? clock_deadline(delay) : EVENT_NEVER;
    if (delay)
        return 0;
    return pending && bus_server_stage() == STAGE_NONE ? 0 : bus_server_remove();
}

static int raise_line(uint64_t spi, uint64_t level)
{
    return spi < SPIS && level <= 1 ? dm_op_set_irq_level(guest, SPI_FIRST + spi, level)
                                    : -XEN_EINVAL;
}

static int play_dead(uint64_t ns)
{
    if (ns > ATTACH_NS_MAX)
        return -XEN_EINVAL;
    ioreq_server_play_dead(BUS_SERVER, true);
    revive_at = clock_deadline(ns);
    return 0;
}

static int defer(uint64_t ns)
{
    if (ns > ATTACH_NS_MAX)
        return -XEN_EINVAL;
    virtio_defer_set(ns);
    return 0;
}

/* Reads each word of @page once: the guest may change them meanwhile. */
static int run(volatile struct control_page *page, uint64_t result[4])
{
    const uint32_t command = page->command;
    const uint64_t arg[3] = {page->arg[0], page->arg[1], page->arg[2]};
    unsigned int handle;
    int rc;

    switch (command) {
    case CONTROL_PING:
        return 0;
    case CONTROL_ATTACH:
        return attach(arg[0]);
    case CONTROL_DETACH:
        return detach(arg[0]);
    case CONTROL_STAGE:
        return bus_server_advance(arg[0]);
    case CONTROL_SERVER_ADD:
        rc = echo_server_add(arg[0], arg[1], arg[2], &handle);
        if (!rc)
            result[0] = handle;
        return rc;
    case CONTROL_SERVER_REMOVE:
        return echo_server_remove(arg[0]);
    case CONTROL_ANSWER:
        echo_override(arg[0], arg[1]);
        return 0;
    case CONTROL_LOG_RESET:
        page->log_total = 0;
        return 0;
    case CONTROL_RAISE:
        return raise_line(arg[0], arg[1]);
    case CONTROL_SERVE:
        result[0] = ioreq_server_serve_only(arg[0]);
        return 0;
    case CONTROL_SERVER_MAP:
        return echo_server_map(arg[0], arg[1], arg[2]);
    case CONTROL_SERVER_UNMAP:
        return echo_server_unmap(arg[0], arg[1], arg[2]);
    case CONTROL_HOLD:
        return control_hold(arg[0], arg[1]);
    case CONTROL_PLAY_DEAD:
        return play_dead(arg[0]);
    case CONTROL_SPLIT:
        return bus_server_split(arg[0]);
    case CONTROL_SPLIT_ATTACH:
        return bus_server_attach_split(arg[0]);
    case CONTROL_FAULT:
        virtio_blk_init();
        return fault_set(arg[0]) ? 0 : -XEN_EINVAL;
    case CONTROL_DEFER:
        return defer(arg[0]);
    case CONTROL_RESIZE:
        return bus_server_resize(arg[0], arg[1]);
    default:
        return -XEN_ENOSYS;
    }
}

static void serve_request(struct control_page *page)
{
    const uint32_t request = __atomic_load_n(&page->request, __ATOMIC_ACQUIRE);
    uint64_t result[4] = {0};

    if (request == served)
        return;
    served = request;
    control_hold_relax();
    page->status = run(page, result);
    for (unsigned int i = 0; i < 4; i++)
        page->result[i] = result[i];
    __atomic_store_n(&page->done, request, __ATOMIC_RELEASE);
}

static void give_up(const char *why, long detail)
{
    printf("doorbell backend: error: control page: %s (%ld)\n", why, detail);
    state = NO_PAGE;
}

static void look(void)
{
    struct control_page *page = control_page();
    int rc;

    look_at = clock_deadline(LOOK_EVERY);
    if (!page)
        return;
    if (page->version != CONTROL_VERSION) {
        give_up("the guest speaks another version", page->version);
        return;
    }
    rc = event_bind(guest, page->guest_port, &port);
    if (rc) {
        give_up("Xen refuses to bind the guest's port", rc);
        return;
    }
    state = BOUND;
}

void control_server_serve(void)
{
    control_hold_serve();
    revive_if_due();
    attach_if_due();
    detach_if_due();
    vanish_if_due();
    virtio_defer_serve();
    virtio_fault_serve();
    if (state == LOOKING && clock_expired(look_at))
        look();
    if (state == BOUND && event_take(port))
        serve_request(control_page());
}
