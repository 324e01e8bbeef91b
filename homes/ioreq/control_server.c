/* SPDX-License-Identifier: BSD-2-Clause */
#include "homes/ioreq/control_server.h"

#include <stdio.h>

#include "homes/ioreq/bus_server.h"
#include "homes/ioreq/control_hold.h"
#include "homes/ioreq/control_page.h"
#include "homes/ioreq/dm_op.h"
#include "homes/ioreq/dom0_bus.h"
#include "homes/ioreq/dom0_home.h"
#include "homes/ioreq/dom0_mmio.h"
#include "homes/ioreq/dom0_port.h"
#include "homes/ioreq/echo_server.h"
#include "homes/ioreq/event.h"
#include "homes/ioreq/first_use.h"
#include "homes/ioreq/ioreq_server.h"
#include "homes/ioreq/overlay_blob.h"
#include "homes/ioreq/raw_hypercall.h"
#include "homes/ioreq/server_faults.h"
#include "homes/ioreq/server_ops.h"
#include "homes/ioreq/small_domain.h"
#include "runtime/panic.h"
#include "runtime/time/clock.h"

#include <xen/errno.h>

/* How often to look whether the guest has come up; it has no event channel to tell us by. */
#define LOOK_EVERY (50 * CLOCK_US)

#define SPI_FIRST 32 /* INTID of SPI 0 */
#define SPIS      988

static const struct args *args;
static bool bound; /* to the guest's .port */
static evtchn_port_t port;
static uint32_t served; /* the last request */

static void attach_due(struct deadline *deadline)
{
    int rc;

    (void)deadline;
    if (bus_server_stage() == STAGE_ENABLED)
        return;
    rc = bus_server_advance(STAGE_ENABLED);
    if (rc)
        panic("the timed attach failed at stage %d (%d)", bus_server_stage(), rc);
    ioreq_server_serve(); /* the guest may be waiting already */
}

static void detach_due(struct deadline *deadline)
{
    int rc;

    (void)deadline;
    rc = bus_server_remove();
    if (rc && rc != -XEN_ENOENT)
        printf("doorbell backend: error: the timed detach failed (%d)\n", rc);
}

/* The next event of attach=timed. */
static void event_due(struct deadline *deadline)
{
    static unsigned int event;
    const bool detach = event++ % 2;

    (detach ? detach_due : attach_due)(deadline);
    if (!args->has_control) /* else the guest can tell */
        printf("doorbell backend: %s\n", detach ? "detached" : "attached");
    if (!args->has_control && !detach)
        first_use_watch(dom0_bus_disk(), "the attach");
    if (event < args->schedule_count)
        dom0_home_after(deadline, args->schedule[event] - args->schedule[event - 1]);
}

static void revival_due(struct deadline *deadline)
{
    (void)deadline;
    ioreq_server_play_dead(IOREQ_BUS, false);
}

static void look(struct deadline *deadline);

static struct deadline next_event = {.run = event_due};
static struct deadline attachment = {.run = attach_due}, detachment = {.run = detach_due},
                       revival = {.run = revival_due}, next_look = {.run = look};

void control_server_init(const struct args *from)
{
    args = from;
    if (args->attach == ATTACH_TIMED)
        dom0_home_after(&next_event, args->schedule[0]);
    if (args->has_control) {
        control_page_map(args->domid, args->control);
        dom0_home_after(&next_look, 0);
    }
}

static int attach(uint64_t delay)
{
    if (bus_server_stage() == STAGE_ENABLED || attachment.set || next_event.set)
        return -XEN_EBUSY;
    if (delay > ATTACH_NS_MAX)
        return -XEN_EINVAL;
    if (!delay)
        return bus_server_advance(STAGE_ENABLED);
    dom0_home_after(&attachment, delay);
    return 0;
}

/* Undoes an attach, or one that is still to come. */
static int detach(uint64_t delay)
{
    const bool pending = attachment.set || next_event.set;

    if (delay > ATTACH_NS_MAX)
        return -XEN_EINVAL;
    dom0_home_cancel(&attachment);
    dom0_home_cancel(&next_event);
    dom0_home_cancel(&detachment);
    if (delay) {
        dom0_home_after(&detachment, delay);
        return 0;
    }
    return pending && bus_server_stage() == STAGE_NONE ? 0 : bus_server_remove();
}

