/* SPDX-License-Identifier: BSD-2-Clause */
#include "homes/ioreq/dom0_bus.h"

#include "device_model/devices/blk_device.h"
#include "device_model/devices/net_device.h"
#include "device_model/devices/rng_device.h"
#include "device_model/pci/pci_access.h"
#include "device_model/virtio/virtio_pci.h"
#include "device_model/virtio/virtio_service.h"
#include "homes/ioreq/args.h"
#include "homes/ioreq/dom0_home.h"
#include "protocol/control.h"

#include <xen/errno.h>

struct pci_bus dom0_bus = {.home = &dom0_home, .access = &pci_access_ops};

static struct pci_endpoint bridge, test_device, test_device_sibling;
static struct virtio_state rng, other_rng, net;
static struct blk_device blk;
static struct virtio_pci rng_at_1, blk_at_2, rng_at_5, net_at_6;
static uint8_t own_disk[CONTROL_DISK_SECTORS * BLK_SECTOR];
static uint8_t *disk = own_disk;
static uint64_t disk_sectors = CONTROL_DISK_SECTORS;

/* Identities that QEMU uses: of its generic PCIe host and of its pci-testdev. */
static const struct pci_identity bridge_identity = {
    .vendor = 0x1b36,
    .device = 0x0008,
    .class = 0x060000,
    .revision = 1,
    .subsystem_vendor = 0x1af4,
    .subsystem = 0x1100,
};
static const struct pci_identity test_device_identity = {
    .vendor = 0x1b36,
    .device = 0x0005,
    .class = 0x00ff00,
    .subsystem_vendor = 0x1af4,
    .subsystem = 0x1100,
};

void dom0_bus_use_disk(uint8_t *from, uint64_t sectors)
{
    disk = from;
    disk_sectors = sectors;
}

static void plug_test_devices(void)
{
    pci_endpoint_init(&test_device, &test_device_identity);
    pci_endpoint_init(&test_device_sibling, &test_device_identity);
    pci_bus_plug(&dom0_bus, 3, 0, &test_device);
    pci_bus_plug(&dom0_bus, 3, 2, &test_device_sibling); /* numbers may have gaps */
}

static void plug_virtio(unsigned int devices)
{
    if (devices & 1u << ARGS_RNG)
        virtio_pci_plug(&rng_at_1, &dom0_bus, 1, &rng);
    if (devices & 1u << ARGS_BLK)
        virtio_pci_plug(&blk_at_2, &dom0_bus, 2, &blk.virtio);
    if (devices & 1u << ARGS_TEST)
        plug_test_devices();
    if (devices & 1u << ARGS_RNG) /* on the line of slot 1: INT-03 */
        virtio_pci_plug(&rng_at_5, &dom0_bus, 5, &other_rng);
    if (devices & 1u << ARGS_NET) /* on the line of slot 2: VIO-17 */
        virtio_pci_plug(&net_at_6, &dom0_bus, 6, &net);
}

void dom0_bus_init(uint64_t base, uint64_t size, unsigned int devices)
{
    dom0_bus.window.base = base;
    dom0_bus.window.size = size;
    pci_endpoint_init(&bridge, &bridge_identity);
    pci_bus_plug(&dom0_bus, 0, 0, &bridge);
    rng_device_init(&rng, &dom0_home);
    blk_device_init(&blk, &dom0_home, disk, disk_sectors);
    dom0_bus_restore_disk();
    rng_device_init(&other_rng, &dom0_home);
    net_device_init(&net, &dom0_home);
    plug_virtio(devices);
}

struct virtio_state *dom0_bus_disk(void)
{
    return &blk.virtio;
}

void dom0_bus_reset(unsigned int server)
{
    for (unsigned int i = 0; i < dom0_bus.plugged_count; i++) {
        struct pci_endpoint *endpoint = dom0_bus.plugged[i];

        if (dom0_home_server_of(endpoint) == server)
            endpoint->reset(endpoint);
    }
}

void dom0_bus_delay(uint64_t ns)
{
    for (struct virtio_state *virtio = dom0_home.devices; virtio; virtio = virtio->next)
        virtio_service_delay(virtio, ns);
}

static struct blk_device *other_blk[2]; /* over mmio and behind a port; NULL: there is none */

void dom0_bus_share_disk(struct blk_device *other)
{
    other_blk[other_blk[0] != NULL] = other;
    blk_device_init(other, &dom0_home, disk, disk_sectors);
}

void dom0_bus_restore_disk(void)
{
    for (uint32_t i = 0; i < sizeof(own_disk); i++)
        own_disk[i] = control_disk_byte(i);
    blk_device_set_capacity(&blk, disk_sectors);
    for (unsigned int i = 0; i < 2 && other_blk[i]; i++)
        blk_device_set_capacity(other_blk[i], disk_sectors);
}

int dom0_bus_resize_disk(uint64_t sectors, uint64_t reads)
{
    if (reads > UINT32_MAX)
        return -XEN_EINVAL;
    for (unsigned int i = 0; i < 2 && other_blk[i]; i++) /* as the first one */
        (void)virtio_service_reconfigure(&other_blk[i]->virtio, sectors, reads);
    return virtio_service_reconfigure(&blk.virtio, sectors, reads) ? 0 : -XEN_EOPNOTSUPP;
}
