/* SPDX-License-Identifier: BSD-2-Clause */
/* What the port in front of the slot forwards: HOT-06. */
#include "guest/control/bus.h"
#include "guest/driver_error.h"
#include "guest/ecam_probe.h"
#include "guest/pci/pci_bar.h"
#include "guest/test/report.h"
#include "protocol/test.h"
#include "runtime/mmio.h"
#include "suites/hot/port.h"

#define OTHER_BUS 9

static struct port port;

/* The first memory BAR of the late function, placed in the window; NULL fails the test. */
static const struct pci_bar *place(uint64_t config, struct pci_bar bars[PCI_STD_NUM_BARS])
{
    const int error = pci_assign_bars(&port.bridge.behind, config, bars);

    if (error)
        report_fail_rule(driver_error_rule(error), __FILE__, __LINE__, "%s",
                         driver_error_text(error));
    for (unsigned int i = 0; !error && i < PCI_STD_NUM_BARS; i++)
        if (bars[i].ipa)
            return &bars[i];
    return NULL;
}

TEST(hot, a_window_is_what_a_bridge_forwards, .rule = "HOT-06", .bus = BUS_SERVED, .needs = HOTPLUG,
     .profiles = UNMAPPED | WINDOWS | BARE,
     TITLE("a BAR answers inside the bridge's window, with forwarding on, and nowhere else"))
{
    struct pci_bar bars[PCI_STD_NUM_BARS];
    const struct pci_bar *bar;
    uint64_t config;

    if (!port_open(&port))
        return;
    config = ecam_address(&bus, port.late, 0);
    if (port_plug(&port) && (bar = place(config, bars))) {
        const uint32_t inside = mmio_read32(bar->ipa);

        report_note("%#lx reads %#x", bar->ipa, (unsigned int)inside);
        expect(inside != UINT32_MAX);
        pci_command(port.bridge.config, 0, PCI_COMMAND_MEMORY);
        expect_eq(mmio_read32(bar->ipa), UINT32_MAX);
        pci_command(port.bridge.config, PCI_COMMAND_MEMORY, 0);
        expect_eq(mmio_read32(bar->ipa), inside);
        /* The BAR in the host's window, but outside the bridge's. */
        mmio_write32(config + PCI_BASE_ADDRESS_0 + 4 * (unsigned int)(bar - bars),
                     (uint32_t)bus.mem_pci);
        expect_eq(mmio_read32(bus.mem.base), UINT32_MAX);
        pci_command(config, 0, PCI_COMMAND_MEMORY);
    }
    port_close(&port);
}

/* Whether a scan comes by @bdf, with @id. */
static bool is_scanned(pci_bdf bdf, uint32_t id)
{
    for (struct ecam_scan scan = ecam_scan_start(&bus); ecam_scan_next(&scan);)
        if (scan.bdf == bdf)
            return scan.id == id;
    return false;
}

TEST(hot, bus_numbers_are_what_a_bridge_forwards, .rule = "HOT-06", .bus = BUS_SERVED,
     .needs = HOTPLUG,
     TITLE("the function is on the bus whose number the bridge was given, and on no other"))
{
    uint32_t id;

    if (!port_open(&port))
        return;
    if (port_plug(&port)) {
        id = port_id(&port);
        expect_eq(mmio_read32(ecam_address(&bus, PCI_BDF(OTHER_BUS, 0, 0), PCI_VENDOR_ID)),
                  UINT32_MAX);
        pci_bridge_close(&port.bridge);
        expect_eq(port_id(&port), UINT32_MAX);
        if (!pci_bridge_open(&port.bridge, &bus, port.bridge.bdf, OTHER_BUS,
                             2 * PCI_BRIDGE_GRAIN)) {
            expect_eq(mmio_read32(ecam_address(&bus, PCI_BDF(OTHER_BUS, 0, 0), PCI_VENDOR_ID)), id);
            expect_eq(port_id(&port), UINT32_MAX);
            /* And the scan follows it. */
            port.late = PCI_BDF(OTHER_BUS, 0, 0);
            expect(is_scanned(port.late, id));
        }
    }
    port_close(&port);
}
