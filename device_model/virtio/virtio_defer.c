/* SPDX-License-Identifier: BSD-2-Clause */
#include "device_model/virtio/virtio_defer.h"

#include "runtime/time/clock.h"
#include "homes/dom0/event.h"
#include "device_model/virtio/virtio_pci.h"
#include "device_model/virtio/virtio_service.h"

static struct pci_bus *bus;
static uint64_t delay;
static uint64_t due = EVENT_NEVER;

void virtio_defer_init(struct pci_bus *of)
{
    bus = of;
}

static bool somebody_rang(void)
{
    for (unsigned int i = 0; i < bus->plugged_count; i++) {
        const struct virtio_pci *virtio = virtio_pci_of(bus->plugged[i]);

        if (virtio && virtio->kicked)
            return true;
    }
    return false;
}

static void run_all(void)
{
    for (unsigned int i = 0; i < bus->plugged_count; i++) {
        struct virtio_pci *virtio = virtio_pci_of(bus->plugged[i]);

        if (virtio)
            virtio_service_run(virtio);
    }
    due = EVENT_NEVER;
}

void virtio_defer_set(uint64_t ns)
{
    delay = ns;
    for (unsigned int i = 0; i < bus->plugged_count; i++) {
        struct virtio_pci *virtio = virtio_pci_of(bus->plugged[i]);

        if (virtio)
            virtio->deferred = ns;
    }
    if (!ns)
        run_all();
}

uint64_t virtio_defer_deadline(void)
{
    return due;
}

void virtio_defer_serve(void)
{
    if (due == EVENT_NEVER && delay && somebody_rang())
        due = clock_deadline(delay);
    if (due != EVENT_NEVER && clock_expired(due))
        run_all();
}
