/* SPDX-License-Identifier: BSD-2-Clause */
#include "homes/dom0/bus_server.h"

#include <stddef.h>
#include <stdio.h>

#include "runtime/time/clock.h"
#include "homes/dom0/control_page.h"
#include "homes/dom0/dm_op.h"
#include "homes/dom0/echo_server.h"
#include "device_model/faults/fault_layer.h"
#include "runtime/panic.h"
#include "device_model/virtio/virtio_defer.h"
#include "device_model/faults/virtio_fault.h"
#include "device_model/virtio/virtio_pci.h"
#include "device_model/virtio/virtio_service.h"

#include <xen/errno.h>

#define SPI_FIRST   32 /* INTID of SPI 0 */
#define CONFIG_SIZE 0x1000
#define SLOT_SIZE   (PCI_NUMBERS * CONFIG_SIZE)

static const struct args *args;
static enum control_stage stage;

static bool claim_bar(const struct pci_function *function, uint64_t base, uint64_t size);
static void release_bar(const struct pci_function *function, uint64_t base, uint64_t size);
static void set_line(unsigned int line, bool level);

static const struct pci_bus_ops bus_ops = {claim_bar, release_bar, set_line};
static struct pci_bus bus = {.ops = &bus_ops};
static struct pci_function bridge, plain, plain_sibling;
static struct virtio_pci rng, blk, other_rng, net;

static struct pci_function *split; /* NULL: the bus server has them all */
static bool split_attached;

static unsigned int server_of(const struct pci_function *function)
{
    return function == split ? SPLIT_SERVER : BUS_SERVER;
}

static bool claim_bar(const struct pci_function *function, uint64_t base, uint64_t size)
{
    int rc = ioreq_server_map(server_of(function), base, size);

    if (rc == -XEN_EEXIST && fault_is(FAULT_ALWAYS_DECODES))
        return true;
    if (rc)
        printf("doorbell backend: error: Xen refuses a BAR at %#llx (%d)\n",
               (unsigned long long)base, rc);
    return !rc;
}

static void release_bar(const struct pci_function *function, uint64_t base, uint64_t size)
{
    int rc;

    if (fault_is(FAULT_ALWAYS_DECODES) ||
        (function == split ? !split_attached : stage == STAGE_NONE))
        return; /* the range went with its server */
    rc = ioreq_server_unmap(server_of(function), base, size);
    if (rc)
        panic("Xen refuses to unmap a BAR at %#llx (%d)", (unsigned long long)base, rc);
}

static void set_line(unsigned int line, bool level)
{
    static unsigned int raised;
    int rc;

    raised += level;
    if (level && raised == 3 && fault_is(FAULT_LOST_INTERRUPT))
        return;
    if (level && fault_is(FAULT_INTERRUPTS_NONE))
        return;
    if (fault_is(FAULT_WRONG_LINE))
        line = (line + 1) % PCI_PINS;
    if (level)
        control_page_times()->raised = clock_physical();
    rc = dm_op_set_irq_level(args->domid, SPI_FIRST + args->spi + line, level);
    if (rc)
        panic("Xen refuses SPI %u: are there enough nr_spis? (%d)", args->spi + line, rc);
}

/* Identities that QEMU uses: of its generic PCIe host and of its pci-testdev. */
static const struct pci_identity bridge_identity = {
    .vendor = 0x1b36,
    .device = 0x0008,
    .class = 0x060000,
    .revision = 1,
    .subsystem_vendor = 0x1af4,
    .subsystem = 0x1100,
};
static const struct pci_identity plain_identity = {
    .vendor = 0x1b36,
    .device = 0x0005,
    .class = 0x00ff00,
    .subsystem_vendor = 0x1af4,
    .subsystem = 0x1100,
};

void bus_server_init(const struct args *from)
{
    args = from;
    virtio_defer_init(&bus);
    pci_function_init(&bridge, &bridge_identity);
    pci_bus_plug(&bus, 0, 0, &bridge);
    virtio_blk_init();
    virtio_pci_init(&rng, &bus, 1, &virtio_rng);
    virtio_pci_init(&blk, &bus, 2, &virtio_blk);
    pci_function_init(&plain, &plain_identity);
    pci_function_init(&plain_sibling, &plain_identity);
    pci_bus_plug(&bus, 3, 0, &plain);
    pci_bus_plug(&bus, 3, 2, &plain_sibling);          /* numbers may have gaps */
    virtio_pci_init(&other_rng, &bus, 5, &virtio_rng); /* on the line of slot 1: INT-03 */
    virtio_pci_init(&net, &bus, 6, &virtio_net);       /* on the line of slot 2: VIO-17 */
    for (unsigned int i = 0; i < bus.plugged_count; i++) {
        struct virtio_pci *virtio = virtio_pci_of(bus.plugged[i]);

        if (virtio)
            virtio_fault_insert(virtio);
    }
}

static bool is_in(const struct range *range, uint64_t addr)
{
    return addr >= range->base && addr - range->base < range->size;
}

static uint64_t access_config(uint64_t offset, const struct ioreq *request)
{
    if (request->dir == IOREQ_READ)
        return fault_config_read(&bus, offset, request->size);
    fault_config_write(&bus, offset, request->size, request->data);
    return 0;
}

