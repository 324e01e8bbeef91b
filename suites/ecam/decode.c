/* SPDX-License-Identifier: BSD-2-Clause */
/* Where the host bridge and the BARs answer, and from when on: ECAM-04, ECAM-13, ECAM-16. */
#include "guest/control/bus.h"
#include "guest/driver_error.h"
#include "guest/ecam_probe.h"
#include "guest/pci/pci_bar.h"
#include "guest/test/report.h"
#include "protocol/test.h"
#include "runtime/cpu/mmu.h"
#include "runtime/mmio.h"
#include "runtime/probe.h"
#include "suites/ioreq/echo.h"

#define BUS_SIZE  (1ull << 20)
#define SIGNATURE 16 /* dwords from a BAR's start */
#define TOGGLES   8

TEST(ecam, nothing_outside_bus_range, .rule = "ECAM-04", .bus = BUS_SERVED,
     TITLE("reg covers 1 MiB for each bus of bus-range, and the bridge answers only there"))
{
    expect_eq(bus.ecam.size, (bus.bus_last - bus.bus_first + 1) * BUS_SIZE);
    expect_unserved(bus.ecam.base - 8);
    expect_unserved(bus.ecam.base + bus.ecam.size);
    /* The positive control: inside it answers, for a function that is there and one that is not. */
    expect(mmio_read32(bus.ecam.base) != UINT32_MAX);
    expect_eq(mmio_read32(bus.ecam.base + bus.ecam.size - 4), UINT32_MAX);
}

/* The first memory BAR of the first function that has one, with decode off. */
struct place {
    uint64_t config;
    unsigned int index;
    struct pci_bar bar;
    uint32_t before[2];
};

static bool find_bar(struct place *place)
{
    for (struct ecam_scan scan = ecam_scan_start(&bus); ecam_scan_next(&scan);) {
        struct pci_bar bars[PCI_STD_NUM_BARS];

        place->config = ecam_address(&bus, scan.bdf, 0);
        if (pci_size_bars(place->config, bars))
            continue;
        for (unsigned int i = 0; i < PCI_STD_NUM_BARS; i++) {
            if (bars[i].kind != PCI_BAR_MEM32 && bars[i].kind != PCI_BAR_MEM64)
                continue;
            place->index = i;
            place->bar = bars[i];
            for (unsigned int k = 0; k < 2; k++)
                place->before[k] = mmio_read32(place->config + PCI_BASE_ADDRESS_0 + 4 * (i + k));
            return true;
        }
    }
    report_skip("no function has a memory BAR");
    return false;
}

/* Only writes: Command must not be read between its write and the next access. */
static void decode(const struct place *place, bool on)
{
    mmio_write16(place->config + PCI_COMMAND, on ? PCI_COMMAND_MEMORY : 0);
    __asm__ volatile("dsb sy" ::: "memory");
}

static void put(const struct place *place, uint64_t ipa)
{
    const uint64_t value = ipa - bus.mem.base + bus.mem_pci;
    const uint64_t reg = place->config + PCI_BASE_ADDRESS_0 + 4 * place->index;

    mmio_write32(reg, (uint32_t)value);
    if (place->bar.kind == PCI_BAR_MEM64)
        mmio_write32(reg + 4, value >> 32);
}

static void put_back(const struct place *place)
{
    const uint64_t reg = place->config + PCI_BASE_ADDRESS_0 + 4 * place->index;

    decode(place, false);
    mmio_write32(reg, place->before[0]);
    if (place->bar.kind == PCI_BAR_MEM64)
        mmio_write32(reg + 4, place->before[1]);
}

/* Reads the start of the BAR; whether it answers, and not only with ones. */
static bool read_signature(uint64_t ipa, uint32_t signature[SIGNATURE])
{
    bool any = false;

    for (unsigned int i = 0; i < SIGNATURE; i++) {
        struct probe p;

        probe_prepare(&p, mmu_device(ipa + 4 * i));
        probe_run(&p, probe_load);
        if (p.faulted) {
            report_note("a load at %#lx aborts", ipa + 4 * i);
            return false;
        }
        signature[i] = p.after.x[1];
        any |= signature[i] != UINT32_MAX;
    }
    return any;
}

TEST(ecam, bars_work_all_over_the_window, .rule = "ECAM-13", .bus = BUS_SERVED,
     TITLE("a BAR works the same in the first, the second and the last place of the window"))
{
    uint32_t reference[SIGNATURE], here[SIGNATURE];
    struct place place;
    uint64_t end;

    if (!find_bar(&place))
        return;
    end = (bus.mem.base + bus.mem.size) & ~(place.bar.size - 1);
    put(&place, bus.mem.base);
    decode(&place, true);
    expect(read_signature(bus.mem.base, reference));
    for (unsigned int i = 0; i < 2; i++) {
        const uint64_t ipa = i ? end - place.bar.size : bus.mem.base + place.bar.size;

        decode(&place, false);
        put(&place, ipa);
        decode(&place, true);
        if (!expect(read_signature(ipa, here)))
            break;
        for (unsigned int k = 0; k < SIGNATURE; k++)
            expect_eq(here[k], reference[k]);
        expect_unserved(bus.mem.base);
    }
    put_back(&place);
    expect_unserved(end - 8);
}

TEST(ecam, config_writes_are_not_posted, .rule = "ECAM-16", .bus = BUS_SERVED,
     TITLE("an access to a BAR right after a write to Command sees the new decode"))
{
    uint32_t reference[SIGNATURE];
    struct place place;

    if (!find_bar(&place))
        return;
    put(&place, bus.mem.base);
    for (unsigned int i = 0; i < TOGGLES; i++) {
        decode(&place, true);
        if (!expect(read_signature(bus.mem.base, reference)))
            break;
        decode(&place, false);
        expect_unserved(bus.mem.base);
    }
    put_back(&place);
}
