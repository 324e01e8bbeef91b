/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * MSI-X by what it does: VDEV-03. A message is a write of a dword to an address; here that is our
 * RAM, so that no interrupt controller has to understand it.
 */
#include "guest/pci/pci_cap.h"
#include "guest/test/report.h"
#include "protocol/test.h"
#include "runtime/idle.h"
#include "runtime/mmio.h"
#include "runtime/time/timeout.h"
#include "suites/vio/rig/each.h"
#include "suites/vio/rig/traffic.h"

#define LIMIT   (20 * CLOCK_MS)
#define WATCH   CLOCK_MS /* how long nothing may happen; slept through */
#define DATA    0xd00d0000u
#define VECTORS 2 /* that are used: for the queue, and one that must stay as it is */

static struct vio_traffic traffic;
static volatile uint32_t mailbox[VECTORS];
static unsigned int with_msix;

struct msix {
    uint64_t flags; /* IPA of Message Control */
    uint64_t table, pba;
    unsigned int vectors;
};

static bool find(const struct virtio_device *dev, struct msix *msix)
{
    struct pci_cap cap = pci_cap_start(dev->config);
    uint64_t at;
    uint32_t table, pba;

    while (pci_cap_next(&cap)) {
        if (cap.id != PCI_CAP_ID_MSIX)
            continue;
        at = dev->config + cap.offset;
        table = mmio_read32(at + PCI_MSIX_TABLE);
        pba = mmio_read32(at + PCI_MSIX_PBA);
        msix->flags = at + PCI_MSIX_FLAGS;
        msix->vectors = (mmio_read16(msix->flags) & PCI_MSIX_FLAGS_QSIZE) + 1;
        msix->table = dev->bars[table & PCI_MSIX_TABLE_BIR].ipa + (table & PCI_MSIX_TABLE_OFFSET);
        msix->pba = dev->bars[pba & PCI_MSIX_PBA_BIR].ipa + (pba & PCI_MSIX_PBA_OFFSET);
        return msix->vectors >= VECTORS;
    }
    return false;
}

static uint64_t entry(const struct msix *msix, unsigned int vector)
{
    return msix->table + vector * PCI_MSIX_ENTRY_SIZE;
}

static void set_mask(const struct msix *msix, unsigned int vector, bool on)
{
    mmio_write32(entry(msix, vector) + PCI_MSIX_ENTRY_VECTOR_CTRL,
                 on ? PCI_MSIX_ENTRY_CTRL_MASKBIT : 0);
}

/* Both vectors masked, each with its own mailbox; checks that all fields read back. */
static bool set_table(const struct msix *msix)
{
    bool good = true;

    mmio_write16(msix->flags, mmio_read16(msix->flags) | PCI_MSIX_FLAGS_ENABLE);
    for (unsigned int i = 0; i < VECTORS; i++) {
        set_mask(msix, i, true);
        mmio_write32(entry(msix, i) + PCI_MSIX_ENTRY_LOWER_ADDR, (uintptr_t)&mailbox[i]);
        mmio_write32(entry(msix, i) + PCI_MSIX_ENTRY_UPPER_ADDR, (uintptr_t)&mailbox[i] >> 32);
        mmio_write32(entry(msix, i) + PCI_MSIX_ENTRY_DATA, DATA + i);
        mailbox[i] = 0;
    }
    for (unsigned int i = 0; i < VECTORS; i++) {
        good &= expect_eq(mmio_read32(entry(msix, i) + PCI_MSIX_ENTRY_LOWER_ADDR),
                          (uint32_t)(uintptr_t)&mailbox[i]);
        good &= expect_eq(mmio_read32(entry(msix, i) + PCI_MSIX_ENTRY_UPPER_ADDR),
                          (uintptr_t)&mailbox[i] >> 32);
        good &= expect_eq(mmio_read32(entry(msix, i) + PCI_MSIX_ENTRY_DATA), DATA + i);
        good &= expect_eq(mmio_read32(entry(msix, i) + PCI_MSIX_ENTRY_VECTOR_CTRL) &
                              PCI_MSIX_ENTRY_CTRL_MASKBIT,
                          PCI_MSIX_ENTRY_CTRL_MASKBIT);
    }
    return good;
}

static bool request(struct virtio_device *dev)
{
    return vio_expect(dev, vio_traffic_post(dev, &traffic, 0)) &&
           vio_expect(dev, vio_traffic_wait(dev, &traffic));
}

static bool arrives(unsigned int vector)
{
    struct timeout timeout = timeout_start(LIMIT, "an MSI-X message");

    while (!mailbox[vector])
        if (!idle(&timeout))
            return false;
    return true;
}

static bool is_pending(const struct msix *msix, unsigned int vector)
{
    struct timeout timeout = timeout_start(LIMIT, "a bit of the PBA");

    while (!(mmio_read32(msix->pba) >> vector & 1))
        if (!idle(&timeout))
            return false;
    return true;
}

static void check_messages(struct virtio_device *dev, const struct msix *msix)
{
    if (!request(dev))
        return;
    expect(is_pending(msix, 0));
    expect_eq(mailbox[0], 0);
    set_mask(msix, 0, false);
    expect(arrives(0));
    expect_eq(mailbox[0], DATA);
    expect_eq(mmio_read32(msix->pba) & 3, 0);
    mailbox[0] = 0;
    if (request(dev))
        expect(arrives(0));
    set_mask(msix, 0, true);
    mailbox[0] = 0;
    mmio_write16(dev->common.base + VIRTIO_PCI_COMMON_Q_SELECT, 0);
    mmio_write16(dev->common.base + VIRTIO_PCI_COMMON_Q_MSIX, VIRTIO_MSI_NO_VECTOR);
    if (request(dev))
        idle_for(WATCH);
    expect_eq(mmio_read32(msix->pba) & 3, 0);
    expect_eq(mailbox[0], 0);
    expect_eq(mailbox[1], 0);
    expect_eq(mmio_read32(entry(msix, 1) + PCI_MSIX_ENTRY_DATA), DATA + 1);
}

static void check_msix(struct virtio_device *dev)
{
    struct msix msix;

    if (!vio_has_traffic(dev) || !find(dev, &msix))
        return;
    with_msix++;
    if (vio_expect(dev, virtio_negotiate(dev, 0)) &&
        vio_expect(dev, vio_traffic_queue(dev, &traffic, 0)) && set_table(&msix)) {
        mmio_write16(dev->common.base + VIRTIO_PCI_COMMON_Q_SELECT, 0);
        mmio_write16(dev->common.base + VIRTIO_PCI_COMMON_Q_MSIX, 0);
        if (expect_eq(mmio_read16(dev->common.base + VIRTIO_PCI_COMMON_Q_MSIX), 0) &&
            vio_expect(dev, virtio_start(dev)))
            check_messages(dev, &msix);
    }
    mmio_write16(msix.flags, mmio_read16(msix.flags) & ~PCI_MSIX_FLAGS_ENABLE);
}

TEST(vdev, messages_wait_for_their_mask, .rule = "VDEV-03", .bus = BUS_SERVED, .needs = OVER_PCI,
     TITLE("MSI-X entries read back, a masked vector is pending and sent once unmasked, NO_VECTOR "
           "sends nothing, and the other vector stays as it is"))
{
    with_msix = 0;
    vio_each(check_msix);
    if (!with_msix && !report_is_decided())
        report_skip("no device has MSI-X; under Xen on Arm none can");
}