/* What is in no BAR was not to be asked for: only a fault leads there. */
static uint64_t access_memory(const struct ioreq *request)
{
    if (fault_is(FAULT_ALWAYS_DECODES) || fault_is(FAULT_ECAM_TOO_LARGE))
        return 0;
    if (request->dir == IOREQ_READ)
        return pci_bus_memory_read(&bus, request->addr, request->size);
    pci_bus_memory_write(&bus, request->addr, request->size, request->data);
    return 0;
}

static uint64_t access(unsigned int handle, const struct ioreq *request, unsigned int vcpu)
{
    if (is_in(&args->echo, request->addr))
        return echo_access(handle, request, vcpu);
    if (is_in(&args->ecam, request->addr))
        return access_config(request->addr - args->ecam.base, request);
    return access_memory(request);
}

enum control_stage bus_server_stage(void)
{
    return stage;
}

/* Configuration space of a function, as a range of IPA space. */
static struct range config_of(const struct pci_function *function)
{
    return (struct range){args->ecam.base + function->slot * SLOT_SIZE, CONFIG_SIZE};
}

/* All of the ECAM but what is split off. */
static int map_ecam(void)
{
    const struct range whole = args->ecam;
    const uint64_t extra = fault_is(FAULT_ECAM_TOO_LARGE) ? CONFIG_SIZE : 0;
    struct range gap;
    int rc;

    if (!split)
        return ioreq_server_map(BUS_SERVER, whole.base, whole.size + extra);
    gap = config_of(split);
    rc = ioreq_server_map(BUS_SERVER, whole.base, gap.base - whole.base);
    if (rc)
        return rc;
    gap.base += gap.size;
    return ioreq_server_map(BUS_SERVER, gap.base, whole.base + whole.size + extra - gap.base);
}

static int map_ranges(void)
{
    int rc = map_ecam();

    if (!rc)
        rc = ioreq_server_map(BUS_SERVER, args->echo.base, args->echo.size);
    if (!rc && fault_is(FAULT_ENABLED_EARLY))
        rc = ioreq_server_enable(BUS_SERVER);
    return rc;
}

static int enable(void)
{
    bus.mem = args->mem;
    if (fault_is(FAULT_WINDOW_SHORT))
        bus.mem.size -= PCI_BAR_SIZE;
    fault_attached();
    return ioreq_server_enable(BUS_SERVER);
}

static int step(void)
{
    switch (stage) {
    case STAGE_NONE:
        return ioreq_server_create(BUS_SERVER, access);
    case STAGE_CREATED:
        return map_ranges();
    default:
        return enable();
    }
}

static int disable(void)
{
    int rc = fault_is(FAULT_DISABLE_IGNORED) ? 0 : ioreq_server_disable(BUS_SERVER);

    if (!rc)
        control_page_set_stage(stage = STAGE_MAPPED);
    return rc;
}

int bus_server_advance(uint64_t to)
{
    if (stage == STAGE_ENABLED && to == STAGE_MAPPED)
        return disable();
    if (to <= stage || to > STAGE_ENABLED)
        return -XEN_EINVAL;
    while (stage < to) {
        int rc = step();

        if (rc)
            return rc;
        control_page_set_stage(++stage);
    }
    return 0;
}

static void reset_devices(unsigned int server)
{
    for (unsigned int i = 0; i < bus.plugged_count; i++) {
        struct virtio_pci *virtio = virtio_pci_of(bus.plugged[i]);

        if (server_of(bus.plugged[i]) != server)
            continue;
        if (virtio)
            virtio_pci_reset(virtio);
        pci_function_reset(bus.plugged[i]);
    }
}

int bus_server_remove(void)
{
    int rc;

    if (stage == STAGE_NONE)
        return -XEN_ENOENT;
    rc = ioreq_server_destroy(BUS_SERVER);
    if (rc)
        return rc;
    stage = STAGE_NONE;
    reset_devices(BUS_SERVER);
    virtio_defer_set(0);
    control_page_set_stage(stage);
    return 0;
}

int bus_server_resize(uint64_t sectors, uint64_t reads)
{
    if (reads > UINT32_MAX)
        return -XEN_EINVAL;
    virtio_service_reconfigure(&blk, sectors, reads);
    return 0;
}

void bus_server_abandon(void)
{
    ioreq_server_abandon(BUS_SERVER);
    control_page_set_stage(stage = STAGE_NONE);
}

int bus_server_split(uint64_t slot)
{
    if (stage != STAGE_NONE || split_attached)
        return -XEN_EBUSY;
    if (slot >= PCI_SLOTS || (slot && !bus.at[slot * PCI_NUMBERS]))
        return -XEN_EINVAL;
    split = slot ? bus.at[slot * PCI_NUMBERS] : NULL;
    return 0;
}

static int attach_split(void)
{
    const struct range config = config_of(split);
    int rc = ioreq_server_create(SPLIT_SERVER, access);

    if (rc)
        return rc;
    rc = ioreq_server_map(SPLIT_SERVER, config.base, config.size);
    if (!rc)
        rc = ioreq_server_enable(SPLIT_SERVER);
    if (rc)
        ioreq_server_destroy(SPLIT_SERVER);
    return rc;
}

int bus_server_attach_split(bool attach)
{
    int rc;

    if (!split || (!attach && !split_attached))
        return -XEN_ENOENT;
    if (attach && split_attached)
        return -XEN_EBUSY;
    rc = attach ? attach_split() : ioreq_server_destroy(SPLIT_SERVER);
    if (rc)
        return rc;
    split_attached = attach;
    if (!attach)
        reset_devices(SPLIT_SERVER);
    return 0;
}
