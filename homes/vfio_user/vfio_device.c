/* SPDX-License-Identifier: BSD-2-Clause */
#include "homes/vfio_user/vfio_device.h"

#include <string.h>
#include <time.h>

#include "device_model/container_of.h"
#include "device_model/devices/rng_device.h"
#include "device_model/pci/pci_access.h"
#include "protocol/control.h"

_Static_assert(VFIO_DISK_SECTORS == CONTROL_DISK_SECTORS, "the disk that the tests know");

#define CONFIG_SIZE (4u * PCI_DWORDS)
#define WIDTH_MAX   8u /* of an access */

static struct vfio_device *self(struct home *home)
{
    return container_of(home, struct vfio_device, home);
}

static void *map(struct home *home, uint64_t gfn)
{
    return dma_regions_page(&self(home)->dma, gfn);
}

/* Our function is at slot 0, whose INTA is line 0: no other is wired. */
static void set_line(struct home *home, unsigned int line, bool level)
{
    if (!line)
        vfio_irqs_set_line(&self(home)->irqs, level);
}

static bool send_message(struct home *home, const struct pci_endpoint *endpoint,
                         unsigned int vector)
{
    (void)endpoint;
    return vfio_irqs_send(&self(home)->irqs, vector);
}

static uint64_t now(struct home *home)
{
    struct timespec time;

    (void)home;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

/* The client decodes: accesses come with an offset into a BAR. */
static bool claim_bar(struct home *home, const struct pci_endpoint *endpoint, uint64_t base)
{
    (void)home, (void)endpoint, (void)base;
    return true;
}

static void release_bar(struct home *home, const struct pci_endpoint *endpoint, uint64_t base)
{
    (void)home, (void)endpoint, (void)base;
}

void vfio_device_init(struct vfio_device *device, enum vfio_device_type type,
                      void (*log)(struct home *home, const char *text))
{
    *device = (struct vfio_device){
        .home = {map, set_line, now, {NULL}, log, claim_bar, release_bar, send_message, NULL},
        .bus = {.access = &pci_access_ops, .window = {0, UINT64_MAX}},
    };
    device->bus.home = &device->home;
    for (uint32_t i = 0; i < sizeof(device->disk); i++)
        device->disk[i] = control_disk_byte(i);
    if (type == VFIO_DEVICE_BLK) {
        blk_device_init(&device->blk, &device->home, device->disk, VFIO_DISK_SECTORS);
        device->virtio = &device->blk.virtio;
    } else {
        rng_device_init(&device->rng, &device->home);
        device->virtio = &device->rng;
    }
    virtio_pci_plug(&device->function, &device->bus, 0, device->virtio);
    vfio_irqs_init(&device->irqs, device->function.msix.vectors);
}

uint64_t vfio_device_region_size(const struct vfio_device *device, uint32_t index)
{
    (void)device;
    switch (index) {
    case VFIO_PCI_BAR0_REGION_INDEX + ENDPOINT_BAR:
        return ENDPOINT_BAR_SIZE;
    case VFIO_PCI_CONFIG_REGION_INDEX:
        return CONFIG_SIZE;
    default:
        return 0;
    }
}

/* Bytes of the next access: the natural ones, as a longer transfer is none of a guest's. */
static uint32_t width(uint64_t offset, uint32_t left)
{
    return left <= WIDTH_MAX && (left & (left - 1)) == 0 ? left : offset % 4 || left < 4 ? 1 : 4;
}

static uint64_t read_one(struct vfio_device *device, uint32_t index, uint64_t offset, uint32_t size)
{
    const struct pci_endpoint *endpoint = &device->function.endpoint;

    if (index == VFIO_PCI_CONFIG_REGION_INDEX)
        return pci_bus_config_read(&device->bus, offset, size);
    return endpoint->claimed ? pci_bus_memory_read(&device->bus, endpoint->base + offset, size)
                             : UINT64_MAX;
}

static void write_one(struct vfio_device *device, uint32_t index, uint64_t offset, uint32_t size,
                      uint64_t value)
{
    const struct pci_endpoint *endpoint = &device->function.endpoint;

    if (index == VFIO_PCI_CONFIG_REGION_INDEX)
        pci_bus_config_write(&device->bus, offset, size, value);
    else if (endpoint->claimed)
        pci_bus_memory_write(&device->bus, endpoint->base + offset, size, value);
}

void vfio_device_read(struct vfio_device *device, uint32_t index, uint64_t offset, uint32_t count,
                      uint8_t *to)
{
    for (uint32_t done = 0, size; done < count; done += size) {
        uint64_t value;

        size = width(offset + done, count - done);
        value = read_one(device, index, offset + done, size);
        memcpy(to + done, &value, size);
    }
}

void vfio_device_write(struct vfio_device *device, uint32_t index, uint64_t offset, uint32_t count,
                       const uint8_t *from)
{
    for (uint32_t done = 0, size; done < count; done += size) {
        uint64_t value = 0;

        size = width(offset + done, count - done);
        memcpy(&value, from + done, size);
        write_one(device, index, offset + done, size, value);
    }
}

void vfio_device_reset(struct vfio_device *device)
{
    virtio_pci_reset(&device->function);
}

void vfio_device_disconnect(struct vfio_device *device)
{
    vfio_irqs_clear(&device->irqs);
    dma_regions_clear(&device->dma);
}
