/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which functions exist, and which fields of their headers are read-only: ECAM-01, -02, -09, -10.
 */
#include "guest/control/bus.h"
#include "guest/control/settings.h"
#include "guest/ecam_probe.h"
#include "guest/test/report.h"
#include "protocol/test.h"
#include "runtime/mmio.h"

#define NUMBERS 8 /* functions of a device */

static bool is_present(pci_bdf bdf)
{
    return ecam_presence(mmio_read32(ecam_address(&bus, bdf, PCI_VENDOR_ID))) == ECAM_PRESENT;
}

TEST(ecam, absent_beside_present, .rule = "ECAM-01", .bus = BUS_SERVED,
     TITLE("the device model answers ones, at every width, for functions that it does not have"))
{
    unsigned int absent = 0;

    for (unsigned int slot = 0; slot < 32; slot++) {
        const pci_bdf bdf = PCI_BDF(bus.bus_first, slot, 0);
        const uint64_t at = ecam_address(&bus, bdf, 0);

        if (is_present(bdf))
            continue;
        absent++;
        expect_eq(mmio_read32(at + PCI_VENDOR_ID), UINT32_MAX);
        expect_eq(mmio_read16(at + PCI_VENDOR_ID), PCI_VENDOR_ID_NONE);
        expect_eq(mmio_read8(at + PCI_HEADER_TYPE), 0xff);
    }
    report_note("%u devices absent on the first bus", absent);
    expect(absent < 32);
    expect_eq(mmio_read32(ecam_address(&bus, PCI_BDF(bus.bus_last, 31, 7), PCI_VENDOR_ID)),
              UINT32_MAX);
}

TEST(ecam, absent_beside_present_drop_writes, .rule = "ECAM-02", .bus = BUS_SERVED,
     TITLE("the device model drops writes to functions that it does not have"))
{
    const pci_bdf places[] = {PCI_BDF(bus.bus_first, 31, 7), PCI_BDF(bus.bus_last, 0, 0),
                              PCI_BDF(bus.bus_last, 31, 7)};

    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
        const uint64_t at = ecam_address(&bus, places[i], 0);

        if (is_present(places[i]))
            continue;
        mmio_write32(at + PCI_VENDOR_ID, 0x12345678);
        expect_eq(mmio_read32(at + PCI_VENDOR_ID), UINT32_MAX);
        mmio_write16(at + PCI_COMMAND, 0);
        expect_eq(mmio_read16(at + PCI_COMMAND), UINT16_MAX);
        mmio_write32(at + PCI_BASE_ADDRESS_0, 0);
        expect_eq(mmio_read32(at + PCI_BASE_ADDRESS_0), UINT32_MAX);
        mmio_write8(at + PCI_INTERRUPT_LINE, 0x5a);
        expect_eq(mmio_read8(at + PCI_INTERRUPT_LINE), UINT8_MAX);
    }
}

/* That device @slot has several functions if Header Type of function 0 says so, and only then. */
static bool check_device(unsigned int slot)
{
    const pci_bdf first = PCI_BDF(bus.bus_first, slot, 0);
    const bool has_first = is_present(first);
    unsigned int more = 0;
    bool announced;

    for (unsigned int number = 1; number < NUMBERS; number++)
        more += is_present(first + number);
    announced =
        has_first && mmio_read8(ecam_address(&bus, first, PCI_HEADER_TYPE)) & PCI_HEADER_TYPE_MFD;
    report_checked();
    if (more && !announced)
        report_fail(__FILE__, __LINE__, "%04x: %u more functions, but %s", first, more,
                    has_first ? "function 0 does not say so" : "no function 0");
    return more;
}

TEST(ecam, functions_are_announced, .rule = "ECAM-09", .bus = BUS_SERVED,
     TITLE("functions 1 to 7 exist only with a function 0 that has the multi-function bit"))
{
    unsigned int several = 0;

    for (unsigned int slot = 0; slot < 32; slot++)
        several += check_device(slot);
    if (several == 0)
        report_skip("the device model has no device of several functions");
}

struct field {
    unsigned int reg, size;
};

/* Of any header, and of the type 0 one only. */
static const struct field fixed[] = {
    {PCI_VENDOR_ID, 2},       {PCI_DEVICE_ID, 2},       {PCI_REVISION_ID, 1},
    {PCI_REVISION_ID + 1, 1}, {PCI_REVISION_ID + 2, 2}, {PCI_HEADER_TYPE, 1},
    {PCI_CAPABILITY_LIST, 1}, {PCI_INTERRUPT_PIN, 1},   {PCI_VENDOR_ID, 4},
};
static const struct field fixed_in_type_0[] = {
    {PCI_SUBSYSTEM_VENDOR_ID, 2}, {PCI_SUBSYSTEM_ID, 2}, {PCI_SUBSYSTEM_VENDOR_ID, 4}};

static void check_fixed(uint64_t config, const struct field *field)
{
    const uint64_t at = config + field->reg;

    switch (field->size) {
    case 1: {
        const uint8_t before = mmio_read8(at);

        mmio_write8(at, (uint8_t)~before);
        expect_eq(mmio_read8(at), before);
        break;
    }
    case 2: {
        const uint16_t before = mmio_read16(at);

        mmio_write16(at, (uint16_t)~before);
        expect_eq(mmio_read16(at), before);
        break;
    }
    default: {
        const uint32_t before = mmio_read32(at);

        mmio_write32(at, ~before);
        expect_eq(mmio_read32(at), before);
    }
    }
}

TEST(ecam, identity_is_read_only, .rule = "ECAM-10", .bus = BUS_SERVED,
     TITLE("identifiers, class, header type, capabilities pointer and pin ignore writes"))
{
    unsigned int scratch = 0;

    for (struct ecam_scan scan = ecam_scan_start(&bus); ecam_scan_next(&scan);) {
        const uint64_t at = ecam_address(&bus, scan.bdf, 0);
        const uint8_t layout = mmio_read8(at + PCI_HEADER_TYPE) & PCI_HEADER_TYPE_MASK;

        for (size_t i = 0; i < sizeof(fixed) / sizeof(fixed[0]); i++)
            check_fixed(at, &fixed[i]);
        for (size_t i = 0; !layout && i < sizeof(fixed_in_type_0) / sizeof(fixed_in_type_0[0]); i++)
            check_fixed(at, &fixed_in_type_0[i]);
        /* The positive control: a register next to them can be written. */
        if (!mmio_read8(at + PCI_INTERRUPT_PIN))
            continue;
        mmio_write8(at + PCI_INTERRUPT_LINE, 0xa5);
        expect_eq(mmio_read8(at + PCI_INTERRUPT_LINE), 0xa5);
        mmio_write8(at + PCI_INTERRUPT_LINE, 0);
        scratch++;
    }
    expect(scratch > 0);
}
