/* SPDX-License-Identifier: BSD-2-Clause */
#include "bus_server.h"

#include <stdio.h>

#include "control_page.h"
#include "dm_op.h"
#include "echo.h"
#include "ioreq_server.h"
#include "panic.h"
#include "virtio_pci.h"

#include <xen/errno.h>

#define SPI_FIRST 32 /* INTID of SPI 0 */

static const struct args *args;
static enum control_stage stage;

static bool claim_bar(uint64_t base, uint64_t size);
static void release_bar(uint64_t base, uint64_t size);
static void set_line(unsigned int line, bool level);

static const struct pci_bus_ops bus_ops = {claim_bar, release_bar, set_line};
static struct pci_bus bus = {.ops = &bus_ops};
static struct pci_function bridge;
static struct virtio_pci rng, blk, other_rng;

static bool claim_bar(uint64_t base, uint64_t size)
{
    int rc = ioreq_server_map(BUS_SERVER, base, size);

    if (rc)
        printf("doorbell backend: error: Xen refuses a BAR at %#llx (%d)\n",
               (unsigned long long)base, rc);
    return !rc;
}

static void release_bar(uint64_t base, uint64_t size)
{
    int rc;

    if (stage == STAGE_NONE)
        return; /* the range went with its server */
    rc = ioreq_server_unmap(BUS_SERVER, base, size);
    if (rc)
        panic("Xen refuses to unmap a BAR at %#llx (%d)", (unsigned long long)base, rc);
}

static void set_line(unsigned int line, bool level)
{
    int rc = dm_op_set_irq_level(args->domid, SPI_FIRST + args->spi + line, level);

    if (rc)
        panic("Xen refuses SPI %u: are there enough nr_spis? (%d)", args->spi + line, rc);
}

void bus_server_init(const struct args *from)
{
    /* The one that QEMU's generic PCIe host shows. */
    const struct pci_identity identity = {
        .vendor = 0x1b36,
        .device = 0x0008,
        .class = 0x060000,
        .revision = 1,
        .subsystem_vendor = 0x1af4,
        .subsystem = 0x1100,
    };

    args = from;
    bus.mem = args->mem;
    pci_function_init(&bridge, &identity);
    pci_bus_plug(&bus, 0, &bridge);
    virtio_blk_init();
    virtio_pci_init(&rng, &bus, 1, &virtio_rng);
    virtio_pci_init(&blk, &bus, 2, &virtio_blk);
    virtio_pci_init(&other_rng, &bus, 5, &virtio_rng); /* on the line of slot 1: INT-03 */
}

static bool is_in(const struct range *range, uint64_t addr)
{
    return addr >= range->base && addr - range->base < range->size;
}

static uint64_t access(unsigned int handle, const struct ioreq *request, unsigned int vcpu)
{
    const uint64_t addr = request->addr;
    const bool write = request->dir == IOREQ_WRITE;

    if (is_in(&args->echo, addr))
        return echo_access(handle, request, vcpu);
    if (is_in(&args->ecam, addr)) {
        if (!write)
            return pci_bus_config_read(&bus, addr - args->ecam.base, request->size);
        pci_bus_config_write(&bus, addr - args->ecam.base, request->size, request->data);
        return 0;
    }
    if (!write)
        return pci_bus_memory_read(&bus, addr, request->size);
    pci_bus_memory_write(&bus, addr, request->size, request->data);
    return 0;
}

enum control_stage bus_server_stage(void)
{
    return stage;
}

static int map_ranges(void)
{
    int rc = ioreq_server_map(BUS_SERVER, args->ecam.base, args->ecam.size);

    return rc ? rc : ioreq_server_map(BUS_SERVER, args->echo.base, args->echo.size);
}

static int step(void)
{
    switch (stage) {
    case STAGE_NONE:
        return ioreq_server_create(BUS_SERVER, access);
    case STAGE_CREATED:
        return map_ranges();
    default:
        return ioreq_server_enable(BUS_SERVER);
    }
}

int bus_server_advance(uint64_t to)
{
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

int bus_server_remove(void)
{
    int rc;

    if (stage == STAGE_NONE)
        return -XEN_ENOENT;
    rc = ioreq_server_destroy(BUS_SERVER);
    if (rc)
        return rc;
    stage = STAGE_NONE;
    virtio_pci_reset(&rng);
    virtio_pci_reset(&blk);
    virtio_pci_reset(&other_rng);
    pci_bus_reset(&bus);
    control_page_set_stage(stage);
    return 0;
}
