/* SPDX-License-Identifier: BSD-2-Clause */
#include "each.h"

#include "bus.h"
#include "driver_error.h"
#include "ecam_probe.h"
#include "find.h"
#include "report.h"

bool vio_expect_success(const char *file, int line, const struct virtio_device *dev, int error,
                        const char *call)
{
    report_checked();
    if (error)
        report_fail(file, line, "%04x: %s: %s", dev->bdf, call, driver_error_text(error));
    return !error;
}

void vio_each(void (*check)(struct virtio_device *dev))
{
    static struct virtio_device dev;
    unsigned int found = 0;

    for (struct ecam_scan scan = ecam_scan_start(&bus); ecam_scan_next(&scan);) {
        const bool decided = report_is_decided();

        if ((scan.id & 0xffff) != VIRTIO_PCI_VENDOR)
            continue;
        found++;
        if (vio_expect(&dev, virtio_open(&dev, &bus, scan.bdf)))
            check(&dev);
        if (report_is_decided() && !decided)
            report_note("the device at %04x is of type %u", dev.bdf, dev.type);
        vio_close(&dev);
    }
    if (!found)
        report_skip("the device model serves no virtio device");
}
