/* SPDX-License-Identifier: BSD-2-Clause */
/* A function that is plugged in late, found by polling and by an interrupt: HOT-01, HOT-02. */
#include "guest/control/bus.h"
#include "guest/control/late_device.h"
#include "guest/ecam_probe.h"
#include "guest/measure/latency.h"
#include "guest/test/report.h"
#include "protocol/metric.h"
#include "protocol/test.h"
#include "runtime/gic.h"
#include "runtime/mmio.h"
#include "runtime/smp.h"
#include "runtime/time/timeout.h"
#include "suites/hot/port.h"

#define ROUNDS     5
#define AFTERWARDS 200 /* reads that must stay the same once the function is there */
#define IDLE       CLOCK_MS

static struct port port;

/* Polls until the function is there, and then on; every value read is all-ones or the final one. */
static bool poll(uint64_t *seen)
{
    const struct timeout timeout = timeout_start(PORT_LIMIT, "the function to appear");
    unsigned int present = 0;
    uint32_t id = UINT32_MAX;

    while (present < AFTERWARDS && !timeout_expired(&timeout)) {
        const uint32_t now = port_id(&port);

        smp_relax();
        if (now == UINT32_MAX && !present)
            continue;
        if (!present++) {
            *seen = clock_physical();
            id = now;
        }
        expect_eq(now, id);
    }
    return expect_in_time(present == AFTERWARDS, &timeout) &&
           expect(ecam_presence(id) == ECAM_PRESENT);
}

METRIC(ask_to_seen, "HOT-01", "plug to seen, polled");

TEST(hot, a_late_function_is_polled_for, .rule = "HOT-01", .bus = BUS_SERVED, .needs = HOTPLUG,
     TITLE("polled while it is plugged in, an ID reads as all-ones and then always as the final "
           "one, each time"))
{
    static struct latency latency;
    uint64_t seen = 0;
    bool more = true;

    if (!port_open(&port))
        return;
    latency_begin_few(&latency, metric_ask_to_seen, ROUNDS);
    while (more) {
        if (!port_power(&port, true) || !expect(!pci_slot_occupied(&port.slot)) ||
            !expect_eq(port_id(&port), UINT32_MAX))
            break;
        port_rest();
        late_device_ask(true);
        if (!poll(&seen) || !expect(pci_slot_occupied(&port.slot)) ||
            !expect(pci_slot_events(&port.slot) & PCI_EXP_SLTSTA_PDC))
            break;
        more = latency_add(&latency, late_device_asked_at(), seen);
        if (!port_unplug(&port))
            break;
    }
    if (!more)
        latency_end(&latency);
    port_close(&port);
}

static volatile unsigned int taken, events;
static volatile uint64_t taken_at;

static void on_event(uint32_t intid, void *arg)
{
    (void)intid, (void)arg;
    taken_at = clock_physical();
    taken++;
    events |= pci_slot_events(&port.slot);
}

/* Waits for an interrupt of @event. */
static bool was_interrupted(unsigned int event)
{
    const struct timeout timeout = timeout_start(PORT_LIMIT, "the port's interrupt");

    for (; !(events & event); smp_relax())
        if (timeout_expired(&timeout))
            return false;
    return true;
}

/* One arrival from the interrupt to the function found; false ends the test. */
static bool arrive(struct latency *interrupted, struct latency *found, bool *more)
{
    unsigned int before;
    uint64_t seen;

    taken = events = 0;
    late_device_ask(true);
    if (!expect(was_interrupted(PCI_EXP_SLTSTA_PDC)) || !expect(pci_slot_occupied(&port.slot)))
        return false;
    latency_add(interrupted, late_device_asked_at(), taken_at);
    /* The line is level-triggered: with the events cleared it is low, and stays so. */
    before = taken;
    smp_pause(IDLE);
    expect_eq(taken, before);
    expect_eq(port_id(&port), UINT32_MAX); /* no power yet */
    seen = clock_physical();
    if (!port_power(&port, true) || !expect(ecam_presence(port_id(&port)) == ECAM_PRESENT))
        return false;
    *more = latency_add(found, seen, clock_physical());
    return true;
}

/* Leaves the event set, for the command that waits for it, and so the line high. */
static void on_command(uint32_t intid, void *arg)
{
    (void)arg;
    taken++;
    gic_disable(intid);
}

TEST(hot, a_command_interrupts, .rule = "HOT-07", .bus = BUS_SERVED, .needs = HOTPLUG,
     TITLE("a write to Slot Control interrupts once it has taken effect, if that is enabled"))
{
    struct timeout timeout;
    uint32_t intid;

    if (!port_open(&port))
        return;
    intid = port_intid(&port);
    if (intid) {
        /* Others on the line may have raised it while it was disabled: that is taken first. */
        gic_enable(intid, on_command, NULL);
        smp_pause(IDLE);
        taken = 0;
        gic_enable(intid, on_command, NULL);
        expect_eq((uint64_t)pci_slot_interrupts(&port.slot, PCI_EXP_SLTSTA_CC), 0);
        timeout = timeout_start(IDLE, "the interrupt of a command");
        while (!taken && !timeout_expired(&timeout))
            ;
        if (expect_in_time(taken, &timeout))
            expect_eq(taken, 1);
        gic_disable(intid);
    }
    port_close(&port);
}

METRIC(ask_to_irq, "HOT-02", "plug to interrupt");
METRIC(power_to_found, "HOT-02", "slot power to found");

TEST(hot, an_arrival_interrupts, .rule = "HOT-02", .bus = BUS_SERVED, .needs = HOTPLUG,
     TITLE("a plugged-in device interrupts once on the port's line, and can be read once it has "
           "power"))
{
    static struct latency interrupted, found;
    bool more = true;
    uint32_t intid;

    if (!port_open(&port))
        return;
    intid = port_intid(&port);
    if (!intid) {
        port_close(&port);
        return;
    }
    latency_begin_few(&interrupted, metric_ask_to_irq, ROUNDS);
    latency_begin_few(&found, metric_power_to_found, ROUNDS);
    gic_enable(intid, on_event, NULL);
    while (more) {
        port_rest();
        pci_slot_events(&port.slot);
        pci_slot_interrupts(&port.slot, PCI_EXP_SLTSTA_PDC);
        if (!arrive(&interrupted, &found, &more))
            break;
        pci_slot_interrupts(&port.slot, 0);
        if (!port_unplug(&port))
            break;
    }
    gic_disable(intid);
    if (!more) {
        latency_end(&interrupted);
        latency_end(&found);
    }
    port_close(&port);
}
