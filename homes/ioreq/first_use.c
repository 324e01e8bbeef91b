/* SPDX-License-Identifier: BSD-2-Clause */
#include "homes/ioreq/first_use.h"

#include <stdio.h>

#include "device_model/pci/pci_access.h"
#include "device_model/virtio/virtio_registers.h"
#include "homes/ioreq/dom0_bus.h"
#include "runtime/time/clock.h"

static struct {
    struct virtio_state *disk; /* NULL: none is watched */
    const char *event;
    uint64_t came, looked; /* ns: the event, the first access after it */
    unsigned int accesses;
    const struct pci_access_ops *access; /* those whose place ours have */
    const struct virtio_register_ops *registers;
} watched;

static struct pci_access_ops access;
static struct virtio_register_ops registers;

static void count(void)
{
    if (!watched.accesses++)
        watched.looked = clock_ns();
}

static uint64_t config_read(struct pci_bus *bus, uint64_t offset, unsigned int size)
{
    count();
    return watched.access->config_read(bus, offset, size);
}

static void config_write(struct pci_bus *bus, uint64_t offset, unsigned int size, uint64_t value)
{
    count();
    watched.access->config_write(bus, offset, size, value);
}

static void register_write(struct virtio_state *virtio, uint32_t offset, uint32_t lanes,
                           uint32_t value)
{
    const struct virtio_register_ops *base = watched.registers;
    const uint64_t now = clock_ns();

    if (offset >= VIRTIO_NOTIFY_PAGE) {
        printf("doorbell backend: a disk is in use %llu us after %s, %llu us and %u configuration "
               "accesses after the first of them\n",
               (unsigned long long)(now - watched.came) / CLOCK_US, watched.event,
               (unsigned long long)(now - watched.looked) / CLOCK_US, watched.accesses);
        first_use_forget();
    }
    base->write(virtio, offset, lanes, value);
}

void first_use_watch(struct virtio_state *disk, const char *event)
{
    first_use_forget();
    watched.disk = disk;
    watched.event = event;
    watched.came = watched.looked = clock_ns();
    watched.accesses = 0;
    watched.access = dom0_bus.access;
    watched.registers = disk->registers;
    access = *dom0_bus.access;
    access.config_read = config_read;
    access.config_write = config_write;
    registers = *disk->registers;
    registers.write = register_write;
    dom0_bus.access = &access;
    disk->registers = &registers;
}

void first_use_forget(void)
{
    if (!watched.disk)
        return;
    dom0_bus.access = watched.access;
    watched.disk->registers = watched.registers;
    watched.disk = NULL;
}
