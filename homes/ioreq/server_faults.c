/* SPDX-License-Identifier: BSD-2-Clause */
#include "homes/ioreq/server_faults.h"

#include <stddef.h>

#include "device_model/faults/fault_layer.h"
#include "device_model/virtio/virtio_registers.h"
#include "homes/ioreq/bus_server.h"
#include "homes/ioreq/control_page.h"
#include "homes/ioreq/dom0_bus.h"
#include "homes/ioreq/dom0_home.h"
#include "homes/ioreq/ioreq_server.h"
#include "homes/ioreq/server_ops.h"

#include <xen/errno.h>

#define EXCESS 0x1000 /* bytes that a range is too large */

static const struct args *args;

/* The page behind the ECAM, too. */
static int map_too_much(unsigned int handle, uint64_t base, uint64_t size)
{
    const uint64_t end = args->ecam.base + args->ecam.size;

    return ioreq_server_map(handle, base, base + size == end ? size + EXCESS : size);
}

/* The echo range is mapped last. */
static int map_and_enable(unsigned int handle, uint64_t base, uint64_t size)
{
    int rc = ioreq_server_map(handle, base, size);

    return rc || base != args->echo.base ? rc : ioreq_server_enable(handle);
}

static int ignore_unmap(unsigned int handle, uint64_t base, uint64_t size)
{
    (void)handle, (void)base, (void)size;
    return 0;
}

static int ignore_disable(unsigned int handle)
{
    (void)handle;
    return 0;
}

static uint64_t stale_echo(uint64_t addr, unsigned int size, uint8_t tag)
{
    static uint64_t answer;
    const uint64_t before = answer;

    answer = control_echo(addr, size, tag);
    return before;
}

/* The write that waits for a read to overtake it; none while .size is 0. */
static struct ioreq posted;

static void log_late(unsigned int server, const struct ioreq *request, unsigned int vcpu)
{
    if (request->dir == IOREQ_WRITE && !posted.size) {
        posted = *request;
        return;
    }
    control_page_log(server, request, vcpu);
    if (posted.size)
        control_page_log(server, &posted, vcpu);
    posted.size = 0;
}

static void answer_at_once(uint64_t deadline)
{
    (void)deadline;
}

static struct control_times *stale_times(struct control_page *page)
{
    (void)page;
    return NULL;
}

static uint64_t mended_overlay(uint64_t kind)
{
    (void)kind;
    return OVERLAY_SOUND;
}

static uint64_t another_overlay(uint64_t kind)
{
    return kind == OVERLAY_SOUND ? OVERLAY_FEWER_BUSES : kind;
}

/* As if the device model had died in the middle of a request; one in flight is answered first. */
static void vanish_now(struct deadline *deadline)
{
    (void)deadline;
    if (bus_server_stage() != STAGE_NONE)
        (void)bus_server_remove(); /* it reports by itself that it could not */
}

static struct deadline end_of_bus = {.run = vanish_now};

static void vanish_when_notified(struct virtio_state *virtio, uint32_t offset, uint32_t lanes,
                                 uint32_t value)
{
    const unsigned int index = (offset - VIRTIO_NOTIFY_PAGE) / VIRTIO_NOTIFY_MULTIPLE;

    if (offset >= VIRTIO_NOTIFY_PAGE && index < virtio->type->queues &&
        virtio->queue[index].next_avail % FAULT_EVERY == FAULT_EVERY - 1)
        dom0_home_after(&end_of_bus, 0);
    if (!end_of_bus.set)
        virtio_register_ops.write(virtio, offset, lanes, value);
}

static void end_vanishing(struct pci_bus *bus)
{
    (void)bus;
    dom0_home_cancel(&end_of_bus);
}

/* What faults wrap of the servers. */
static const struct server_fault {
    enum fault fault;
    struct server_ops ops;
} server_table[] = {
    {FAULT_ECAM_TOO_LARGE, {.map = map_too_much}},
    {FAULT_ENABLED_EARLY, {.map = map_and_enable}},
    {FAULT_DISABLE_IGNORED, {.disable = ignore_disable}},
    {FAULT_UNMAP_IGNORED, {.unmap = ignore_unmap}},
    {FAULT_STALE_ANSWER, {.echo = stale_echo}},
    {FAULT_POSTED_WRITES, {.log = log_late}},
    {FAULT_NO_HOLD, {.hold = answer_at_once}},
    {FAULT_STALE_TIMES, {.times = stale_times}},
    {FAULT_OVERLAY_DIFFERS, {.overlay = another_overlay}},
    {FAULT_OVERLAY_MENDED, {.overlay = mended_overlay}},
};

/* What they wrap of the device model, in ways that only this home can. */
static const struct fault_wrap device_model_table[] = {
    WRAP(FAULT_VANISHES, register_write, vanish_when_notified),
    WRAP(FAULT_VANISHES, end, end_vanishing),
    WRAP_END,
};

static int enable_attached(unsigned int handle)
{
    if (handle == IOREQ_BUS)
        fault_layer_attached(&dom0_bus);
    return ioreq_server_enable(handle);
}

#define REPLACE(member) (ops->member ? (void)(server_ops.member = ops->member) : (void)0)

static void replace_server_ops(const struct server_ops *ops)
{
    REPLACE(map);
    REPLACE(unmap);
    REPLACE(disable);
    REPLACE(echo);
    REPLACE(log);
    REPLACE(hold);
    REPLACE(times);
    REPLACE(overlay);
}

static void begin(enum fault fault)
{
    posted.size = 0;
    server_ops.enable = enable_attached;
    for (size_t i = 0; i < sizeof(server_table) / sizeof(server_table[0]); i++)
        if (server_table[i].fault == fault)
            replace_server_ops(&server_table[i].ops);
    fault_layer_install(&dom0_bus, fault, device_model_table);
}

int server_faults_set(const struct args *from, uint64_t fault)
{
    struct control_page *page = control_page();

    if (fault >= FAULTS_END)
        return -XEN_EINVAL;
    args = from;
    dom0_bus_restore_disk();
    fault_layer_remove(&dom0_bus);
    server_ops = server_ops_default;
    if (fault != FAULT_NONE)
        begin(fault);
    if (page)
        ioreq_server_record_times(server_ops.times(page));
    return 0;
}
