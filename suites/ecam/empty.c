/* SPDX-License-Identifier: BSD-2-Clause */
/* Configuration space while no device model serves it: ECAM-01, ECAM-02. */
#include "guest/control/bus.h"
#include "guest/control/settings.h"
#include "guest/test/report.h"
#include "protocol/test.h"
#include "runtime/mmio.h"

/* Whether @bdf lies in the background window that reads as "retry". */
static bool reads_as_retry(pci_bdf bdf)
{
    uint64_t at = ecam_address(&bus, bdf, 0);

    return settings.scope.rrs && at - settings.rrs.base < settings.rrs.size;
}

static void check_absent(pci_bdf bdf)
{
    uint64_t at = ecam_address(&bus, bdf, PCI_VENDOR_ID);

    if (reads_as_retry(bdf))
        return;
    expect_eq(mmio_read32(at), UINT32_MAX);
    if (pci_device(bdf) == 0) /* only for some: thousands of functions are read */
        expect_eq(mmio_read16(at), PCI_VENDOR_ID_NONE);
}

TEST(ecam, absent_functions_read_ones, .rule = "ECAM-01", .bus = BUS_EMPTY,
     .profiles = UNMAPPED | WINDOWS | VPCI,
     TITLE("no function is present: all functions of the first and the last bus, and function 0 "
           "of the others"))
{
    for (unsigned int b = bus.bus_first; b <= bus.bus_last; b++) {
        bool whole = b == bus.bus_first || b == bus.bus_last;

        for (unsigned int slot = 0; slot < 256; slot += whole ? 1 : 8)
            check_absent(PCI_BDF(b, slot >> 3, slot & 7));
    }
}

TEST(ecam, absent_functions_drop_writes, .rule = "ECAM-02", .bus = BUS_EMPTY,
     .profiles = UNMAPPED | WINDOWS | VPCI,
     TITLE("writes to the header of an absent function leave it absent"))
{
    const pci_bdf places[] = {PCI_BDF(bus.bus_first, 0, 0), PCI_BDF(bus.bus_first, 2, 0),
                              PCI_BDF(bus.bus_last, 31, 7)};

    for (unsigned int i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
        uint64_t at = ecam_address(&bus, places[i], 0);

        mmio_write16(at + PCI_COMMAND, 0);
        mmio_write32(at + PCI_BASE_ADDRESS_0, 0);
        mmio_write8(at + PCI_INTERRUPT_LINE, 0);
        mmio_write32(at + PCI_VENDOR_ID, 0x12345678);
        expect_eq(mmio_read16(at + PCI_COMMAND), 0xffff);
        expect_eq(mmio_read32(at + PCI_BASE_ADDRESS_0), UINT32_MAX);
        expect_eq(mmio_read8(at + PCI_INTERRUPT_LINE), 0xff);
        check_absent(places[i]);
    }
}
