/* SPDX-License-Identifier: BSD-2-Clause */
/* Command, BARs and capabilities of the functions that a backend serves: ECAM-11, -12, -14. */
#include "guest/control/background.h"
#include "guest/control/bus.h"
#include "guest/driver_error.h"
#include "guest/ecam_probe.h"
#include "guest/pci/pci_bar.h"
#include "guest/pci/pci_cap.h"
#include "guest/test/report.h"
#include "protocol/test.h"
#include "runtime/cpu/mmu.h"
#include "runtime/mmio.h"

#define COMMAND_DEFINED 0x05ff /* bits 0 to 8 and 10; others are reserved or read-only */

static void check_command(uint64_t at)
{
    uint16_t toggled = PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER | PCI_COMMAND_INTX_DISABLE;
    uint16_t before = mmio_read16(at + PCI_COMMAND);

    mmio_write16(at + PCI_COMMAND, 0xffff & ~PCI_COMMAND_IO);
    expect_eq(mmio_read16(at + PCI_COMMAND) & ~COMMAND_DEFINED, 0);
    expect_eq(mmio_read16(at + PCI_COMMAND) & toggled, toggled);
    mmio_write16(at + PCI_COMMAND, 0);
    expect_eq(mmio_read16(at + PCI_COMMAND) & toggled, 0);
    mmio_write16(at + PCI_COMMAND, before);
}

static bool has_memory(const struct pci_bar bars[PCI_STD_NUM_BARS])
{
    for (unsigned int i = 0; i < PCI_STD_NUM_BARS; i++)
        if (bars[i].kind == PCI_BAR_MEM32 || bars[i].kind == PCI_BAR_MEM64)
            return true;
    return false;
}

TEST(ecam, decode_follows_command, .rule = "ECAM-11", .bus = BUS_SERVED,
     TITLE("Command's bits toggle; a BAR answers with memory decode on, and only then"))
{
    unsigned int claimed = 0;

    for (struct ecam_scan scan = ecam_scan_start(&bus); ecam_scan_next(&scan);) {
        uint64_t at = ecam_address(&bus, scan.bdf, 0);
        struct pci_bar bars[PCI_STD_NUM_BARS];
        int rc = pci_size_bars(at, bars);

        if (!rc && !has_memory(bars))
            continue;
        if (!rc)
            rc = pci_assign_bars(&bus, at, bars);
        if (rc) {
            report_error("%04x: %s", scan.bdf, driver_error_text(rc));
            continue;
        }
        for (unsigned int i = 0; i < PCI_STD_NUM_BARS; i++) {
            if (!bars[i].ipa)
                continue;
            claimed++;
            if (background_covers(bars[i].ipa, 4))
                expect(mmio_read32(bars[i].ipa) != background_value(bars[i].ipa, 4));
            else
                mmio_read32(bars[i].ipa); /* an abort here fails and ends the test */
            pci_command(at, 0, PCI_COMMAND_MEMORY);
            expect_unclaimed(bars[i].ipa);
            pci_command(at, PCI_COMMAND_MEMORY, 0);
        }
        if (mmio_read8(at + PCI_INTERRUPT_PIN))
            check_command(at);
        pci_command(at, 0, PCI_COMMAND_MEMORY);
    }
    bus.mem_used = 0;
    expect(claimed > 0);
}

TEST(ecam, bars_can_be_sized, .rule = "ECAM-12", .bus = BUS_SERVED,
     TITLE("the size of every BAR is a power of two, and it takes its old value back"))
{
    unsigned int sized = 0;

    for (struct ecam_scan scan = ecam_scan_start(&bus); ecam_scan_next(&scan);) {
        uint64_t at = ecam_address(&bus, scan.bdf, 0);
        uint32_t before[PCI_STD_NUM_BARS];
        struct pci_bar bars[PCI_STD_NUM_BARS];
        int rc;

        for (unsigned int i = 0; i < PCI_STD_NUM_BARS; i++)
            before[i] = mmio_read32(at + PCI_BASE_ADDRESS_0 + 4 * i);
        rc = pci_size_bars(at, bars);
        report_checked();
        if (rc)
            report_fail_rule(driver_error_rule(rc), __FILE__, __LINE__, "%04x: %s", scan.bdf,
                             driver_error_text(rc));
        for (unsigned int i = 0; i < PCI_STD_NUM_BARS; i++) {
            expect_eq(mmio_read32(at + PCI_BASE_ADDRESS_0 + 4 * i), before[i]);
            if (rc || bars[i].kind == PCI_BAR_NONE)
                continue;
            sized++;
            expect_eq(bars[i].size & (bars[i].size - 1), 0);
            expect(bars[i].size >= (bars[i].kind == PCI_BAR_IO ? 4 : 128)); /* PCIe 7.5.1.2.1 */
        }
    }
    expect(sized > 0);
}

TEST(ecam, capabilities_end, .rule = "ECAM-14", .bus = BUS_SERVED,
     TITLE("capability lists are announced, aligned, inside 0x40..0xfc, finite and loop-free"))
{
    unsigned int found = 0;

    for (struct ecam_scan scan = ecam_scan_start(&bus); ecam_scan_next(&scan);) {
        uint64_t at = ecam_address(&bus, scan.bdf, 0);
        struct pci_cap cap = pci_cap_start(at);

        while (pci_cap_next(&cap))
            found++;
        report_checked();
        if (cap.error)
            report_fail_rule(driver_error_rule(cap.error), __FILE__, __LINE__, "%04x: %s", scan.bdf,
                             driver_error_text(cap.error));
        if (!(mmio_read16(at + PCI_STATUS) & PCI_STATUS_CAP_LIST))
            expect_eq(mmio_read8(at + PCI_CAPABILITY_LIST), 0);
    }
    expect(found > 0);
}
