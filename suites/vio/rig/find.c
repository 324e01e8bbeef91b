/* SPDX-License-Identifier: BSD-2-Clause */
#include "suites/vio/rig/find.h"

#include "guest/control/bus.h"
#include "guest/control/settings.h"
#include "guest/test/report.h"
#include "guest/virtio/virtio_slots.h"
#include "runtime/mmio.h"

#define MODERN 0x1040 /* device number of type 0; older ones have the type elsewhere */

/* The place of the next virtio device from @from on, and its type; false if there is none. */
static bool next_function(struct ecam_scan *scan, pci_bdf *place, unsigned int *type)
{
    while (ecam_scan_next(scan)) {
        const uint16_t id = scan->id >> 16;

        if ((scan->id & 0xffff) != PCI_VENDOR_ID_REDHAT_QUMRANET)
            continue;
        *place = scan->bdf;
        *type = id >= MODERN ? id - MODERN
                             : mmio_read16(ecam_address(&bus, scan->bdf, PCI_SUBSYSTEM_ID));
        return true;
    }
    return false;
}

struct vio_scan vio_scan_start(void)
{
    return (struct vio_scan){.functions = ecam_scan_start(&bus)};
}

bool vio_scan_next(struct vio_scan *scan)
{
    if (!settings.over_mmio)
        return next_function(&scan->functions, &scan->place, &scan->type);
    while (scan->slot < virtio_slots_count()) {
        scan->place = scan->slot++;
        scan->type = virtio_slot_type(scan->place);
        if (scan->type && scan->type != ~0u)
            return true;
    }
    return false;
}

bool vio_find(unsigned int type, pci_bdf *place)
{
    for (struct vio_scan scan = vio_scan_start(); vio_scan_next(&scan);)
        if (scan.type == type) {
            *place = scan.place;
            return true;
        }
    report_skip("the device model serves no virtio device of type %u", type);
    return false;
}

int vio_open(struct virtio_device *dev, pci_bdf place)
{
    return settings.over_mmio ? virtio_slot_open(dev, place) : virtio_open(dev, &bus, place);
}

static bool opens(const char *name, pci_bdf place, int error)
{
    if (error)
        report_error("%s at %04x: %s", name, place, driver_error_text(error));
    return !error;
}

bool vio_open_rng(struct virtio_rng *rng)
{
    pci_bdf place;
    int error;

    if (!vio_find(VIRTIO_ID_RNG, &place))
        return false;
    error = vio_open(&rng->device, place);
    return opens("virtio-rng", place, error ? error : virtio_rng_start(rng));
}

bool vio_open_blk(struct virtio_blk *blk)
{
    pci_bdf place;
    int error;

    if (!vio_find(VIRTIO_ID_BLOCK, &place))
        return false;
    error = vio_open(&blk->device, place);
    return opens("virtio-blk", place, error ? error : virtio_blk_start(blk));
}

int vio_interrupt(const struct virtio_device *dev, uint32_t *intid)
{
    struct pci_interrupt line = {.intid = dev->intid};
    int error = 0;

    if (dev->transport == &virtio_over_pci)
        error =
            pci_host_interrupt(&bus, dev->bdf, mmio_read8(dev->config + PCI_INTERRUPT_PIN), &line);
    *intid = line.intid;
    return error || line.intid ? error : PCI_HOST_NO_INTERRUPT;
}

void vio_close(struct virtio_device *device)
{
    /* One that could not be opened has no registers that we know of. */
    const int error = device->common.size ? virtio_reset(device) : 0;

    if (error && !report_is_decided())
        report_error("%04x: %s", device->bdf, driver_error_text(error));
    if (device->transport)
        device->transport->close(device);
    bus.mem_used = 0;
    if (error)
        bus_reset(); /* for the next test; it then no longer owns our memory */
}
