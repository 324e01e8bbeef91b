/* SPDX-License-Identifier: BSD-2-Clause */
/* Addresses and widths in configuration space: ECAM-03, ECAM-05. */
#include "guest/control/bus.h"
#include "guest/ecam_probe.h"
#include "guest/test/report.h"
#include "protocol/test.h"
#include "runtime/mmio.h"

#define FUNCTION_BITS_FIRST 12
#define HEADER_SIZE         0x40

TEST(ecam, functions_do_not_alias, .rule = "ECAM-03", .bus = BUS_SERVED,
     TITLE("each address bit of bus, device and function selects another function"))
{
    uint64_t marked = 0, there;
    unsigned int functions = 0;

    for (struct ecam_scan scan = ecam_scan_start(&bus); ecam_scan_next(&scan);) {
        /* Bits 27:20 are the bus, 19:15 the device, 14:12 the function, 11:0 the register. */
        uint64_t at = bus.ecam.base + ((uint64_t)(pci_bus(scan.bdf) - bus.bus_first) << 20) +
                      (pci_device(scan.bdf) << 15) + (pci_function(scan.bdf) << 12);

        expect_eq(mmio_read32(at), scan.id);
        functions++;
        if (mmio_read8(at + PCI_INTERRUPT_PIN))
            marked = at;
    }
    expect(functions >= 2);
    if (!marked) {
        report_error("no function with an interrupt line register to mark");
        return;
    }
    /* A mark in a scratch register must be visible at this function and at no other. */
    mmio_write8(marked + PCI_INTERRUPT_LINE, 0x5a);
    expect_eq(mmio_read8(marked + PCI_INTERRUPT_LINE), 0x5a);
    for (unsigned int bit = FUNCTION_BITS_FIRST; 2ull << bit <= bus.ecam.size; bit++) {
        there = ((marked - bus.ecam.base) ^ 1ull << bit) + bus.ecam.base;
        expect(mmio_read8(there + PCI_INTERRUPT_LINE) != 0x5a);
    }
    mmio_write8(marked + PCI_INTERRUPT_LINE, 0);
}

TEST(ecam, widths_agree, .rule = "ECAM-05", .bus = BUS_SERVED,
     TITLE("a dword reads as its halfwords and bytes, over the header of every function"))
{
    for (struct ecam_scan scan = ecam_scan_start(&bus); ecam_scan_next(&scan);) {
        uint64_t at = ecam_address(&bus, scan.bdf, 0);

        for (unsigned int reg = 0; reg < HEADER_SIZE; reg += 4) {
            uint32_t dword = mmio_read32(at + reg), halves = 0, bytes = 0;

            for (unsigned int i = 0; i < 4; i += 2)
                halves |= (uint32_t)mmio_read16(at + reg + i) << (8 * i);
            for (unsigned int i = 0; i < 4; i++)
                bytes |= (uint32_t)mmio_read8(at + reg + i) << (8 * i);
            expect_eq(halves, dword);
            expect_eq(bytes, dword);
        }
    }
}
