/* SPDX-License-Identifier: BSD-2-Clause */
/* What a virtio function says it is, and where its structures are: VIO-01, VIO-02. */
#include "bus.h"
#include "ecam_probe.h"
#include "find.h"
#include "mmio.h"
#include "pci_cap.h"
#include "report.h"
#include "test.h"

#define CAP_TYPE   3
#define CAP_BAR    4
#define CAP_OFFSET 8
#define CAP_SIZE   12
#define TYPE_LAST  8 /* the largest cfg_type that virtio 1.2 defines, and what is counted here */

TEST(vio, functions_are_virtio, .rule = "VIO-01", .bus = BUS_SERVED,
     .title = "virtio functions have device 0x1040 + type, or 0x1000..0x103f and revision 0")
{
    unsigned int found = 0;

    for (struct ecam_scan scan = ecam_scan_start(&bus); ecam_scan_next(&scan);) {
        uint16_t id = scan.id >> 16;

        if ((scan.id & 0xffff) != VIRTIO_PCI_VENDOR)
            continue;
        found++;
        expect(id >= 0x1000 && id <= 0x107f);
        if (id < 0x1040)
            expect_eq(mmio_read8(ecam_address(&bus, scan.bdf, PCI_REVISION)), 0);
        else
            expect(mmio_read8(ecam_address(&bus, scan.bdf, PCI_REVISION)) >= 1);
    }
    if (!found)
        report_skip("the device model serves no virtio device");
}

/* Walks the capabilities of @dev; counts each type in @seen. */
static void check_structures(const struct virtio_device *dev, unsigned int seen[TYPE_LAST + 1])
{
    struct pci_cap cap = pci_cap_start(dev->config);

    while (pci_cap_next(&cap)) {
        uint64_t at = dev->config + cap.offset;
        uint8_t type, bar;
        uint64_t offset, size;

        if (cap.id != PCI_CAP_VENDOR)
            continue;
        type = mmio_read8(at + CAP_TYPE);
        bar = mmio_read8(at + CAP_BAR);
        if (type > TYPE_LAST || bar >= PCI_BARS || type == VIRTIO_CAP_PCI_CFG) {
            seen[type <= TYPE_LAST ? type : 0]++;
            continue;
        }
        seen[type]++;
        offset = mmio_read32(at + CAP_OFFSET);
        size = mmio_read32(at + CAP_SIZE);
        expect(size > 0);
        expect(offset + size <= dev->bars[bar].size);
    }
    expect_eq(cap.error, 0);
}

TEST(vio, structures_are_in_their_bars, .rule = "VIO-02", .bus = BUS_SERVED,
     .title = "COMMON, NOTIFY, ISR and PCI_CFG are there, DEVICE for blk, each inside its BAR")
{
    static const unsigned int types[] = {VIRTIO_TYPE_RNG, VIRTIO_TYPE_BLK};
    struct virtio_device dev;
    pci_bdf bdf;

    for (unsigned int i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        unsigned int seen[TYPE_LAST + 1] = {0};
        int error;

        if (!vio_find(types[i], &bdf))
            return;
        report_checked();
        error = virtio_open(&dev, &bus, bdf);
        if (error) {
            report_fail(__FILE__, __LINE__, "%04x: %s", bdf, driver_error_text(error));
            continue;
        }
        check_structures(&dev, seen);
        expect(seen[VIRTIO_CAP_COMMON] >= 1);
        expect(seen[VIRTIO_CAP_NOTIFY] >= 1);
        expect(seen[VIRTIO_CAP_ISR] >= 1);
        expect(seen[VIRTIO_CAP_PCI_CFG] >= 1);
        if (types[i] == VIRTIO_TYPE_BLK)
            expect(seen[VIRTIO_CAP_DEVICE] >= 1);
        vio_close(&dev);
    }
}
