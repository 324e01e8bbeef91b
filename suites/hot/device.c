/* SPDX-License-Identifier: BSD-2-Clause */
/* Using the late device until it is removed, and after that: HOT-03, HOT-04, HOT-05. */
#include "guest/control/bus.h"
#include "guest/control/late_device.h"
#include "guest/ecam_probe.h"
#include "guest/test/report.h"
#include "protocol/control.h"
#include "protocol/test.h"
#include "runtime/gic.h"
#include "runtime/mmio.h"
#include "runtime/smp.h"
#include "runtime/time/timeout.h"
#include "suites/hot/port.h"
#include "suites/vio/rig/find.h"

#include <string.h>

#define STAYS_GONE (20 * CLOCK_MS)

static struct port port;
static struct virtio_blk blk;
static uint8_t sector[VIRTIO_BLK_SECTOR];
static volatile unsigned int taken;

/* Plugs the device and starts its driver. */
static bool open_late(void)
{
    int error;

    if (!port_open(&port))
        return false;
    if (!port_plug(&port)) {
        port_close(&port);
        return false;
    }
    error = virtio_blk_open(&blk, &port.bridge.behind, port.late);
    report_checked();
    if (error) {
        report_fail_rule(driver_error_rule(error), __FILE__, __LINE__, "%04x: %s", port.late,
                         driver_error_text(error));
        port_close(&port);
    }
    return !error;
}

/* Reads sector @at, which must hold the initial contents of our disks. */
static bool read_works(uint64_t at)
{
    unsigned int wrong = 0;
    int error;

    memset(sector, 0, sizeof(sector));
    error = virtio_blk_transfer(&blk, VIRTIO_BLK_T_IN, at, sector, 1, CLOCK_S);
    if (error) {
        report_fail_rule(driver_error_rule(error), __FILE__, __LINE__, "%04x: %s", port.late,
                         driver_error_text(error));
        return false;
    }
    for (uint32_t i = 0; i < sizeof(sector); i++)
        wrong += sector[i] != control_disk_byte((uint32_t)at * VIRTIO_BLK_SECTOR + i);
    return expect_eq(wrong, 0);
}

static void on_interrupt(uint32_t intid, void *arg)
{
    (void)intid, (void)arg;
    if (virtio_isr(&blk.device) & VIRTIO_PCI_ISR_QUEUE)
        taken++;
}

TEST(hot, what_has_come_works, .rule = "HOT-03", .bus = BUS_SERVED, .needs = HOTPLUG,
     TITLE("a disk that arrives late reads correctly, from its BAR in the bridge's window, and "
           "interrupts"))
{
    const struct range *window = &port.bridge.behind.mem;
    struct pci_interrupt line;
    struct timeout timeout;
    int error;

    if (!open_late())
        return;
    expect(blk.device.common.base >= window->base &&
           blk.device.common.base - window->base < window->size);
    error = pci_bridge_interrupt(&port.bridge, port.late,
                                 mmio_read8(blk.device.config + PCI_INTERRUPT_PIN), &line);
    if (error) {
        report_fail_rule(driver_error_rule(error), __FILE__, __LINE__, "%s",
                         driver_error_text(error));
    } else {
        taken = 0;
        gic_enable(line.intid, on_interrupt, NULL);
        read_works(7);
        timeout = timeout_start(PORT_LIMIT, "the disk's interrupt");
        while (!taken && !timeout_expired(&timeout))
            smp_relax();
        if (expect_in_time(taken, &timeout))
            expect_eq(taken, 1);
        gic_disable(line.intid);
    }
    virtio_reset(&blk.device);
    port_close(&port);
}

TEST(hot, it_works_until_the_power_goes, .rule = "HOT-04", .bus = BUS_SERVED, .needs = HOTPLUG,
     TITLE("the attention button alone removes nothing; without power the function is gone"))
{
    struct timeout timeout;
    unsigned int events = 0;

    if (!open_late())
        return;
    pci_slot_events(&port.slot);
    late_device_ask(false);
    timeout = timeout_start(PORT_LIMIT, "the attention button");
    for (; !events && !timeout_expired(&timeout); smp_relax())
        events = pci_slot_events(&port.slot);
    if (expect_in_time(events, &timeout) && expect_eq(events, PCI_EXP_SLTSTA_ABP) &&
        expect(pci_slot_occupied(&port.slot)) && read_works(3) && port_power(&port, false)) {
        port_wait(&port, false);
        expect(pci_slot_events(&port.slot) & PCI_EXP_SLTSTA_PDC);
        expect_eq(port_id(&port), UINT32_MAX);
    }
    port_close(&port);
}

/* What reads of a removed function return. */
static void expect_gone(void)
{
    const struct timeout timeout = timeout_start(STAYS_GONE, "nothing");

    for (; !timeout_expired(&timeout); smp_relax())
        if (port_id(&port) != UINT32_MAX || pci_slot_occupied(&port.slot))
            break;
    expect_eq(port_id(&port), UINT32_MAX);
    expect(!pci_slot_occupied(&port.slot));
    expect_eq(mmio_read16(blk.device.config + PCI_COMMAND), UINT16_MAX);
    expect_eq(mmio_read32(blk.device.common.base), UINT32_MAX);
    expect_eq(virtio_status(&blk.device), UINT8_MAX);
}

/* The first virtio-rng on the first bus still works. */
static void expect_others_work(void)
{
    static struct virtio_rng rng;
    static uint32_t word;

    if (!vio_open_rng(&rng))
        return;
    expect_eq((uint64_t)virtio_rng_read(&rng, &word, sizeof(word), CLOCK_S), sizeof(word));
    vio_close(&rng.device);
}

static void expect_errors_in_time(void)
{
    expect_gone();
    expect_eq((uint64_t)virtio_blk_transfer(&blk, VIRTIO_BLK_T_IN, 1, sector, 1, CLOCK_MS),
              (uint64_t)VIRTIO_GONE);
    expect_eq((uint64_t)virtio_reset(&blk.device), (uint64_t)VIRTIO_GONE);
    expect_others_work();
}

/* From the start, after a removal. */
static void expect_next_works(void)
{
    port_close(&port);
    if (!report_is_decided() && open_late()) {
        read_works(2);
        virtio_reset(&blk.device);
        port_close(&port);
    }
}

TEST(hot, removal_is_survived, .rule = "HOT-05", .bus = BUS_SERVED, .needs = HOTPLUG,
     .profiles = UNMAPPED | WINDOWS | BARE,
     TITLE("a driver whose device is gone gets errors in time; others work, and so does the "
           "next device"))
{
    if (!open_late())
        return;
    if (read_works(1) && port_unplug(&port))
        expect_errors_in_time();
    expect_next_works();
}

TEST(hot, a_pull_is_survived, .rule = "HOT-05", .bus = BUS_SERVED, .needs = HOTPLUG | CONTROL_PAGE,
     .profiles = UNMAPPED | WINDOWS,
     TITLE("the same where the device is pulled out without a word, with its slot under power"))
{
    if (!open_late())
        return;
    if (read_works(1)) {
        pci_slot_events(&port.slot);
        late_device_pull();
        if (port_wait(&port, false)) {
            expect_eq(pci_slot_events(&port.slot), PCI_EXP_SLTSTA_PDC);
            expect_errors_in_time();
        }
    }
    expect_next_works();
}
