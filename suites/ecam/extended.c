/* SPDX-License-Identifier: BSD-2-Clause */
/* What configuration space has beyond the header: ECAM-06, ECAM-15, ECAM-18. */
#include "guest/control/bus.h"
#include "guest/driver_error.h"
#include "guest/ecam_probe.h"
#include "guest/pci/pci_cap.h"
#include "guest/pci/pci_host.h"
#include "guest/test/access.h"
#include "guest/test/report.h"
#include "protocol/test.h"
#include "runtime/cpu/mmu.h"
#include "runtime/mmio.h"

#define HEADER_SIZE    0x40
#define EXTENDED_FIRST 0x100
#define EXTENDED_END   0x1000

TEST(ecam, eight_bytes_are_two_dwords, .rule = "ECAM-06", .bus = BUS_SERVED,
     TITLE("an 8-byte load of the header gives two dwords, ones or an abort, nothing else"))
{
    unsigned int split = 0, other = 0;

    for (struct ecam_scan scan = ecam_scan_start(&bus); ecam_scan_next(&scan);) {
        const uint64_t at = ecam_address(&bus, scan.bdf, 0);

        for (unsigned int reg = 0; reg < HEADER_SIZE; reg += 8) {
            const uint64_t dwords = mmio_read32(at + reg) | (uint64_t)mmio_read32(at + reg + 4)
                                                                << 32;
            struct probe p;

            probe_prepare(&p, mmu_device(at + reg));
            probe_run(&p, access_form(ACCESS_LOAD, 8, 64)->code);
            if (p.faulted || p.after.x[1] == UINT64_MAX) {
                report_checked();
                other++;
            } else {
                split += expect_eq(p.after.x[1], dwords);
            }
        }
    }
    report_note("%u are two dwords, %u ones or an abort", split, other);
}

static bool is_express(uint64_t config)
{
    struct pci_cap cap = pci_cap_start(config);

    while (pci_cap_next(&cap))
        if (cap.id == PCI_CAP_ID_EXP)
            return true;
    return false;
}

/* A list of headers: identifier 15:0, version 19:16, next 31:20 (PCIe 7.6.3). */
static void walk_extended(uint64_t config, pci_bdf bdf)
{
    unsigned int left = (EXTENDED_END - EXTENDED_FIRST) / 4;
    unsigned int at = EXTENDED_FIRST;

    report_checked();
    while (at) {
        const uint32_t header = mmio_read32(config + at);

        if (at == EXTENDED_FIRST && (header == 0 || header == UINT32_MAX))
            return;
        at = header >> 20;
        if (!left-- || at % 4 || (at && at < EXTENDED_FIRST)) {
            report_fail(__FILE__, __LINE__, "%04x: extended capability points at %#x", bdf, at);
            return;
        }
    }
}

TEST(ecam, extended_space_is_sane, .rule = "ECAM-15", .bus = BUS_SERVED,
     TITLE("beyond 0x100 a conventional function reads as ones, and a PCIe function has a finite "
           "list"))
{
    static const unsigned int places[] = {0x100, 0x104, 0x110, 0x134, 0x200, 0x800, 0xffc};

    for (struct ecam_scan scan = ecam_scan_start(&bus); ecam_scan_next(&scan);) {
        const uint64_t config = ecam_address(&bus, scan.bdf, 0);

        if (is_express(config)) {
            walk_extended(config, scan.bdf);
            continue;
        }
        for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
            expect_eq(mmio_read32(config + places[i]), UINT32_MAX);
    }
}

TEST(ecam, no_msi_without_controller, .rule = "ECAM-18", .bus = BUS_SERVED,
     TITLE("MSI and MSI-X are advertised only if the device tree has a target for them"))
{
    unsigned int capabilities = 0, messages = 0;

    for (struct ecam_scan scan = ecam_scan_start(&bus); ecam_scan_next(&scan);) {
        struct pci_cap cap = pci_cap_start(ecam_address(&bus, scan.bdf, 0));

        for (; pci_cap_next(&cap); capabilities++)
            messages += cap.id == PCI_CAP_ID_MSI || cap.id == PCI_CAP_ID_MSIX;
        if (cap.error)
            report_error("%04x: %s", scan.bdf, driver_error_text(cap.error));
    }
    report_note("%u capabilities, %u of them MSI or MSI-X", capabilities, messages);
    expect(capabilities > 0);
    if (!pci_host_has_msi(&bus))
        expect_eq(messages, 0);
}
