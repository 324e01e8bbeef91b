/* SPDX-License-Identifier: BSD-2-Clause */
/* Interrupt pins and the device tree's interrupt-map: ECAM-17. */
#include "guest/control/bus.h"
#include "guest/pci/pci_host.h"
#include "guest/test/report.h"
#include "protocol/test.h"
#include "runtime/gic.h"
#include "runtime/mmio.h"
#include "runtime/time/timeout.h"
#include "suites/vio/rig/find.h"

#define PINS       4
#define LEVEL_HIGH 4
#define SPI_FIRST  32
#define ARRIVAL    (10 * CLOCK_MS)

static uint32_t intids[PINS]; /* by line, (pin - 1 + device) % 4 */
static volatile unsigned int taken[PINS];
static struct virtio_rng rng;

static bool read_map(void)
{
    /* All residues modulo 4, and the last device; no more, as each look-up walks the tree. */
    static const unsigned int slots[] = {0, 1, 2, 3, 31};

    for (unsigned int i = 0; i < sizeof(slots) / sizeof(slots[0]); i++)
        for (unsigned int pin = 1; pin <= PINS; pin++) {
            const unsigned int slot = slots[i];
            const unsigned int line = (pin - 1 + slot) % PINS;
            struct pci_interrupt found;
            int error = pci_host_interrupt(&bus, PCI_BDF(bus.bus_first, slot, 0), pin, &found);

            if (error) {
                report_fail_rule(driver_error_rule(error), __FILE__, __LINE__, "%02x pin %u: %s",
                                 slot, pin, driver_error_text(error));
                return false;
            }
            if (!slot)
                intids[line] = found.intid;
            expect_eq(found.intid, intids[line]);
            expect_eq(found.flags, LEVEL_HIGH);
            expect(found.intid >= SPI_FIRST);
        }
    for (unsigned int i = 0; i < PINS; i++)
        for (unsigned int k = 0; k < i; k++)
            expect(intids[i] != intids[k]);
    return true;
}

static void on_interrupt(uint32_t intid, void *device)
{
    for (unsigned int line = 0; line < PINS; line++)
        if (intids[line] == intid)
            taken[line]++;
    virtio_isr(device);
}

TEST(
    ecam, pins_swizzle_to_spis, .rule = "ECAM-17", .bus = BUS_SERVED,
    TITLE(
        "pin and device number select one of four level-high SPIs, on which the interrupt arrives"))
{
    static uint32_t word;
    struct virtqueue_used used;
    struct timeout timeout;
    unsigned int line;

    if (!read_map() || !vio_open_rng(&rng))
        return;
    line = (mmio_read8(rng.device.config + PCI_INTERRUPT_PIN) - 1u + pci_device(rng.device.bdf)) %
           PINS;
    for (unsigned int i = 0; i < PINS; i++) {
        taken[i] = 0;
        gic_enable(intids[i], on_interrupt, &rng.device);
    }
    virtio_rng_request(&rng, &word, sizeof(word));
    expect_eq(virtqueue_wait(&rng.queue, &used, ARRIVAL), 0);
    timeout = timeout_start(ARRIVAL, "the interrupt");
    while (!taken[line] && !timeout_expired(&timeout))
        ;
    for (unsigned int i = 0; i < PINS; i++) {
        if (i == line)
            expect_in_time(taken[i] > 0, &timeout);
        else
            expect_eq(taken[i], 0);
        gic_disable(intids[i]);
    }
    vio_close(&rng.device);
}
