/* SPDX-License-Identifier: BSD-2-Clause */
#include "suites/hot/port.h"

#include "guest/control/bus.h"
#include "guest/control/late_device.h"
#include "guest/control/settings.h"
#include "guest/driver_error.h"
#include "guest/ecam_probe.h"
#include "guest/test/report.h"
#include "runtime/mmio.h"
#include "runtime/smp.h"
#include "runtime/time/timeout.h"

#define WINDOW (2 * PCI_BRIDGE_GRAIN)
#define REST   (150 * CLOCK_MS)

static bool find(struct pci_slot *slot, pci_bdf *bdf)
{
    for (struct ecam_scan scan = ecam_scan_start(&bus); ecam_scan_next(&scan);)
        if (!pci_slot_open(slot, ecam_address(&bus, scan.bdf, 0))) {
            *bdf = scan.bdf;
            return true;
        }
    report_error("no port with a hot-plug slot");
    return false;
}

static bool failed(const char *what, int error)
{
    if (error)
        report_fail_rule(driver_error_rule(error), __FILE__, __LINE__, "%s: %s", what,
                         driver_error_text(error));
    return error;
}

bool port_open(struct port *port)
{
    pci_bdf bdf;
    int error;

    if (!find(&port->slot, &bdf))
        return false;
    error = pci_bridge_open(&port->bridge, &bus, bdf, bus.bus_first + 1, WINDOW);
    if (error) {
        report_error("bridge %04x: %s", bdf, driver_error_text(error));
        return false;
    }
    port->late = PCI_BDF(port->bridge.bus, 0, 0);
    pci_slot_interrupts(&port->slot, 0);
    pci_slot_events(&port->slot);
    if (pci_slot_occupied(&port->slot) || !port_power(port, false)) {
        report_error("the slot of %04x is not empty", bdf);
        port_close(port);
        return false;
    }
    return true;
}

void port_close(struct port *port)
{
    pci_slot_interrupts(&port->slot, 0);
    if (pci_slot_occupied(&port->slot))
        port_unplug(port);
    pci_bridge_close(&port->bridge);
}

uint32_t port_id(const struct port *port)
{
    return mmio_read32(ecam_address(&bus, port->late, PCI_VENDOR_ID));
}

uint32_t port_intid(const struct port *port)
{
    struct pci_interrupt line;
    const int error = pci_host_interrupt(
        &bus, port->bridge.bdf, mmio_read8(port->bridge.config + PCI_INTERRUPT_PIN), &line);

    return failed("the port's interrupt", error) ? 0 : line.intid;
}

bool port_power(const struct port *port, bool on)
{
    return !failed(on ? "power on" : "power off", pci_slot_power(&port->slot, on));
}

bool port_wait(const struct port *port, bool occupied)
{
    const struct timeout timeout = timeout_start(
        PORT_LIMIT, occupied ? "the device to come to its slot" : "the device to leave its slot");

    while (pci_slot_occupied(&port->slot) != occupied) {
        if (timeout_expired(&timeout)) {
            report_fail(__FILE__, __LINE__, "%s", timeout_text(&timeout));
            return false;
        }
        smp_relax();
    }
    return true;
}

bool port_plug(struct port *port)
{
    if (!port_power(port, true))
        return false;
    late_device_ask(true);
    return port_wait(port, true) && expect(ecam_presence(port_id(port)) == ECAM_PRESENT);
}

void port_rest(void)
{
    const uint64_t end = clock_ns() + REST;

    while (!settings.has_control && clock_ns() < end)
        smp_relax();
}

static bool wait_for_attention(const struct port *port)
{
    const struct timeout timeout = timeout_start(PORT_LIMIT, "the attention button");

    for (; !timeout_expired(&timeout); smp_relax())
        if (pci_slot_events(&port->slot) & PCI_EXP_SLTSTA_ABP || !pci_slot_occupied(&port->slot))
            return true; /* without power the device is removed at once */
    report_fail(__FILE__, __LINE__, "%s", timeout_text(&timeout));
    return false;
}

bool port_unplug(struct port *port)
{
    pci_slot_events(&port->slot); /* the button is pressed for an arrival, too */
    late_device_ask(false);
    return wait_for_attention(port) && port_power(port, false) && port_wait(port, false);
}
