/* SPDX-License-Identifier: BSD-2-Clause */
/* What a virtio function says it is: VIO-01. */
#include "guest/control/bus.h"
#include "guest/ecam_probe.h"
#include "guest/test/report.h"
#include "guest/virtio_driver.h"
#include "protocol/test.h"
#include "runtime/mmio.h"

TEST(vio, functions_are_virtio, .rule = "VIO-01", .bus = BUS_SERVED, .needs = OVER_PCI,
     TITLE("virtio functions have device 0x1040 + type, or 0x1000..0x103f and revision 0"))
{
    unsigned int found = 0;

    for (struct ecam_scan scan = ecam_scan_start(&bus); ecam_scan_next(&scan);) {
        uint16_t id = scan.id >> 16;

        if ((scan.id & 0xffff) != PCI_VENDOR_ID_REDHAT_QUMRANET)
            continue;
        found++;
        expect(id >= 0x1000 && id <= 0x107f);
        if (id < 0x1040)
            expect_eq(mmio_read8(ecam_address(&bus, scan.bdf, PCI_REVISION_ID)), 0);
        else
            expect(mmio_read8(ecam_address(&bus, scan.bdf, PCI_REVISION_ID)) >= 1);
    }
    if (!found)
        report_skip("the device model serves no virtio device");
}
