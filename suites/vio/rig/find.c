/* SPDX-License-Identifier: BSD-2-Clause */
#include "suites/vio/rig/find.h"

#include "guest/control/bus.h"
#include "guest/ecam_probe.h"
#include "guest/test/report.h"
#include "runtime/mmio.h"

#define MODERN       0x1040
#define TRANSITIONAL 0x1000

bool vio_find(unsigned int type, pci_bdf *bdf)
{
    for (struct ecam_scan scan = ecam_scan_start(&bus); ecam_scan_next(&scan);) {
        uint16_t id = scan.id >> 16;

        if ((scan.id & 0xffff) != PCI_VENDOR_ID_REDHAT_QUMRANET)
            continue;
        if (id == MODERN + type ||
            (id >= TRANSITIONAL && id < MODERN &&
             mmio_read16(ecam_address(&bus, scan.bdf, PCI_SUBSYSTEM_ID)) == type)) {
            *bdf = scan.bdf;
            return true;
        }
    }
    report_skip("the device model serves no virtio device of type %u", type);
    return false;
}

bool vio_open_rng(struct virtio_rng *rng)
{
    pci_bdf bdf;
    int error;

    if (!vio_find(VIRTIO_ID_RNG, &bdf))
        return false;
    error = virtio_rng_open(rng, &bus, bdf);
    if (error)
        report_error("virtio-rng at %04x: %s", bdf, driver_error_text(error));
    return !error;
}

bool vio_open_blk(struct virtio_blk *blk)
{
    pci_bdf bdf;
    int error;

    if (!vio_find(VIRTIO_ID_BLOCK, &bdf))
        return false;
    error = virtio_blk_open(blk, &bus, bdf);
    if (error)
        report_error("virtio-blk at %04x: %s", bdf, driver_error_text(error));
    return !error;
}

void vio_close(struct virtio_device *device)
{
    /* One that could not be opened has no registers that we know of. */
    const int error = device->common.size ? virtio_reset(device) : 0;

    if (error && !report_is_decided())
        report_error("%04x: %s", device->bdf, driver_error_text(error));
    pci_command(device->config, 0, PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER);
    bus.mem_used = 0;
    if (error)
        bus_reset(); /* for the next test; it then no longer owns our memory */
}
