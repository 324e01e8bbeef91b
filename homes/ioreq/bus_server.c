/* SPDX-License-Identifier: BSD-2-Clause */
#include "homes/ioreq/bus_server.h"

#include <stddef.h>

#include "device_model/pci/pci_access.h"
#include "homes/ioreq/control_page.h"
#include "homes/ioreq/dom0_bus.h"
#include "homes/ioreq/dom0_home.h"
#include "homes/ioreq/dom0_mmio.h"
#include "homes/ioreq/dom0_port.h"
#include "homes/ioreq/echo_server.h"
#include "homes/ioreq/first_use.h"
#include "homes/ioreq/ioreq_server.h"
#include "homes/ioreq/server_ops.h"

#include <xen/errno.h>

#define CONFIG_SIZE 0x1000 /* of a function, in the ECAM */

static const struct args *args;
static enum control_stage stage;
static const struct pci_endpoint *split; /* NULL: the bus server has them all */

void bus_server_init(const struct args *from)
{
    args = from;
    dom0_bus_init(args->mem.base, args->mem.size, args->devices);
    if (args->mmio.size)
        dom0_mmio_init();
    if (args->port)
        dom0_port_init(args);
}

static bool is_in(const struct range *range, uint64_t addr)
{
    return addr >= range->base && addr - range->base < range->size;
}

/* In the ECAM, of a request to a function. public/hvm/ioreq.h has the form of its address. */
static uint64_t config_offset(uint64_t addr)
{
    return (addr >> 32) * CONFIG_SIZE + (uint32_t)addr;
}

static uint64_t access_config(uint64_t offset, const struct ioreq *request)
{
    if (request->dir == IOREQ_READ)
        return pci_bus_config_read(&dom0_bus, offset, request->size);
    pci_bus_config_write(&dom0_bus, offset, request->size, request->data);
    return 0;
}

static uint64_t access_memory(const struct ioreq *request)
{
    if (request->dir == IOREQ_READ)
        return pci_bus_memory_read(&dom0_bus, request->addr, request->size);
    pci_bus_memory_write(&dom0_bus, request->addr, request->size, request->data);
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

static uint64_t access_with_mmio(unsigned int handle, const struct ioreq *request,
                                 unsigned int vcpu)
{
    return is_in(&args->mmio, request->addr)
               ? dom0_mmio_access(request->addr - args->mmio.base, request)
               : access(handle, request, vcpu);
}

static uint64_t access_by_function(unsigned int handle, const struct ioreq *request,
                                   unsigned int vcpu)
{
    return request->type == IOREQ_TYPE_PCI_CONFIG
               ? access_config(config_offset(request->addr), request)
               : access_with_mmio(handle, request, vcpu);
}

/* What few scenarios have is looked for there only: it would cost every access. */
static ioreq_handler *handler(void)
{
    if (args->bridge_is_xens)
        return access_by_function;
    return args->mmio.size ? access_with_mmio : access;
}

enum control_stage bus_server_stage(void)
{
    return stage;
}

static void set_stage(enum control_stage to)
{
    stage = to;
    control_page_set_stage(to);
}

/* Bus 0, device and function. */
static uint64_t bdf_of(const struct pci_endpoint *endpoint)
{
    return endpoint->slot * PCI_FUNCTIONS + endpoint->function;
}

/* Configuration space of a function, as a range of IPA space. */
static struct range config_of(const struct pci_endpoint *endpoint)
{
    return (struct range){args->ecam.base + bdf_of(endpoint) * CONFIG_SIZE, CONFIG_SIZE};
}

/* The functions that there are, but what is split off: the bridge is Xen's. */
static int claim_functions(void)
{
    int rc = 0;

    for (unsigned int i = 0; i < dom0_bus.plugged_count && !rc; i++)
        if (dom0_bus.plugged[i] != split)
            rc = ioreq_server_claim(IOREQ_BUS, bdf_of(dom0_bus.plugged[i]), 1);
    return rc;
}

/* All of the ECAM but what is split off. */
static int map_ecam(void)
{
    const struct range whole = args->ecam;
    struct range gap;
    int rc;

    if (!split)
        return server_ops.map(IOREQ_BUS, whole.base, whole.size);
    gap = config_of(split);
    rc = server_ops.map(IOREQ_BUS, whole.base, gap.base - whole.base);
    if (rc)
        return rc;
    gap.base += gap.size;
    return server_ops.map(IOREQ_BUS, gap.base, whole.base + whole.size - gap.base);
}

static int map_ranges(void)
{
    int rc = args->bridge_is_xens ? claim_functions() : map_ecam();

    if (!rc && args->mmio.size)
        rc = server_ops.map(IOREQ_BUS, args->mmio.base, args->mmio.size);
    if (!rc && args->echo.size)
        rc = server_ops.map(IOREQ_BUS, args->echo.base, args->echo.size);
    return rc;
}

static int step(void)
{
    switch (stage) {
    case STAGE_NONE:
        return ioreq_server_create(IOREQ_BUS, handler());
    case STAGE_CREATED:
        return map_ranges();
    default:
        return server_ops.enable(IOREQ_BUS);
    }
}

static int disable(void)
{
    int rc = server_ops.disable(IOREQ_BUS);

    if (!rc)
        set_stage(STAGE_MAPPED);
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
        set_stage(stage + 1);
    }
    return 0;
}

int bus_server_remove(void)
{
    int rc;

    if (stage == STAGE_NONE)
        return -XEN_ENOENT;
    rc = ioreq_server_destroy(IOREQ_BUS);
    if (rc)
        return rc;
    dom0_bus_reset(IOREQ_BUS);
    dom0_mmio_reset();
    dom0_port_forget();
    first_use_forget();
    dom0_bus_delay(0);
    set_stage(STAGE_NONE);
    return 0;
}

void bus_server_abandon(void)
{
    ioreq_server_abandon(IOREQ_BUS);
    set_stage(STAGE_NONE);
}

int bus_server_split(uint64_t slot)
{
    if (stage != STAGE_NONE || ioreq_server_exists(IOREQ_SPLIT))
        return -XEN_EBUSY;
    if (slot >= PCI_SLOTS || (slot && !dom0_bus.at[slot * PCI_FUNCTIONS]))
        return -XEN_EINVAL;
    split = slot ? dom0_bus.at[slot * PCI_FUNCTIONS] : NULL;
    dom0_home_split(split);
    return 0;
}

static int attach_split(void)
{
    const struct range config = config_of(split);
    int rc = ioreq_server_create(IOREQ_SPLIT, handler());

    if (rc)
        return rc;
    rc = args->bridge_is_xens ? ioreq_server_claim(IOREQ_SPLIT, bdf_of(split), 1)
                              : ioreq_server_map(IOREQ_SPLIT, config.base, config.size);
    if (!rc)
        rc = ioreq_server_enable(IOREQ_SPLIT);
    if (rc)
        ioreq_server_destroy(IOREQ_SPLIT);
    return rc;
}

int bus_server_attach_split(bool attach)
{
    const bool attached = ioreq_server_exists(IOREQ_SPLIT);
    int rc;

    if (!split || (!attach && !attached))
        return -XEN_ENOENT;
    if (attach)
        return attached ? -XEN_EBUSY : attach_split();
    rc = ioreq_server_destroy(IOREQ_SPLIT);
    if (!rc)
        dom0_bus_reset(IOREQ_SPLIT);
    return rc;
}
