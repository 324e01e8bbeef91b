/* SPDX-License-Identifier: BSD-2-Clause */
/* MSI-X vectors of a virtio device: VIO-27. */
#include "guest/pci/pci_cap.h"
#include "guest/test/report.h"
#include "protocol/test.h"
#include "runtime/mmio.h"
#include "suites/vio/rig/each.h"

static unsigned int with_msix;

/* Vectors that the table has; 0: no MSI-X. */
static unsigned int table_size(const struct virtio_device *dev)
{
    struct pci_cap cap = pci_cap_start(dev->config);

    while (pci_cap_next(&cap))
        if (cap.id == PCI_CAP_ID_MSIX)
            return (mmio_read16(dev->config + cap.offset + PCI_MSIX_FLAGS) & PCI_MSIX_FLAGS_QSIZE) +
                   1;
    return 0;
}

/* A mapping may fail, and then says so (4.1.5.1.2.1); beyond the table it must. */
static void check_field(uint64_t field, unsigned int vectors)
{
    const unsigned int tried[] = {0, vectors - 1};

    expect_eq(mmio_read16(field), VIRTIO_MSI_NO_VECTOR); /* after a reset */
    for (unsigned int i = 0; i < sizeof(tried) / sizeof(tried[0]); i++) {
        unsigned int now;

        mmio_write16(field, tried[i]);
        now = mmio_read16(field);
        expect(now == tried[i] || now == VIRTIO_MSI_NO_VECTOR);
    }
    mmio_write16(field, vectors);
    expect_eq(mmio_read16(field), VIRTIO_MSI_NO_VECTOR);
    mmio_write16(field, 0);
    mmio_write16(field, VIRTIO_MSI_NO_VECTOR);
    expect_eq(mmio_read16(field), VIRTIO_MSI_NO_VECTOR);
    mmio_write16(field, 0);
}

static void check_vectors(struct virtio_device *dev)
{
    const uint64_t common = dev->common.base;
    const unsigned int vectors = table_size(dev);

    if (!vectors)
        return;
    with_msix++;
    if (!vio_expect(dev, virtio_negotiate(dev, 0)))
        return;
    mmio_write16(common + VIRTIO_PCI_COMMON_Q_SELECT, 0);
    check_field(common + VIRTIO_PCI_COMMON_MSIX, vectors);
    check_field(common + VIRTIO_PCI_COMMON_Q_MSIX, vectors);
    vio_expect(dev, virtio_reset(dev));
    mmio_write16(common + VIRTIO_PCI_COMMON_Q_SELECT, 0);
    expect_eq(mmio_read16(common + VIRTIO_PCI_COMMON_MSIX), VIRTIO_MSI_NO_VECTOR);
    expect_eq(mmio_read16(common + VIRTIO_PCI_COMMON_Q_MSIX), VIRTIO_MSI_NO_VECTOR);
}

TEST(vio, vectors_read_back, .rule = "VIO-27", .bus = BUS_SERVED, .needs = OVER_PCI,
     TITLE("with MSI-X a vector reads back as written or as NO_VECTOR, and one beyond the table "
           "or after a reset as NO_VECTOR"))
{
    with_msix = 0;
    vio_each(check_vectors);
    if (!with_msix && !report_is_decided())
        report_skip("no device has MSI-X; under Xen on Arm none can");
}