static int raise_line(uint64_t spi, uint64_t level)
{
    return spi < SPIS && level <= 1 ? dm_op_set_irq_level(args->domid, SPI_FIRST + spi, level)
                                    : -XEN_EINVAL;
}

static int play_dead(uint64_t ns)
{
    if (ns > ATTACH_NS_MAX)
        return -XEN_EINVAL;
    ioreq_server_play_dead(IOREQ_BUS, true);
    dom0_home_after(&revival, ns);
    return 0;
}

/* CONTROL_OVERLAY: a part of it. */
static int hand_overlay(volatile struct control_page *page, const uint64_t arg[3], uint64_t *whole)
{
    static uint64_t blob[OVERLAY_BLOB_MAX / sizeof(uint64_t)];
    const uint64_t kind = arg[0] < OVERLAYS_END ? server_ops.overlay(arg[0]) : arg[0];
    const size_t size =
        arg[0] < OVERLAYS_END ? overlay_blob(args, (uint32_t)arg[2], kind, blob) : 0;

    if (!size || arg[1] > size)
        return -XEN_EINVAL;
    for (size_t i = 0; i < CONTROL_DATA && arg[1] + i < size; i++)
        page->hypercall.data[i] = ((const uint8_t *)blob)[arg[1] + i];
    *whole = size;
    return 0;
}

static int delay(uint64_t ns)
{
    if (ns > ATTACH_NS_MAX)
        return -XEN_EINVAL;
    dom0_bus_delay(ns);
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
    case CONTROL_CLAIM_ADD:
        rc = echo_server_add(command == CONTROL_SERVER_ADD ? ioreq_server_map : ioreq_server_claim,
                             arg[0], arg[1], arg[2], &handle);
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
        return echo_server_change(ioreq_server_map, arg[0], arg[1], arg[2]);
    case CONTROL_SERVER_UNMAP:
        return echo_server_change(server_ops.unmap, arg[0], arg[1], arg[2]);
    case CONTROL_CLAIM:
        return echo_server_change(ioreq_server_claim, arg[0], arg[1], arg[2]);
    case CONTROL_RELEASE:
        return echo_server_change(ioreq_server_release, arg[0], arg[1], arg[2]);
    case CONTROL_HOLD:
        return control_hold(arg[0], arg[1]);
    case CONTROL_PLAY_DEAD:
        return play_dead(arg[0]);
    case CONTROL_SPLIT:
        return bus_server_split(arg[0]);
    case CONTROL_SPLIT_ATTACH:
        return bus_server_attach_split(arg[0]);
    case CONTROL_FAULT:
        return server_faults_set(args, arg[0]);
    case CONTROL_DEFER:
        return delay(arg[0]);
    case CONTROL_RESIZE:
        return dom0_bus_resize_disk(arg[0], arg[1]);
    case CONTROL_HYPERCALL:
        return raw_hypercall_run(&page->hypercall);
    case CONTROL_PEEK:
        return raw_hypercall_peek(arg[0], &result[0]);
    case CONTROL_POKE:
        return raw_hypercall_poke(arg[0], arg[1]);
    case CONTROL_DOMAIN_MAKE:
        return small_domain_make(&page->hypercall, args->domid, arg);
    case CONTROL_DOMAIN_UNMAKE:
        return small_domain_unmake(args->domid, arg[0]);
    case CONTROL_OVERLAY:
        return hand_overlay(page, arg, &result[0]);
    case CONTROL_REBIND:
        return ioreq_server_rebind(IOREQ_BUS);
    case CONTROL_MASK:
        return ioreq_server_mask(IOREQ_BUS, arg[0]);
    case CONTROL_PLUG:
        return dom0_mmio_plug(arg[0]);
    case CONTROL_SLOT:
        return dom0_port_ask(arg[0], arg[1]);
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
}

static void look(struct deadline *deadline)
{
    struct control_page *page = control_page();
    int rc;

    if (!page) {
        dom0_home_after(deadline, LOOK_EVERY);
        return;
    }
    if (page->version != CONTROL_VERSION) {
        give_up("the guest speaks another version", page->version);
        return;
    }
    rc = event_bind(args->domid, page->guest_port, &port);
    if (rc) {
        give_up("Xen refuses to bind the guest's port", rc);
        return;
    }
    ioreq_server_record_times(server_ops.times(page));
    raw_hypercall_offer(&page->hypercall, args->domid);
    bound = true;
}

void control_server_serve(void)
{
    if (bound && event_take(port))
        serve_request(control_page());
}
